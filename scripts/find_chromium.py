"""Finds a Chromium or Chrome for the journeys, or installs Debian's when it may."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import apt_packages

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
    """Install Debian's Chromium if that may be done; the browser, or None."""
    apt_packages.install("Testerna i webbläsare", ["chromium"], without="Utan en webbläsare kan testerna inte köras.")
    return find()


def _runs(path: str) -> bool:
    """Whether it is a real browser: Ubuntu's chromium-browser may only be a note that tells to install a snap."""
    return apt_packages.quiet([path, "--version"], 30)
