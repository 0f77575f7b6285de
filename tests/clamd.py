"""A real clamd for the tests: the fixture ``clamd``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vardtrad.config.embedded.clamav import Clamd, binary

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="session")
def clamd_process() -> Iterator[Clamd]:
    """A clamd that runs as long as the tests of this process do."""
    if binary() is None:
        pytest.fail("Testerna behöver clamd. Kör: sudo apt-get install -y clamav-daemon")
    # A short folder: the path of a unix socket has room for 107 characters.
    with tempfile.TemporaryDirectory(prefix="vt-clamd-") as folder:
        process = Clamd(Path(folder))
        process.start()
        yield process
        process.stop()


@pytest.fixture
def clamd(clamd_process: Clamd, settings: Any) -> Clamd:
    """The product's settings name the running clamd."""
    settings.CLAMD = clamd_process.address
    return clamd_process
