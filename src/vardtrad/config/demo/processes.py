"""The demo: starts database, pages, live process and worker on this machine, and keeps them running.

Each process has its own log in the data folder. A process that dies is started again, and the terminal says so. When
the demo ends, however it ends, all its processes end.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from vardtrad.config import key_file
from vardtrad.config.demo import scanners
from vardtrad.config.demo.mark import is_demo
from vardtrad.config.demo.terminal import say
from vardtrad.config.embedded import clamav
from vardtrad.config.embedded.postgres import Server
from vardtrad.config.folders import data_folder

__all__ = ["data_folder", "demo", "local_database", "local_environment"]

DATABASE = "vardtrad"
FIRST_PORT = 8000
LONGEST_WAIT = 30.0
# A process that has run this many seconds is stable again, so after its next death it is restarted at once.
WELL = 60.0
LARGEST_LOG = 5_000_000


REMOVE = "./start --remove --data {data}"
"""The command that removes everything the demo has put on this machine, outside the checkout too."""


class Stopped(BaseException):
    """Somebody asked the demo to end (Ctrl-C, SIGTERM, or the terminal was closed)."""


class Trouble(Exception):
    """The demo cannot start; the message says why and what to do."""


@contextmanager
def local_database(folder: Path) -> Iterator[dict[str, str]]:
    """The embedded database of a data folder while the context is open, and the environment that names it."""
    with Server.start(folder) as server:
        access = server.ensure_database(DATABASE)
        yield {**local_environment(folder, access.app_url), "DATABASE_OWNER_URL": access.owner_url}


def local_environment(folder: Path, app_url: str) -> dict[str, str]:
    """The environment of a process on this machine: the database, the keys (made once, mode 0600), the mail folder."""
    return {
        **key_file.read(folder),
        "DATABASE_URL": app_url,
        "VARDTRAD_DATA": str(folder),
        "VARDTRAD_TRACE_ANCHOR_FILE": str(folder / "trace-anchor"),
        "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "VARDTRAD_EMAIL_FOLDER": str(folder / "mail"),
        "VARDTRAD_SMS_URL": f"folder:{folder / 'sms'}",
        "VARDTRAD_REGION_NAME": "Region Västmark",
    }


@dataclass
class Child:
    """One process of the demo."""

    name: str
    words: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.0
    again: float = field(default=0.0)

    def start(self) -> None:
        """Start it in its own session, so that it ends when the demo stops it and not at the terminal's Ctrl-C."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.unlink()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own words)
                [sys.executable, "-m", "vardtrad.config.cli", *self.words],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started = time.monotonic()
        self.again = 0.0

    def look_after(self) -> None:
        """Start it again if it has died; at once the first time, then with growing pauses."""
        now = time.monotonic()
        if self.again:
            if now >= self.again:
                self.start()
        elif self.process is not None and (code := self.process.poll()) is not None:
            self._end_group(signal.SIGKILL)
            self.wait = 0.0 if now - self.started > WELL else self.wait
            later = f"efter {self.wait:.0f} s" if self.wait else "nu"
            say(f"{self.name} har stannat ({_how(code)}) och startas om {later}. Logg: {self.log}")
            self.again = now + self.wait
            self.wait = min(max(self.wait * 2, 1.0), LONGEST_WAIT)

    def ask_to_end(self) -> None:
        """Ask the process to finish what it is doing and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for it until ``deadline`` (monotonic), then end it with everything it started."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.1, deadline - time.monotonic()))
            self._end_group(signal.SIGKILL)
            self.process.wait()

    def _end_group(self, sign: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            assert self.process is not None
            os.killpg(self.process.pid, sign)


def demo(folder: Path, *, port: int | None, fresh: bool, yes: bool = False) -> int:
    """Run the demo until it is asked to end; the exit code.

    A given ``port`` must be free; otherwise the first free port from 8000 on is used. ``fresh`` starts with new
    data, after a question unless ``yes`` is given.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    children: list[Child] = []
    server: Server | None = None
    scanner: Path | None = None
    _listen_for_stop()
    try:
        with only_one(folder) as note:
            say("Startar databasen …")
            server = Server.start(folder)
            if fresh:
                _begin_afresh(server, folder, yes=yes)
            pages, pages_hold = _port(port or FIRST_PORT, exact=port is not None)
            live, live_hold = _port(pages + 1, exact=False)
            address = f"http://localhost:{pages}"
            scanner = scanners.folder()
            environment = _prepare(server, folder, address, f"http://localhost:{live}", scanner)
            children += _children(folder, environment, pages, live, scanner)
            say("Startar sidor, live och arbetare …")
            for child in children:
                child.start()
            _await_pages(pages, children)
            note.write(address)
            note.flush()
            _present(folder, server, address)
            while True:
                if not server.running():
                    say(f"Databasen har stannat och startas om. Logg: {server.log}")
                    server.restart()
                for child in children:
                    child.look_after()
                time.sleep(0.3)
            del pages_hold, live_hold
    except Stopped:
        return 0
    except Trouble as trouble:
        say(f"vardtrad: {trouble}", sys.stderr)
        return 1
    finally:
        _stop(children, server)
        if scanner is not None:
            shutil.rmtree(scanner, ignore_errors=True)


