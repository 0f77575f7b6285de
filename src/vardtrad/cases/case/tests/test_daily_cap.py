"""The daily cap of a service holds also for those who send at the same moment (B-11)."""

from __future__ import annotations

import pytest

from tests.people import region as make_region
from tests.toy.committed import Committed
from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.moves import sending
from vardtrad.kernel.tables import Refused


@pytest.mark.req("B-11")
def test_the_cap_holds_when_several_send_at_once(committed: Committed) -> None:
    region = make_region.__wrapped__(None)  # type: ignore[attr-defined]
    alva = region.people["alva"]
    service = region.renewal_at_a
    Service.objects.filter(pk=service.pk).update(daily_cap=3)
    alva.sends(service)

    def send() -> object:
        return sending.send(alva.actor, service.clinic, service.case_type, alva.person, "Till er alla på en gång.")

    outcomes = committed.together(*[send] * 6)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(refused) == 4
    assert all(isinstance(outcome, Refused) for outcome in refused), refused
    assert Case.objects.filter(clinic=service.clinic, case_type=service.case_type).count() == 3
