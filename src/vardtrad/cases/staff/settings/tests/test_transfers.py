"""Whether other clinics may hand over cases here: the administrator decides, and the other clinic's list follows."""

from __future__ import annotations

import pytest

from tests.people import now
from vardtrad.cases.staff.settings import actions
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Unit

PAGE = "administration/andra-mottagningar/"


def is_open(clinic: Unit) -> bool:
    return Unit.objects.get(pk=clinic.pk).open_to_transfer


@pytest.mark.req("002-022", "000-027")
def test_the_administrator_closes_and_opens_the_clinic_to_cases_of_others(adam, alva, olle, region) -> None:
    case = alva.sends(region.services["b", "renewal"])
    before = olle.browser.open(olle.case_address(case))
    assert before.options("Fördela", "to")["Andra mottagningar"] == ["Vårdcentralen Alen"]

    closed = adam.browser.open(adam.address(PAGE)).press("Spara", open_to_transfer=[])
    assert "Inställningen är sparad." in closed.alerts
    assert "Andra mottagningar" not in olle.browser.open(olle.case_address(case)).options("Fördela", "to")
    assert before.press("Fördela", to=str(region.a.id)).status == 422
    assert now(case).clinic_id == region.b.id
    assert is_open(region.b), "only the own clinic is changed"

    closed.press("Spara", open_to_transfer=["on"])
    before.press("Fördela", to=str(region.a.id))
    assert now(case).clinic_id == region.a.id


@pytest.mark.req("002-022")
def test_each_change_leaves_one_trace(adam, region) -> None:
    page = adam.browser.open(adam.address(PAGE))
    for _click in range(2):
        page.press("Spara", open_to_transfer=[])
    trace = Trace.objects.get(action="save_transfers")
    assert (trace.outcome, trace.label, trace.key, trace.actor_id) == ("done", "unit", region.a.id, adam.staff.id)
    assert trace.detail == {"changed": {"open_to_transfer": {"was": True, "now": False}}}


@pytest.mark.req("000-017", "002-022")
@pytest.mark.parametrize("who", ["rut", "hugo", "greta", "olle", "petra"])
def test_who_is_no_administrator_changes_nothing(region, who) -> None:
    with pytest.raises(Refused) as refused:
        actions.save_transfers(region.people[who].actor, open_to_transfer=False, was=None)
    assert refused.value.reason is Reason.NOT_THERE
    assert Unit.objects.filter(open_to_transfer=True).count() == 3
    assert Trace.objects.get(action="save_transfers").outcome == "refused"


@pytest.mark.req("002-022")
def test_a_change_from_a_stale_page_is_refused_until_it_has_been_seen(adam, region) -> None:
    first, second = (adam.browser.open(adam.address(PAGE)) for _page in range(2))
    first.press("Spara", open_to_transfer=[])
    stale = second.press("Spara")
    assert stale.status == 422
    assert "Någon annan har ändrat inställningen" in stale.alerts
    assert "Nu kan andra mottagningar inte fördela ärenden hit." in stale.main.text
    assert not is_open(region.a)
    stale.press("Spara")
    assert is_open(region.a)
