"""A PostgreSQL server of a test's own, set up with the files of `deploy/postgresql`, that may be killed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tests.architecture.source import ROOT
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

SQL = ROOT / "deploy/postgresql"
LOGINS = ("owner", "service", "custodian", "tasks", "orderer", "keys")
PATIENCE = 60
ADMIN = "admin-of-a-test"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(3))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@dataclass
class Cluster:
    """One server and its two databases; `process` is the postmaster."""

    bin: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, and wait until it answers; whom a killed one served may have to go first."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.process = self._run("postgres", "-D", "data", "-p", self.port, "-k", "", "-h", "127.0.0.1")
            while self.process.poll() is None and time.monotonic() < until:
                if self.answers():
                    return
                time.sleep(0.05)
            time.sleep(0.2)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))

    def answers(self) -> bool:
        """Say whether somebody can log in."""
        engine = create_engine(self.url("postgres", ADMIN, "postgres"), connect_args={"connect_timeout": 2})
        try:
            engine.connect().close()
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True

    def kill(self) -> None:
        """Kill the postmaster; whoever it had served finds out, and ends."""
        assert self.process
        self.process.kill()
        self.process.wait(PATIENCE)

    def url(self, login: str, password: str | None = None, database: str = "sharehub") -> str:
        """Return where a login reaches a database; without a password it is in a file."""
        who = login if password is None else f"{login}:{password}"
        return f"postgresql+psycopg://{who}@127.0.0.1:{self.port}/{database}"

    def sql(self, database: str, file: Path) -> None:
        """Run a file as the administrator, as a container that is first made does."""
        self._run(
            "psql", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h", "127.0.0.1", "-p", self.port,
            "-d", database, "-f", file, wait=True,
        )  # fmt: skip

    def _run(self, program: str, *arguments: object, wait: bool = False) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [str(self.bin / program), *map(str, arguments)],
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": ADMIN},
                user=_user(),
                stdout=log,
                stderr=log,
            )
        if wait:
            assert process.wait(PATIENCE) == 0, (self.folder / "log").read_text(encoding="utf-8")
        return process


def _user() -> str | None:
    """Return whom the server runs as: it refuses to be root."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def a_cluster(found: Path, folder: Path) -> Iterator[Cluster]:
    """Yield a server with the logins of `deploy/postgresql`; `folder` must be reachable for its user."""
    cluster = Cluster(found, folder, free_port())
    (folder / "admin").write_text(ADMIN, encoding="utf-8")
    # As they are, but for where the passwords stand.
    for file in SQL.glob("*.sql"):
        text = file.read_text(encoding="utf-8").replace("/run/secrets/", f"{folder}/")
        (folder / file.name).write_text(text, encoding="utf-8")
    for login in LOGINS:
        (folder / f"{login}-password").write_text(password_of(login) + "\n", encoding="utf-8")
    if user := _user():
        account = pwd.getpwnam(user)
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
    cluster._run("initdb", "-D", "data", "-U", "postgres", "-A", "scram-sha-256", "--pwfile=admin", wait=True)
    cluster.start()
    try:
        for database, files in (
            ("sharehub", ("roles", "passwords")),
            ("sharehub_keys", ("keys", "keys-password")),
        ):
            _create(cluster, database)
            for name in files:
                cluster.sql(database, folder / f"{name}.sql")
        yield cluster
    finally:
        cluster.kill()


def password_of(login: str) -> str:
    """Return a login's password: with what would have to be quoted, anywhere it could be put."""
    return f'{login}\'s "own" pass word'


def _create(cluster: Cluster, database: str) -> None:
    file = cluster.folder / "create.sql"
    file.write_text(f'create database "{database}";\n', encoding="utf-8")
    cluster.sql("postgres", file)
