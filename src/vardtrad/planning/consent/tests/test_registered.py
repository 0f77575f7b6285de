"""What is registered about information and consent, now and at an earlier moment."""

from __future__ import annotations

import pytest

from tests.planners import Planners
from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.planning.consent.queries import registered, said_no
from vardtrad.planning.consent.rules import Kind


def test_nothing_is_registered_at_first(planners: Planners) -> None:
    registration = registered(Drive(planners).key)
    assert (registration.information, registration.consent, registration.earlier_refusal) == (None, None, None)


@pytest.mark.req("001-086", "001-091")
def test_the_latest_registration_applies_and_an_earlier_refusal_is_never_forgotten(planners: Planners) -> None:
    svu = Drive(planners).informed().refused()
    registration = registered(svu.key)
    assert registration.consent is not None
    assert registration.consent.kind == Kind.REFUSAL
    assert registration.earlier_refusal is None  # the refusal is the current registration
    then = clock.now()
    svu.withdrawn().consented()
    registration = registered(svu.key)
    assert registration.consent is not None
    assert registration.consent.kind == Kind.CONSENT
    assert registration.earlier_refusal is not None
    assert [record.kind for record in registration.history] == ["informed", "refusal", "withdrawal", "consent"]
    old = registered(svu.key, moment=then)
    assert old.consent is not None
    assert old.consent.kind == Kind.REFUSAL


@pytest.mark.req("001-094")
def test_a_refusal_is_told_from_what_was_only_withdrawn(planners: Planners) -> None:
    svu = Drive(planners).informed().refused()
    assert said_no([svu.key])[svu.key].refused
    svu.withdrawn()
    # The patient has refused and has not consented since, whatever became of the registration.
    assert said_no([svu.key])[svu.key].refused
    svu.consented()
    assert said_no([svu.key]) == {}
    svu.withdrawn()
    no = said_no([svu.key])[svu.key]
    assert not no.refused
    assert registered(svu.key).no == no
    svu.harm_assessed("Nedsövd.")
    assert said_no([svu.key]) == {svu.key: no}


@pytest.mark.req("001-085")
def test_information_given_later_is_shown(planners: Planners) -> None:
    from vardtrad.planning.plan import actions
    from vardtrad.planning.svu.subject import SVU

    svu = Drive(planners)
    actions.inform(SVU, svu.ward.actor, svu.key, written=False, reason="Patienten sover.")
    first = registered(svu.key).information
    assert first is not None
    assert first.reason == "Patienten sover."
    svu.informed()
    latest = registered(svu.key).information
    assert latest is not None
    assert (latest.kind, latest.reason) == (Kind.INFORMED, "")