def _prepare(server: Server, folder: Path, address: str, live: str, scanner: Path | None) -> dict[str, str]:
    """Tables, guards and demo data; the environment of the processes."""
    access = server.ensure_database(DATABASE)
    added = local_environment(folder, access.app_url) | {
        "VARDTRAD_DEMO": "1",
        "VARDTRAD_PUBLIC_URL": address,
        "VARDTRAD_LIVE_URL": live,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", "")]),
    }
    if scanner is not None:
        added["VARDTRAD_CLAMD"] = clamav.Clamd(scanner).address
    environment = {**os.environ, **added, "VARDTRAD_PARENT": str(os.getpid())}
    environment.pop("DATABASE_OWNER_URL", None)
    say("Ser till att tabellerna är på plats …")
    done = subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", "migrate"],
        env={**environment, "DATABASE_OWNER_URL": access.owner_url}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, start_new_session=True,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"Databasen kunde inte uppdateras:\n{done.stdout}")
    os.environ.update(added)
    import django

    django.setup()
    from django.db import connection

    import vardtrad.config.demo.filling as region
    from vardtrad.config.demo import volume

    say("Ser till att demouppgifterna finns …")
    try:
        region.load()
        volume.fill()
    except (region.NotADemo, region.OldDemo) as error:
        raise Trouble(str(error)) from error
    connection.close()
    return environment


def _children(folder: Path, environment: Mapping[str, str], pages: int, live: int, scanner: Path | None) -> list[Child]:
    logs = folder / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    for post in ("mail", "sms"):
        (folder / post).mkdir(mode=0o700, exist_ok=True)
    children = [
        Child("Sidorna", ["serve", "--port", str(pages)], environment, logs / "serve.log"),
        Child("Live", ["live", "--port", str(live)], environment, logs / "live.log"),
        Child("Arbetaren", ["worker"], environment, logs / "worker.log"),
    ]
    if scanner is not None:
        children.append(Child("Viruskontrollen", ["scanner", str(scanner)], environment, logs / "scanner.log"))
    return children


def _present(folder: Path, server: Server, address: str) -> None:
    from django.urls import reverse

    from vardtrad.config import check
    from vardtrad.config.demo import who

    say("")
    say(who.people_text())
    say("")
    say(f"Datamapp: {folder}")
    if server.home != folder:
        say(f"Databas: {server.home}")
    say(f"Ta bort demon från datorn: {REMOVE.format(data=shlex.quote(str(folder)))}")
    say(f"Aviseringar hamnar i {folder / 'mail'} och {folder / 'sms'}, loggar i {folder / 'logs'}")
    say(f"Rundtur genom demonstrationen: {address}{reverse('demo_tour')}")
    say(f"Vårdtråd är igång: {address}  (Ctrl-C avslutar)")
    for note in check.paper_notes():  # last, since it takes a moment to try the fonts
        say(note)


