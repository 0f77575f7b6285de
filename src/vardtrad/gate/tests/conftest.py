"""Shared by the tests of the gate: a database that really commits, and a log in it that is sealed and anchored."""

from datetime import timedelta

import pytest

from tests.toy.committed import as_owner, committed
from vardtrad.gate.door import anchor as anchors
from vardtrad.gate.tests.sealing import notes, seal_all

__all__ = ["as_owner", "committed"]


@pytest.fixture(autouse=True)
def _every_head_is_anchored(monkeypatch):
    """Heads are not bundled, unless a test is about that."""
    monkeypatch.setattr(anchors, "EVERY", timedelta(0))


@pytest.fixture
def anchor(settings, tmp_path):
    path = tmp_path / "anchor"
    settings.TRACE_ANCHOR_FILE = str(path)
    return path


@pytest.fixture
def log(committed, anchor):
    """A database with twelve rows, sealed in three batches and anchored."""
    for _ in range(3):
        notes(4)
        seal_all()
    return committed
