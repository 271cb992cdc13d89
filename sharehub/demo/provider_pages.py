"""The addresses of the demo's identity provider, at the places that its metadata names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from sharehub.demo.provider import Provider


def pages(provider: Provider) -> Starlette:
    """Return the provider's pages, at the places that its metadata names."""
    place = urlsplit(provider.issuer).path

    async def token(request: Request) -> Response:
        return provider.token(request, dict(parse_qsl((await request.body()).decode())))

    async def authorize(request: Request) -> Response:
        return provider.authorize(request, dict(parse_qsl((await request.body()).decode())).get("person"))

    async def end(request: Request) -> Response:
        return provider.end(request)

    async def jwks(_request: Request) -> Response:
        return Response(provider.key_set(), media_type="application/jwk-set+json")

    async def metadata(_request: Request) -> Response:
        return JSONResponse(provider.metadata())

    return Starlette(
        routes=[
            Route(f"{place}/token", token, methods=["POST"]),
            Route(f"{place}/authorize", authorize, methods=["GET", "POST"]),
            Route(f"{place}/end", end),
            Route(f"{place}/jwks", jwks),
            Route(f"{place}/.well-known/openid-configuration", metadata),
            Route(f"/.well-known/oauth-authorization-server{place}", metadata),
        ]
    )
