"""Sets the project up in .venv and then runs the product or the tests. Standard library only.

    setup.py start [arguments of `vardtrad demo`]
    setup.py test [arguments of pytest]

Packages are installed from the lock files, by their hashes, once per change of those files. The project itself is put
on the path by a .pth file, which needs no build. Debian's bare python3 (no ensurepip, an externally managed
environment) is served by the pip or uv that is there, else answered with the one line to type.
"""

# ruff: noqa: S603, S606, T201 (a script that runs programs and speaks to the terminal)
from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import find_pango

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "vardtrad-setup.json"
RUNTIME = "requirements.lock"
# Holds everything of the first, so that it serves ./start too (tests/house/test_setup.py).
DEVELOPMENT = "requirements-dev.lock"


def main() -> None:
    """Set up, then become the wanted program."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no å must not end the set-up.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    what, *rest = sys.argv[1:]
    if what == "start" and rest[:1] in (["-h"], ["--help"]):
        say("./start [--port N] [--fresh | --remove] [--yes] [--data MAPP]")
        say("  --port   sidornas port (annars första lediga från 8000)")
        say("  --fresh  börja om med nya demouppgifter, efter en fråga (--yes svarar ja)")
        say("  --remove ta bort demouppgifterna och allt som demon har lagt på datorn, efter en fråga")
        say("  --data   datamapp (annars VARDTRAD_DATA eller .data)")
        return
    set_up(development=what == "test")
    words = ["-m", "vardtrad.config.cli", "demo"] if what == "start" else [str(ROOT / "scripts" / "run_tests.py")]
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *words, *rest])


def set_up(*, development: bool) -> None:
    """Make .venv hold what the lock file says; quick when it already does."""
    wanted = stamp(development)
    if installed(wanted):
        return
    with Path(__file__).open() as lock:  # ./start and ./test at the same time
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Väntar på en annan installation i samma mapp …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(wanted):
            return
        STAMP.unlink(missing_ok=True)
        if not usable():
            step("Skapar en Pythonmiljö i .venv", make_venv)
        step(
            "Installerar paketen (några minuter första gången)",
            lambda: install(DEVELOPMENT if development else RUNTIME),
        )
        put_on_path()
        # Without it everything works but PDF files, and the pages say so.
        find_pango.found() or find_pango.install()
        STAMP.write_text(json.dumps(wanted))


def stamp(development: bool) -> dict[str, str]:
    """What must be the same for .venv to be right."""
    locks = [RUNTIME, DEVELOPMENT] if development else [RUNTIME]
    hashes = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}
    return {"folder": str(ROOT), "setup": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), **hashes}


def installed(wanted: dict[str, str]) -> bool:
    """Whether .venv was finished from these files, in this folder, and its Python still runs."""
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return all(found.get(name) == value for name, value in wanted.items()) and runs(str(PYTHON), "-c", "")


def usable() -> bool:
    """Whether .venv has a Python of a version that the packages are built for, in this folder."""
    code = f"import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 15) and sys.prefix == {str(VENV)!r}))"
    return runs(str(PYTHON), "-c", code)


def make_venv() -> None:
    """Make .venv, with pip in it when this Python can."""
    shutil.rmtree(VENV, ignore_errors=True)
    base = base_python()
    if runs(base, "-c", "import ensurepip"):
        if runs(base, "-m", "venv", str(VENV)):
            return
        shutil.rmtree(VENV, ignore_errors=True)
    if runs(base, "-m", "venv", "--without-pip", str(VENV)) and installer():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    end(f"Python {version} saknar pip och venv. Kör: sudo apt-get install -y python3-venv python{version}-venv")


def base_python() -> str:
    """The Python to make .venv with: the one we run in, or what it was made from if that is an old .venv."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def installer() -> list[str]:
    """The command that installs into .venv: its own pip, the system's pip, or uv; empty when there is none."""
    if runs(str(PYTHON), "-m", "pip", "--version"):
        return [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet"]
    for pip in ([base_python(), "-m", "pip"], ["pip3"], ["pip"]):
        if runs(*pip, "--python", str(PYTHON), "--version"):
            return [*pip, "--python", str(PYTHON), "install", "--no-input", "--disable-pip-version-check", "--quiet"]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", str(PYTHON), "--quiet"]
    return []


def install(lock: str) -> None:
    """Install what the lock file lists, wheels only, each checked against its hash."""
    command = installer()
    if not command:
        end("Varken pip eller uv finns. Kör: sudo apt-get install -y python3-venv  och ta bort mappen .venv")
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PIP_USER", "PIP_TARGET"}}
    done = subprocess.run(
        [*command, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock)],
        cwd=ROOT, env=clean, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        end(f"\n{done.stdout}\nPaketen kunde inte installeras. Kontrollera nätet och försök igen.")


def put_on_path() -> None:
    """Let .venv find the project, and put the command `vardtrad` beside its python."""
    # A relative path, in plain ASCII: Python reads the file in the machine's own encoding, which may know no å.
    write = (
        "import os, sys, sysconfig; folder = sysconfig.get_path('purelib');"
        " open(os.path.join(folder, 'vardtrad.pth'), 'w').write(os.path.relpath(sys.argv[1], folder) + chr(10))"
    )
    subprocess.run([str(PYTHON), "-c", write, str(ROOT / "src")], check=True)
    command = VENV / "bin" / "vardtrad"
    # By way of sh: a path in the first line may be neither long nor hold a blank.
    text = f"""#!/bin/sh
'''exec' "{PYTHON}" "$0" "$@"
' '''
import sys
from vardtrad.config.cli import main
sys.exit(main())
"""
    command.write_bytes(os.fsencode(text))
    command.chmod(0o755)


def runs(*command: str) -> bool:
    """Whether a command can be started and succeeds."""
    with suppress(OSError):
        quiet = subprocess.DEVNULL
        return subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False).returncode == 0
    return False


def step(line: str, work: Callable[[], None]) -> None:
    """Do something long, on one calm line."""
    print(f"{line} …", end="", flush=True)
    begin = time.monotonic()
    work()
    print(f" klart ({time.monotonic() - begin:.0f} s)", flush=True)


def say(line: str) -> None:
    """Tell the terminal."""
    print(line, flush=True)


def end(line: str) -> NoReturn:
    """Give up with one line that says what to do."""
    print(f"\n{line}" if not line.startswith("\n") else line, file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
