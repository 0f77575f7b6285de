"""The events that each party registers, against a list written by hand (B-25)."""

from __future__ import annotations

import pytest

from vardtrad.planning.plan.event_rules import CORRECTING, EventKind, kinds_of
from vardtrad.planning.svu.rules import ALL, RECEIVING
from vardtrad.shared.care_units.rules import Party

WARD = {
    "leave", "return", "transfer", "told_outside", "care_missing", "care_ready", "placed", "correction", "cancellation",
    "deceased",
}  # fmt: skip
CARE = {"care_missing", "care_ready", "correction", "cancellation"}


@pytest.mark.req("B-25")
@pytest.mark.parametrize(
    ("party", "alone", "kinds"),
    [
        (Party.INPATIENT, False, WARD),
        (Party.INPATIENT, True, WARD | {"call_sent"}),
        (Party.OUTPATIENT, False, CARE | {"call_sent"}),
        (Party.MUNICIPALITY, False, CARE | {"placed"}),
        (Party.MUNICIPALITY, True, CARE | {"placed"}),
    ],
)
def test_what_each_party_registers(party: Party, alone: bool, kinds: set[str]) -> None:
    """Where no outpatient unit takes part the ward says that the health centre of another region has called."""
    assert kinds_of(party, alone=alone) == kinds
    assert kinds <= set(EventKind.values)


def test_what_takes_back_an_earlier_event() -> None:
    assert {"correction", "cancellation"} == CORRECTING


def test_who_receives_what_the_ward_publishes() -> None:
    assert set(RECEIVING) == set(ALL) - {Party.INPATIENT} == {Party.OUTPATIENT, Party.MUNICIPALITY}
