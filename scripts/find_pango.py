"""Finds Pango, which draws the PDF files, or installs Debian's when it may."""

# ruff: noqa: S603, T201 (a script that runs programs and speaks to the terminal)
from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def found() -> bool:
    """Whether all of the libraries are there."""
    return all(ctypes.util.find_library(name) for name in LIBRARIES)


def install() -> bool:
    """Install Debian's if apt is there and we are root or need no password for sudo; whether they are there then.

    Whoever sits at a terminal is asked first, since it changes the machine and not only this folder.
    """
    if not shutil.which("apt-get"):
        return False
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and not (shutil.which("sudo") and _quiet([*may, "true"])):
        return False
    print(f"PDF-filer behöver {', '.join(PACKAGES)}, som inte finns på den här datorn.", flush=True)
    if not _agreed():
        print("Inget installeras. Allt utom PDF-filer fungerar ändå.", flush=True)
        return False
    print("Installerar Pango (för PDF) med apt …", flush=True)
    apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    words = ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    if not _quiet([*apt, *words]):
        _quiet([*apt, "update", "-qq"])
        _quiet([*apt, *words])
    return found()


def _agreed() -> bool:
    """Whether apt may be used: yes where nobody can be asked (a container, continuous integration)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    try:
        return input("Ska de installeras med apt? [J/n] ").strip().lower() in {"", "j", "ja"}
    except EOFError:
        return False


def _quiet(command: list[str], seconds: float = 900) -> bool:
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=seconds, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
