"""A unit's mailbox is set by the organisation's system administrator, and told to nobody (B-27, ADR 51)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.people import logged_in
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.operations.permissions.tests.rule_engine import rules, setup_page
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.rule_engine import actions

pytestmark = pytest.mark.req("B-27")
SAVE = "Spara adressen"


def saved(unit: Unit) -> str:
    return Unit.objects.get(pk=unit.id).mailbox


def test_it_is_saved_changed_and_taken_away_and_the_log_does_not_say_to_what(planners, konrad):
    page = setup_page(konrad, planners.ward_a)
    after = page.press(SAVE, mailbox="avdelning.a@example.org")
    assert "Adressen är sparad." in after.alerts
    assert saved(planners.ward_a) == "avdelning.a@example.org"
    assert after.fields(SAVE)["mailbox"] == "avdelning.a@example.org"
    trace = Trace.objects.get(action="set_mailbox")
    assert (trace.key, trace.outcome) == (planners.ward_a.id, "done")
    assert "avdelning" not in str(trace.detail)
    assert "Adressen är borttagen." in after.press(SAVE, mailbox="").alerts
    assert saved(planners.ward_a) == ""


@pytest.mark.parametrize("wrong", ["avdelning a", "a@b", "a@exempel.se, b@exempel.se", "x" * 250 + "@exempel.se"])
def test_what_is_no_address_comes_back_with_words(planners, konrad, wrong):
    page = setup_page(konrad, planners.ward_a).press(SAVE, mailbox=wrong)
    assert page.status == 422
    assert page.fields(SAVE)["mailbox"] == wrong
    assert saved(planners.ward_a) == ""


def test_over_what_somebody_else_has_saved_meanwhile_nothing_is_written(planners, konrad):
    page = setup_page(konrad, planners.ward_a)
    Unit.objects.filter(pk=planners.ward_a.id).update(mailbox="ny@example.org")
    refused = page.press(SAVE, mailbox="min@example.org")
    assert refused.status == 422
    assert "Någon annan har ändrat adressen" in refused.text
    assert refused.fields(SAVE)["mailbox"] == "min@example.org"
    assert saved(planners.ward_a) == "ny@example.org"
    refused.press(SAVE)
    assert saved(planners.ward_a) == "min@example.org"


def test_no_other_organisation_and_nobody_else_sets_it(planners, konrad, vera):
    there = rules(konrad, f"enhet/{planners.care_office.id}/brevlada")
    mark = setup_page(konrad, planners.ward_a).fields(SAVE) | {"mailbox": "x@example.org"}
    assert konrad.browser.post(there, mark).status_code == 404
    with pytest.raises(Refused):
        actions.set_mailbox(vera.actor, planners.ward_a, "x@example.org", was="")
    elsewhere = replace(vera.actor, roles=frozenset({"configurator"}))
    with pytest.raises(Refused):
        actions.set_mailbox(elsewhere, planners.care_office, "x@example.org", was="")
    assert not Unit.objects.exclude(mailbox="").exists()
    assert logged_in(vera.staff).get(rules(konrad, f"enhet/{planners.ward_a.id}/")).status_code == 404
