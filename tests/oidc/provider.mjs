// An OpenID provider for tests. Every line of its input is a whole configuration, which takes the place of the
// one before; each is answered with a line that names the issuer. It ends with its input, so that it never
// outlives the tests.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import Provider from 'oidc-provider';

// The one thing of Node 22 that the provider needs and Node 20 lacks.
URL.parse ??= (...parts) => (URL.canParse(...parts) ? new URL(...parts) : null);

// The output is for the answers alone.
console.info = console.error;

const ES256 = ['ES256'];
const SECONDS = 600;

// When a person signed in; nobody signs in as a client that speaks for itself.
const signedIn = (context) => {
  const code = context.oidc.entities.AuthorizationCode;
  return code ? { auth_time: code.authTime } : {};
};

// `claims`: what a token says more, by whom it is for: a person, or a client that speaks for itself. Clients bring
// their keys along, since the provider fetches nothing from this machine.
function configured({ keys, clients, claims }) {
  return {
    jwks: { keys },
    clients,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    extraTokenClaims: (context, token) => ({
      ...claims[token.accountId ?? token.clientId],
      ...signedIn(context),
    }),
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], acr: null, auth_time: null, sid: null },
    cookies: { keys: ['signs cookies of tests'] },
    pkce: { required: () => true },
    // Its own guard against requests to this machine would keep it from telling the pages that somebody signed out.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    ttl: { AccessToken: SECONDS, ClientCredentials: SECONDS },
    enabledJWA: {
      clientAuthSigningAlgValues: ES256,
      dPoPSigningAlgValues: ES256,
      idTokenSigningAlgValues: ES256,
      requestObjectSigningAlgValues: ES256,
      userinfoSigningAlgValues: ES256,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      dPoP: { enabled: true },
      backchannelLogout: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          audience: resource,
          scope: 'act',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    answer = new Provider(issuer, configured(JSON.parse(line))).callback();
    process.stdout.write(`${issuer}\n`);
  });
  lines.on('close', () => process.exit());
});
