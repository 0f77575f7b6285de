"""Jobs with everything really committed: workers that are killed in the middle, and two workers at once (B-06)."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count

from tests import people
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.staff.bulk import actions, queries
from vardtrad.cases.staff.bulk.models import Action, Job
from vardtrad.cases.staff.bulk.tests.conftest import ordered, outcomes, sent
from vardtrad.gate.models import Notification, Version

if TYPE_CHECKING:
    from tests.toy.committed import Committed

pytestmark = pytest.mark.req("B-06")

NUMBER = 500
PATIENCE = 90


def started(copy: Any, folder: Path) -> subprocess.Popen[bytes]:
    """A worker as the product starts it."""
    environment = copy.environment | {
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_DEMO": "1",
        "VARDTRAD_SECRET_KEY": secrets.token_urlsafe(32),
        "VARDTRAD_TRACE_KEY": secrets.token_urlsafe(32),
        "VARDTRAD_TRACE_ANCHOR_FILE": str(folder / "anchor"),
        "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "VARDTRAD_LOG_LEVEL": "WARNING",
    }
    del environment["DATABASE_OWNER_URL"]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "vardtrad.config.cli", "worker"], env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def done_at_least(job: Job, number: int, folder: Path) -> None:
    """Wait until so many rows have an outcome."""
    until = time.monotonic() + PATIENCE
    while queries.progress(job.id).carried_out < number:
        assert time.monotonic() < until, (folder / "worker.log").read_text()[-3000:]
        time.sleep(0.01)


def test_a_worker_is_killed_again_and_again_and_nothing_is_done_twice_or_lost(
    committed: Committed, tmp_path: Path
) -> None:
    """500 answers by real workers that are killed by SIGKILL: each case has one answer and one notice."""
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    rut, alva = region.people["rut"], region.people["alva"]
    job = ordered(rut, Action.ANSWER, sent(region, alva, NUMBER), text="Hej {förnamn}! Klart.")
    for part in (0.05, 0.3, 0.6):
        worker = started(committed.copy, tmp_path)
        try:
            done_at_least(job, int(part * NUMBER), tmp_path)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        assert queries.progress(job.id).carried_out < NUMBER, "the kill came too late"
        # The killed worker's chunk is free again after two minutes.
        committed.as_owner("UPDATE bulk_job SET not_before = now()")
    worker = started(committed.copy, tmp_path)
    try:
        done_at_least(job, NUMBER, tmp_path)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)
    assert outcomes(job) == [("done", "")] * NUMBER
    assert Case.objects.filter(state="closed").count() == NUMBER
    each = Message.objects.filter(kind="answer").values("case").annotate(number=Count("id"))
    assert [counted["number"] for counted in each] == [1] * NUMBER
    assert Version.objects.filter(move="answer").count() == NUMBER
    assert Notification.objects.filter(move="answer").count() == NUMBER
    assert Job.objects.get(pk=job.pk).done is not None


def test_two_workers_share_the_jobs_and_never_a_row(committed: Committed) -> None:
    """Two jobs about the same cases, and two workers: each case is distributed once, and the slower job says so."""
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    rut, alva, hugo, hanna = (region.people[name] for name in ("rut", "alva", "hugo", "hanna"))
    cases = sent(region, alva, 120)
    jobs = [
        ordered(rut, Action.DISTRIBUTE, cases, to=hugo.staff),
        ordered(rut, Action.DISTRIBUTE, list(reversed(cases)), to=hanna.staff),
    ]

    def works() -> None:
        idle = 0
        while idle < 20:
            idle = 0 if actions.carry_out() else idle + 1

    assert committed.together(works, works) == [None, None]
    assert all(Job.objects.get(pk=job.pk).done for job in jobs)
    results = [outcomes(job) for job in jobs]
    for first, second in zip(results[0], reversed(results[1]), strict=True):
        assert {first[0], second[0]} == {"done", "refused"}
        assert {first[1], second[1]} & {
            "Ärendet har ändrats och är nu fördelat till Hugo Holm.",
            "Ärendet har ändrats och är nu fördelat till Hanna Hed.",
        }
    assert Version.objects.filter(move__in=["assign", "reassign"]).count() == 120
