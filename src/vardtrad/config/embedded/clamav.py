"""A private clamd for the demo and the tests, with nothing but the test signature: it needs no download.

Production uses the region's own clamd with real signatures (SECURITY.md, VARDTRAD_CLAMD).
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

PLACES = ("/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd")
# The EICAR test file, which every scanner calls a virus, as a signature: MD5, size, name.
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar\n"
# The same test file anywhere in another file: its first 32 characters in hexadecimal.
ANYWHERE = "Test.Eicar.Inside:0:*:58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d\n"
PATIENCE = 30.0
# A small shell that waits on a pipe held open by whoever started it, and ends clamd when that ends, however it ends.
GUARD = """
exec 3<&0
"$@" 3<&- </dev/null & server=$!
{ cat >/dev/null; kill $server; } <&3 >/dev/null 2>&1 & watch=$!
exec 3<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code
"""


def binary() -> str | None:
    """Where clamd is on this machine, or None; ``CLAMD_BINARY`` may name it."""
    if chosen := os.environ.get("CLAMD_BINARY"):
        return shutil.which(chosen)
    return shutil.which("clamd") or next((place for place in PLACES if Path(place).exists()), None)


class Clamd:
    """A clamd of our own in a folder of our own, on a unix socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "clamd.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The value for VARDTRAD_CLAMD."""
        return f"unix:{self.socket}"

    def command(self) -> list[str]:
        """The command that starts clamd in the foreground; writes its settings first. Raises FileNotFoundError."""
        program = binary()
        if program is None:
            raise FileNotFoundError("clamd")
        signatures = self.folder / "signatures"
        signatures.mkdir(mode=0o700, parents=True, exist_ok=True)
        (signatures / "test.hdb").write_text(SIGNATURE, encoding="ascii")
        (signatures / "test.ndb").write_text(ANYWHERE, encoding="ascii")
        settings = self.folder / "clamd.conf"
        settings.write_text(
            f"Foreground yes\nDatabaseDirectory {signatures}\nLocalSocket {self.socket}\nFixStaleSocket yes\n"
            f"LogFile {self.folder / 'clamd.log'}\nLogFileMaxSize 1M\nStreamMaxLength 30M\nExitOnOOM yes\n"
            # A file that is too large or too deep to scan is reported as infected, as it should be in production.
            "AlertExceedsMax yes\nMaxFileSize 30M\nMaxScanSize 100M\n"
            # If started by root, clamd would change to another user, which cannot read the folder.
            + (f"User {pwd.getpwuid(0).pw_name}\n" if os.geteuid() == 0 else ""),
            encoding="utf-8",
        )
        self.socket.unlink(missing_ok=True)
        return [program, "--config-file", str(settings)]

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError when it does not, FileNotFoundError without clamd."""
        words = self.command()
        nothing = subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603 (our own settings)
            ["/bin/sh", "-c", GUARD, "clamd", *words], stdin=subprocess.PIPE, stdout=nothing, stderr=nothing
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"clamd did not start; see {self.folder / 'clamd.log'}")

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"zPING\0")
                return line.recv(16).startswith(b"PONG")
        except OSError:
            return False

    def wait(self) -> int:
        """Wait until it ends; its exit code."""
        return self._process.wait() if self._process is not None else 0

    def stop(self) -> None:
        """Stop it, and wait until it has ended."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
        self._process = None
