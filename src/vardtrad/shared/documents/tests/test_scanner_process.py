"""The private clamd of demo and tests ends with the process that started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from vardtrad.config.embedded.clamav import Clamd


def answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(address.removeprefix("unix:"))
            line.sendall(b"zPING\0")
            return line.recv(16) == b"PONG\0"
        except OSError:
            return False


def wait_until(state: bool, address: str) -> None:
    until = time.monotonic() + 30
    while answers(address) is not state:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_the_demos_scanner_ends_with_its_process(sign):
    with tempfile.TemporaryDirectory(prefix="vt-clamd-") as folder:
        address = Clamd(Path(folder)).address
        words = [sys.executable, "-m", "vardtrad.config.cli", "scanner", folder]
        path = os.pathsep.join(sys.path)
        process = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": path}, start_new_session=True)
        wait_until(True, address)
        process.send_signal(sign)
        process.wait(20)
        wait_until(False, address)
