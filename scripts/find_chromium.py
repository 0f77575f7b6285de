"""Finds a Chromium or Chrome for the journeys, or installs Debian's when it may."""

# ruff: noqa: S603, T201 (a script that runs programs and speaks to the terminal)
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Where playwright puts a browser that somebody has let it fetch.
FETCHED = (
    (".cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    ("Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
)


def find() -> str | None:
    """The browser that ``CHROMIUM`` names, else the first that runs."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    candidates += [path for path in APPLICATIONS if Path(path).exists()]
    candidates += [str(path) for folder, glob in FETCHED for path in sorted((Path.home() / folder).glob(glob))]
    return next((path for path in candidates if _runs(path)), None)


def install() -> str | None:
    """Install Debian's Chromium if apt is there and we are root or need no password for sudo; the browser, or None."""
    if not shutil.which("apt-get"):
        return None
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and not (shutil.which("sudo") and _quiet([*may, "true"])):
        return None
    print("Installerar Chromium med apt (några minuter) …", flush=True)
    apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    words = ["install", "-y", "-qq", "--no-install-recommends", "chromium"]
    if not _quiet([*apt, *words]):
        _quiet([*apt, "update", "-qq"])
        _quiet([*apt, *words])
    return find()


def _runs(path: str) -> bool:
    """Whether it is a real browser: Ubuntu's chromium-browser may only be a note that tells to install a snap."""
    return _quiet([path, "--version"], 30)


def _quiet(command: list[str], seconds: float = 1800) -> bool:
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=seconds, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
