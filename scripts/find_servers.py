"""Finds what the tests run of others (ClamAV, nginx, npm), or installs Debian's when it may."""

from __future__ import annotations

import os
import shutil

import apt_packages

# Where Debian and Homebrew put programs that only an administrator has on the path.
PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin")
PROGRAMS = {"clamd": "clamav-daemon", "nginx": "nginx", "npm": "npm", "openssl": "openssl"}
"""The programs that the tests run, and the Debian package that each comes in."""


def find(program: str) -> str | None:
    """The program that ``CLAMD_BINARY`` (``NGINX_BINARY``, …) names, or the one on the path or where Debian has it."""
    if chosen := os.environ.get(f"{program.upper()}_BINARY"):
        return shutil.which(chosen)
    return shutil.which(program) or shutil.which(program, path=os.pathsep.join(PLACES))


def missing() -> list[str]:
    """The packages of the programs that are not on this machine."""
    return [package for program, package in PROGRAMS.items() if not find(program)]


def install() -> list[str]:
    """Install Debian's packages of what is missing, if that may be done; those that are missing then."""
    if lacking := missing():
        apt_packages.install("Testerna", lacking, without="Utan dem kan testerna inte köras.")
    return missing()
