-- The passwords of the key store's logins, read from the secrets of the container, as it is first made.
--
-- Whom this trusts: the machine that holds the secrets. Statements with passwords are kept out of the server's log.
set log_statement = 'none';
set log_min_error_statement = 'panic';
\set keys `cat /run/secrets/keys-password`
\set keys_saver `cat /run/secrets/keys-saver-password`
alter role sharehub_keys password :'keys';
alter role sharehub_keys_saver password :'keys_saver';
