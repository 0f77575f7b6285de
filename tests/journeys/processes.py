"""The product's processes as the journeys run them: pages, worker and live, on free ports, and an SMTP server."""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.database import Copy
from tests.journeys.furnish import Story
from tests.journeys.plan_stories import PlanStory

CLI = [sys.executable, "-m", "vardtrad.config.cli"]
PATIENCE = 60


class Letterbox:
    """Receives every letter that the product's worker sends, over real SMTP."""

    def __init__(self) -> None:
        self.letters: list[Mail] = []
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the letter."""
        self.letters.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"

    @property
    def port(self) -> int:
        """The address at which it listens."""
        return self._controller.port

    def to(self, address: str) -> list[Mail]:
        """The letters to one address, oldest first."""
        return [letter for letter in self.letters if address in str(letter["To"])]

    def wait_for(self, address: str, count: int = 1) -> list[Mail]:
        """The letters to an address once there are ``count`` of them."""
        wait_until(lambda: len(self.to(address)) >= count, f"{count} letters to {address}")
        return self.to(address)

    def close(self) -> None:
        """Stop listening."""
        self._controller.stop()


@dataclass
class Site:
    """One running installation."""

    database: Copy
    folder: Path
    letters: Letterbox
    port: int = field(default_factory=lambda: free_port())
    live_port: int = field(default_factory=lambda: free_port())
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    plans: dict[str, PlanStory] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=lambda: list(CLI))
    keys: dict[str, str] = field(
        default_factory=lambda: {f"VARDTRAD_{name}_KEY": secrets.token_urlsafe(32) for name in ("SECRET", "TRACE")}
    )

    @property
    def address(self) -> str:
        """The address of the pages."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process."""
        environment = self.database.environment | self.keys | self.more
        environment |= {
            "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
            "VARDTRAD_DEMO": "1",
            "VARDTRAD_PUBLIC_URL": self.address,
            "VARDTRAD_LIVE_URL": f"http://localhost:{self.live_port}",
            "VARDTRAD_TRACE_ANCHOR_FILE": str(self.folder / "anchor"),
            "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "VARDTRAD_SMTP_HOST": "127.0.0.1",
            "VARDTRAD_SMTP_PORT": str(self.letters.port),
            "VARDTRAD_LOG_LEVEL": "WARNING",
            "VARDTRAD_NOTICE_MINUTES": "0",  # no mail waits for others
            "VARDTRAD_UNDO_SECONDS": "0",  # nor does an answer wait to be taken back
        }
        del environment["DATABASE_OWNER_URL"]
        return environment

    def furnish(self, keys: list[str], *, demo: bool, plans: bool = False) -> dict[str, Story]:
        """Fill the database with the stories, and when asked for with the demo region and the planning stories."""
        words = [*keys, *(["--demo"] if demo else []), *(["--plans"] if plans else [])]
        made = json.loads(self._run("-m", "tests.journeys.furnish", *words))
        self.plans = {key: PlanStory(**story) for key, story in made["plans"].items()}
        return {key: Story(**story) for key, story in made["stories"].items()}

    def verify_audit(self) -> str:
        """The output of ``vardtrad audit verify``; raises CalledProcessError when it finds something."""
        return self._run("-m", "vardtrad.config.cli", "audit", "verify")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, text=True, capture_output=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *names: str) -> None:
        """Start processes: pages, live, worker, and worker2 beside it. Waits for nothing."""
        words = {
            "pages": ["serve", "--port", str(self.port)],
            "live": ["live", "--port", str(self.live_port)],
            "worker": ["worker"],
            "worker2": ["worker"],
        }
        for name in names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    [*self.command, *words[name]], env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                    stderr=log, start_new_session=True,
                )  # fmt: skip

    def wait(self) -> None:
        """Wait until the pages are ready."""

        def ready() -> bool:
            assert self.running["pages"].poll() is None, self.log("pages")
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                    return answer.status == 200
            except (OSError, urllib.error.URLError):
                return False

        wait_until(ready, "the pages", every=0.05)

    def kill(self, name: str) -> None:
        """Kill a process and everything that it started, without any warning (SIGKILL)."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, name: str) -> None:
        """Kill a process, start it again and wait until it does its work."""
        self.kill(name)
        self.start(name)
        self.wait()

    def close(self) -> None:
        """Stop all running processes."""
        for name in list(self.running):
            self.kill(name)

    def log(self, name: str) -> str:
        """The output of a process."""
        return (self.folder / f"{name}.log").read_text(errors="replace")


def wait_until(done: Any, what: str, *, patience: float = PATIENCE, every: float = 0.1) -> None:
    """Wait until ``done()`` is true. Raises AssertionError when it has not become so in ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while not done():
        assert time.monotonic() < deadline, f"waited {patience} s in vain for {what}"
        time.sleep(every)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
