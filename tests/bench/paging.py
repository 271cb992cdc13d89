"""How long the page of a big case's pattern takes on the server, beside the look that it shows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

import httpx2

from sharehub.acting.entrance import Door
from sharehub.app import KeptLog, Outside, application, with_pages
from sharehub.demo.staff import PAGES, let_in
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet
from sharehub.identity.relying import RelyingParty, SignedIn
from sharehub.pages.asking import Api
from sharehub.sessions.queries import Waiting
from sharehub.sessions.store import Sessions
from sharehub.web.rates import Rates
from tests.bench.documenting import DAY, filled
from tests.bench.readings import MILLISECONDS, ratio_of
from tests.bench.spread import compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort

READER, PURPOSE = "csw", "child_protection"
ORIGIN = "http://127.0.0.1"
UNLIMITED = 1e9
OK = 200


def paging(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure a page: its session, each of the looks and lists that it asks the API for, and its setting."""
    stage.put_clock(DAY)
    filled(stage)
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        api, pages, session = _served(stage, Path(folder))
        path = f"/cases/{stage.case}/pattern/{PURPOSE}"

        async def page() -> bytes:
            async with httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=pages),
                base_url=ORIGIN,
                cookies={"sharehub": session},
                trust_env=False,
            ) as client:
                answer = await client.get(path)
            if answer.status_code != OK:
                raise ValueError("a page that is measured is there")
            return answer.content

        async def look() -> object:
            asked = Api(api, ORIGIN, stage.readers[READER])
            return await asked.ask("POST", f"/cases/{stage.case}/disclosures", {"purpose": PURPOSE})

        yield f"{READER}, {PURPOSE}: {len(runner.run(page()))} bytes"
        found = compared(lambda: runner.run(page()), lambda: runner.run(look()), effort)
        yield f"  {'page':<20} {found.ours.times(MILLISECONDS)} ms"
        yield f"  {'its look alone':<20} {found.bare.times(MILLISECONDS)} ms"
        yield ratio_of(found)


def _served(stage: Stage, folder: Path) -> tuple[ASGIApp, ASGIApp, str]:
    """Return the API, the pages beside it, and the name of a reader's session."""
    provider, registration = let_in(stage, ORIGIN, folder / "tokens")
    keys = KeySet(provider.key_set, monotonic)
    door = Door(stage.hub, Expected(provider.issuer, provider.audience), keys, ORIGIN)
    app = application(stage.hub, door, Outside(log=KeptLog(), rates=Rates(share=UNLIMITED)))
    people = RelyingParty(registration, provider.metadata, keys, monotonic)
    now = stage.hub.clock.now()
    returned = Sessions(stage.hub, provider.issuer, PAGES).begin(
        SignedIn(READER, now, None, None, "token"), Waiting("", "", "", None, "/")
    )
    if returned is None:
        raise ValueError("a reader that is measured is let in")
    return app, with_pages(app, people), returned.session
