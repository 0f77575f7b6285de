"""Finds Pango, which draws the PDF files, or installs Debian's when it may."""

from __future__ import annotations

import ctypes.util

import apt_packages

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def found() -> bool:
    """Whether all of the libraries are there."""
    return all(ctypes.util.find_library(name) for name in LIBRARIES)


def install() -> bool:
    """Install Debian's if that may be done; whether they are there then."""
    apt_packages.install("PDF-filer", PACKAGES, without="Allt utom PDF-filer fungerar ändå.")
    return found()
