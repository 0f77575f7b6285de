"""Finds ClamAV's clamd for the tests, or installs Debian's when it may."""

# ruff: noqa: S603, T201 (a script that runs programs and speaks to the terminal)
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PLACES = ("/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd")


def find() -> str | None:
    """The clamd that ``CLAMD_BINARY`` names, else the one on the path or where Debian puts it."""
    if chosen := os.environ.get("CLAMD_BINARY"):
        return shutil.which(chosen)
    return shutil.which("clamd") or next((place for place in PLACES if Path(place).exists()), None)


def install() -> str | None:
    """Install Debian's clamav-daemon if apt is there and we are root or need no password for sudo; clamd, or None."""
    if not shutil.which("apt-get"):
        return None
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and not (shutil.which("sudo") and _quiet([*may, "true"])):
        return None
    print("Installerar ClamAV med apt …", flush=True)
    environment = {"DEBIAN_FRONTEND": "noninteractive"} | dict(os.environ)
    for words in (["update"], ["install", "-y", "--no-install-recommends", "clamav-daemon"]):
        subprocess.run([*may, "apt-get", "-qq", *words], env=environment, check=False, stdout=subprocess.DEVNULL)
    return find()


def _quiet(words: list[str]) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode == 0
