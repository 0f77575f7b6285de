"""Somebody who logs in again and again in a process of its own, so that a database is in use meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading

LOGINS = """
import sys
import django
django.setup()
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.login import actions
from vardtrad.shared.login.providers import Proven
while True:
    for staff in Staff.objects.filter(active=True)[:5]:
        print(actions.log_in(Proven("staff", staff.hsa_id, 3, "demo")), staff.pk, flush=True)
"""


class Logins:
    """A process in which somebody logs in again and again, and what it has said so far."""

    def __init__(self, given: dict[str, str]) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", LOGINS], env=given, stdout=subprocess.PIPE, text=True)
        self._more = threading.Condition()
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            with self._more:
                self.lines.append(line)
                self._more.notify_all()

    def wait_for(self, more: int) -> None:
        """Wait until so many more have logged in."""
        with self._more:
            wanted = len(self.lines) + more
            assert self._more.wait_for(lambda: len(self.lines) >= wanted, 60)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
