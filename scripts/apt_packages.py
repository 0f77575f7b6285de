"""Installs Debian packages that the tests or the demo need, when it may and whoever sits there agrees."""

# ruff: noqa: S603, T201 (a script that runs programs and speaks to the terminal)
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence


def install(purpose: str, packages: Sequence[str], *, without: str) -> None:
    """Install packages if apt is there and we are root or need no password for sudo; else nothing is done.

    Whoever sits at a terminal is asked first, since it changes the machine and not only this folder; ``purpose`` and
    ``without`` say in Swedish what the packages are for and what happens without them. Whether it went well the caller
    finds out by looking for what was to be installed. No service is started (``RUNLEVEL=1``).
    """
    if not shutil.which("apt-get"):
        return
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and not (shutil.which("sudo") and quiet([*may, "true"])):
        return
    print(f"{purpose} behöver {', '.join(packages)}, som inte finns på den här datorn.", flush=True)
    if not agreed():
        print(f"Inget installeras. {without}", flush=True)
        return
    print(f"Installerar {', '.join(packages)} med apt (några minuter) …", flush=True)
    apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"]
    words = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    if not quiet([*apt, *words]):
        quiet([*apt, "update", "-qq"])
        quiet([*apt, *words])


def agreed() -> bool:
    """Whether apt may be used: yes where nobody can be asked (a container, continuous integration)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    try:
        return input("Ska de installeras med apt? [J/n] ").strip().lower() in {"", "j", "ja"}
    except EOFError:
        return False


def quiet(command: list[str], seconds: float = 1800) -> bool:
    """Run a command that asks and says nothing; whether it went well within the time."""
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=seconds, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
