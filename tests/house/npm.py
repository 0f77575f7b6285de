"""Programs of npm that the tests run against, installed by their hashes once for each state of their lock file."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.database import ROOT

NODE, NPM = shutil.which("node"), shutil.which("npm")
VENDOR = ROOT / "tests" / "vendor"
needs_node = pytest.mark.skipif(NODE is None or NPM is None, reason="Node is not on this machine")


def installed(name: str) -> Path:
    """The node_modules of a folder of tests/vendor."""
    vendor = VENDOR / name
    lock = (vendor / "package-lock.json").read_bytes()
    folder = Path(sys.prefix) / "node" / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            for each in ("package.json", "package-lock.json"):
                shutil.copy(vendor / each, folder)
            words = [str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "whole").touch()
    return folder / "node_modules"


class Running:
    """The program ``provider.mjs`` of a folder of tests/vendor as a process, with its settings in one argument."""

    def __init__(self, name: str, settings: dict[str, Any]) -> None:
        words = [str(NODE), str(VENDOR / name / "provider.mjs"), json.dumps(settings)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        told = ""
        while "ready" not in told:
            line = self.process.stdout.readline()
            assert line, told
            told += line
        self.said: list[str] = []
        threading.Thread(target=self.said.extend, args=[self.process.stdout], daemon=True).start()

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)