def _await_pages(port: int, children: list[Child]) -> None:
    """Wait until the start page answers. Raises Trouble with the end of the log when it does not."""
    pages = children[0]
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            say(f"Startsidan svarar med fel {error.code}. Logg: {pages.log}")
            return
        except OSError:
            dead = pages.process is not None and pages.process.poll() is not None
            if dead or time.monotonic() > deadline:
                end = "\n".join(pages.log.read_text(errors="replace").splitlines()[-15:])
                raise Trouble(f"Sidorna startade inte. Slutet av {pages.log}:\n{end}") from None
            time.sleep(0.1)


def _stop(children: list[Child], server: Server | None) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    if children or server:
        say("\nAvslutar …")
    deadline = time.monotonic() + 15
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(deadline)
    if server is not None:
        server.stop()
        say("Allt är avslutat.")


def _listen_for_stop() -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise Stopped

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if sign != signal.SIGHUP or signal.getsignal(sign) is not signal.SIG_IGN:  # nohup
            signal.signal(sign, stop)


@contextmanager
def only_one(folder: Path) -> Iterator[TextIO]:
    """One demo per data folder; the note in the lock says where it answers."""
    with (folder / "demo.lock").open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note.seek(0)
            where = note.read() or "håller på att starta"
            raise Trouble(f"En demo med datamappen {folder} körs redan: {where}") from None
        note.truncate(0)
        try:
            yield note
        finally:
            note.truncate(0)


def _begin_afresh(server: Server, folder: Path, *, yes: bool) -> None:
    if server.cluster.exists(DATABASE):
        if not is_demo(server.ensure_database(DATABASE).owner_url):
            raise Trouble("Databasen har andra uppgifter än demons. Den tas inte bort av demon.")
        if not yes and not agreed():
            raise Trouble("Demouppgifterna är kvar. Ingenting är ändrat.")
    say("Tar bort de gamla demouppgifterna …")
    server.cluster.drop(DATABASE)
    for post in ("mail", "sms"):
        shutil.rmtree(folder / post, ignore_errors=True)
    for anchor in folder.glob("trace-anchor*"):
        anchor.unlink()


def agreed() -> bool:
    """Whether whoever sits at the terminal wants the demo's data removed. Raises Trouble when nobody can be asked."""
    if not sys.stdin.isatty():
        raise Trouble("Demouppgifterna tas bort. Lägg till --yes om ingen finns att fråga (i ett skript).")
    try:
        answer = input("Ta bort demouppgifterna och allt som har gjorts i dem? Skriv ja: ")
    except EOFError:
        return False
    return answer.strip().lower() in {"ja", "j"}


def _port(first: int, *, exact: bool) -> tuple[int, socket.socket]:
    """A free port from ``first`` on, held so that no other demo takes it. Raises Trouble when none is free."""
    for port in range(first, first + 1 if exact else min(first + 200, 65536)):
        hold = _hold(port)
        if hold is not None:
            if port != first and first == FIRST_PORT:
                say(f"Port {first} är upptagen; sidorna får port {port}.")
            return port, hold
    raise Trouble(f"Port {first} är upptagen. Välj en annan med --port, eller utelämna --port så tas nästa lediga.")


def _hold(port: int) -> socket.socket | None:
    """A hold on the port, or None if somebody answers there or holds it.

    Granian lets several processes listen on a port, so a second demo would not be refused. Therefore each demo holds
    the UDP port with the same number while it runs; unlike a TCP port it is free again as soon as the demo ends.
    """
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return None
    hold = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        hold.bind(("127.0.0.1", port))
    except (OSError, OverflowError):
        hold.close()
        return None
    return hold


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"kod {code}"
