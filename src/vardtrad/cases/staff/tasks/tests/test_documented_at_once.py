"""Two browsers say in the same second that a case is documented in the record system: it is one reminder (002-016)."""

from __future__ import annotations

from functools import partial

import pytest

from tests.people import now
from tests.people import region as make_region
from tests.toy.committed import Committed
from vardtrad.cases.tasks.documented import document
from vardtrad.cases.tasks.models import Task

TIMES = 12


@pytest.mark.req("002-016")
def test_two_at_once_make_one_reminder_and_nobody_is_told_of_a_fault(committed: Committed) -> None:
    region = make_region.__wrapped__(None)  # type: ignore[attr-defined]
    rut, hugo, alva = (region.people[name] for name in ("rut", "hugo", "alva"))
    for _time in range(TIMES):
        case = alva.sends(region.renewal_at_a)
        rut.does("assign", case, hugo.staff)
        outcomes = committed.together(*[partial(document, hugo.actor, now(case))] * 2)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert outcomes.count(None) == 1
        assert Task.objects.filter(case=case).count() == 1
