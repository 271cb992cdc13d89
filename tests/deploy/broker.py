"""A RabbitMQ of a test's own, with the settings of `deploy/rabbitmq`, that may be killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.architecture.source import ROOT
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = ROOT / "deploy/rabbitmq/sharehub.conf"
PATIENCE = 90
PLACES = ("/usr/lib/rabbitmq/bin", os.defpath, "/usr/sbin")
NEWER = re.compile(r"^default_queue_type = .*\n", re.MULTILINE)
"""What Debian's RabbitMQ does not know yet; the program asks for queues of that type itself."""


def program() -> Path | None:
    """Return the server's own start script, not the one that changes to Debian's user."""
    found = shutil.which("rabbitmq-server", path=os.pathsep.join(PLACES))
    return Path(found) if found else None


@dataclass
class RabbitMQ:
    """One node; `process` leads all that belong to it."""

    program: Path
    folder: Path
    port: int = field(default_factory=free_port)
    names: int = field(default_factory=free_port)
    among_nodes: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the program reaches it."""
        return f"amqp://hub:for-a-test@127.0.0.1:{self.port}/sharehub"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        text = NEWER.sub("", SETTINGS.read_text(encoding="utf-8"))
        text = text.replace("listeners.tcp.default = 5672", f"listeners.tcp.1 = 127.0.0.1:{self.port}")
        login = "default_user = hub\ndefault_pass = for-a-test\n"
        (self.folder / "rabbitmq.conf").write_text(text + login, encoding="utf-8")
        (self.folder / "plugins").write_text("[].", encoding="utf-8")
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [self.program], env=self._surroundings(), stdout=said, stderr=said, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            alive = self.process.poll() is None and time.monotonic() < until
            assert alive, (self.folder / "said").read_text(encoding="utf-8")
            time.sleep(0.2)

    def kill(self) -> None:
        """Kill it, and all that it started."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        # The shell is gone at once, what it had started a moment later.
        while self._answers():
            time.sleep(0.05)

    def forget(self) -> None:
        """End the register of names that it left behind."""
        epmd = shutil.which("epmd")
        if epmd:
            subprocess.run([epmd, "-kill"], env=self._surroundings(), capture_output=True, check=False)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def _surroundings(self) -> dict[str, str]:
        here = str(self.folder)
        return {
            "PATH": os.defpath + ":/usr/sbin:/usr/bin:/bin",
            "HOME": here,
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": str(self.names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"hub{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self.among_nodes),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_CONFIG_FILE": f"{here}/rabbitmq.conf",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{here}/generated",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{here}/plugins",
            "RABBITMQ_MNESIA_BASE": f"{here}/kept",
            "RABBITMQ_LOG_BASE": f"{here}/log",
            "RABBITMQ_PID_FILE": f"{here}/pid",
        }


@contextmanager
def a_broker(found: Path, folder: Path) -> Iterator[RabbitMQ]:
    """Yield a broker that runs."""
    broker = RabbitMQ(found, folder)
    try:
        broker.start()
        yield broker
    finally:
        if broker.process and broker.process.poll() is None:
            broker.kill()
        broker.forget()
