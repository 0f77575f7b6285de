"""A region's system administrator appoints Vårdgarantiservice, lets another unit take over, and takes it back."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import hire
from vardtrad.cases.case.models import Service
from vardtrad.cases.waiting_list import actions, appointing, informing
from vardtrad.cases.waiting_list.appointing import CODE
from vardtrad.cases.waiting_list.models import GuaranteeService
from vardtrad.cases.waiting_list.rules import Move
from vardtrad.cases.waiting_list.tests.waiting_people import YES, answered, latest, offered
from vardtrad.config import guarantee_command
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Unit

pytestmark = pytest.mark.req("004-068", "004-079")

NONE = "Ingen enhet är utsedd till Vårdgarantiservice"
LINK = "https://resor.example/ansok"


@pytest.fixture
def stella(region):
    """The region's system administrator."""
    return hire(region.a, "Stella", "Storm", "SE9900000001-V031", "configurator")


@pytest.fixture
def said_yes(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    return actions.change(rut.actor, entry.id, Move.ACCEPT_VISIT, seen=entry.content).thing


def address(who, path=""):
    return f"/personal/{who.clinic.id}/regelmotor/vardgaranti/{path}"


def page_of(who):
    return who.browser.open(address(who))


def served():
    return {service.organisation_id: service.unit_id for service in GuaranteeService.objects.all()}


def test_a_unit_is_appointed_and_sees_who_waits_at_once(region, stella, said_yes, olle):
    page = page_of(stella)
    assert NONE in page.main.text
    assert "1 invånare har tackat ja och väntar på besked om vårdgivare." in page.main.text
    after = page.press("Utse enheten", unit=str(region.b.id), travel_link=LINK)
    assert f"{region.b.name} är Vårdgarantiservice. Det gäller direkt." in after.alerts
    assert NONE not in after.main.text
    service = GuaranteeService.objects.get()
    assert (service.organisation_id, service.unit_id, service.travel_link) == (
        region.organisation.id,
        region.b.id,
        LINK,
    )
    assert "Alva" in olle.browser.open(f"/personal/{region.b.id}/vardgarantiservice/").main.text
    assert Service.objects.filter(clinic=region.b, case_type__code=CODE).exists()
    trace = Trace.objects.get(action="appoint_service")
    assert (trace.key, trace.outcome, trace.actor_id) == (region.b.id, "done", stella.staff.id)
    assert LINK not in str(trace.detail)


def test_another_unit_takes_over_all_that_waits(region, stella, said_yes, olle, rut):
    appointing.appoint(system("drift"), region.b, LINK)
    page = page_of(stella)
    assert f"Utsedd enhet: {region.b.name}" in page.main.text
    assert "frågor som invånare har ställt, finns kvar hos enheten" in page.main.text
    page.press("Spara", unit=str(region.a.id))
    assert served() == {region.organisation.id: region.a.id}
    assert GuaranteeService.objects.get().travel_link == LINK
    assert olle.browser.get(f"/personal/{region.b.id}/vardgarantiservice/").status_code == 404
    assert "Alva" in rut.browser.open(f"/personal/{region.a.id}/vardgarantiservice/").main.text


def test_taken_back_nobody_is_lost_and_the_clinic_is_told(region, stella, said_yes, olle, rut):
    appointing.appoint(system("drift"), region.b, LINK)
    page = page_of(stella)
    assert "De som väntar på besked står kvar på mottagningarnas väntelistor" in page.main.text
    for path in ("vardgaranti/", f"vardgaranti/{said_yes.id}/"):
        assert NONE not in rut.browser.open(rut.address(path)).main.text
    after = page.press(f"Ta tillbaka uppdraget från {region.b.name}")
    assert "Uppdraget är taget tillbaka." in after.text
    assert NONE in after.main.text
    assert served() == {}
    trace = Trace.objects.get(action="take_back_service")
    assert (trace.key, trace.actor_id) == (region.b.id, stella.staff.id)
    assert olle.browser.get(f"/personal/{region.b.id}/vardgarantiservice/").status_code == 404
    entry = latest(said_yes)
    assert (entry.state, entry.informed) == ("hvny", None)
    for path in ("vardgaranti/", f"vardgaranti/{said_yes.id}/"):
        assert NONE in rut.browser.open(rut.address(path)).main.text
    with pytest.raises(Refused):
        informing.inform(olle.actor, region.b, said_yes.id, "Kliniken", "Hej", seen=entry.content)
    page_of(stella).press("Utse enheten", unit=str(region.b.id))
    assert "Alva" in olle.browser.open(f"/personal/{region.b.id}/vardgarantiservice/").main.text


def test_who_does_not_wait_for_word_is_not_told_of_a_missing_service(region, rut, alva):
    entry = offered(rut, region, alva.person)
    assert NONE not in rut.browser.open(rut.address(f"vardgaranti/{entry.id}/")).main.text


def test_an_older_page_changes_nothing(region, stella):
    appoints, takes_back = page_of(stella), None
    appointing.appoint(system("drift"), region.b)
    refused = appoints.press("Utse enheten", unit=str(region.a.id), travel_link=LINK)
    assert refused.status == 422
    assert "Någon annan har ändrat vilken enhet som är utsedd" in refused.text
    assert served() == {region.organisation.id: region.b.id}
    assert refused.fields("Spara")["travel_link"] == LINK
    takes_back = page_of(stella)
    refused.press("Spara")
    assert served() == {region.organisation.id: region.a.id}
    old = takes_back.press(f"Ta tillbaka uppdraget från {region.b.name}")
    assert old.status == 422
    assert served() == {region.organisation.id: region.a.id}


def test_the_same_press_twice_leaves_one_trace(region, stella):
    page = page_of(stella)
    for _time in range(2):
        page.press("Utse enheten", unit=str(region.b.id))
    assert Trace.objects.filter(action="appoint_service").count() == 1
    page = page_of(stella)
    for _time in range(2):
        page.press(f"Ta tillbaka uppdraget från {region.b.name}")
    assert Trace.objects.filter(action="take_back_service").count() == 1


def test_what_cannot_be_chosen_comes_back_with_words(region, stella):
    page = page_of(stella)
    for unit, words in (
        ("", "Välj en enhet."),
        (str(region.c.id), "Välj en enhet i listan."),
        (str(region.ward.id), "Välj en enhet i listan."),
    ):
        refused = page.press("Utse enheten", unit=unit, travel_link="inte en adress")
        assert (refused.status, words in refused.main.text) == (422, True)
        assert "Skriv en hel webbadress" in refused.main.text
        assert refused.fields("Utse enheten")["travel_link"] == "inte en adress"
    assert served() == {}


def test_a_unit_where_nobody_works_with_cases_is_pointed_out(region, stella, olle):
    alone = Unit.objects.create(
        organisation=region.organisation, hsa_id="SE9900000001-E99", name="Tomma", kind="clinic", takes_cases=True
    )
    after = page_of(stella).press("Utse enheten", unit=str(alone.id))
    assert "Ingen på enheten är ärendemottagare eller ärendehanterare." in after.main.text
    assert "Ingen på enheten" not in after.press("Spara", unit=str(region.b.id)).main.text


def test_the_door_lets_nobody_else_appoint_or_take_back(region, stella, rut, adam):
    appointing.appoint(system("drift"), region.b)
    there = hire(region.c, "Sten", "Storm", "SE9900000001-V032", "configurator")
    seen = appointing.Seen(region.b.id)
    for who in (rut, adam, there):
        assert who.browser.get(address(who)).status_code == 404
        assert (
            who.browser.post(address(who, "ta-tillbaka"), {"was": region.b.id, "submit_key": uuid4()}).status_code
            == 404
        )
        for attempt in (
            lambda who=who: appointing.appoint(who.actor, region.a),
            lambda who=who: appointing.take_back(who.actor, region.organisation.id, seen=seen),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.reason is Reason.NOT_THERE
    assert Trace.objects.filter(action="take_back_service", outcome="refused").count() == 3
    with pytest.raises(Refused) as refused:
        appointing.appoint(stella.actor, region.ward)
    assert refused.value.reason is Reason.NEED
    assert served() == {region.organisation.id: region.b.id}


def test_only_a_region_has_a_service_whoever_appoints_it(region, stella, capsys):
    """The page is not there for others (the test below); neither the door nor the command lets it be made there."""
    there = hire(region.c, "Sten", "Storm", "SE9900000001-V032", "configurator")
    for actor in (there.actor, system("drift")):
        with pytest.raises(Refused) as refused:
            appointing.appoint(actor, region.c)
        assert refused.value.reason is Reason.NEED
    assert guarantee_command.appoint(region.c.hsa_id, LINK) == 1
    assert "Bara en region har vårdgaranti" in capsys.readouterr().err
    assert served() == {}
    assert guarantee_command.appoint(region.b.hsa_id, LINK) == 0
    assert served() == {region.organisation.id: region.b.id}


def test_the_tab_stands_only_where_there_is_a_guarantee(region, stella):
    base = f"/personal/{region.a.id}/regelmotor/"
    assert "Vårdgaranti" in stella.browser.open(base).main.text
    there = hire(region.c, "Sten", "Storm", "SE9900000001-V032", "configurator")
    assert "Vårdgaranti" not in there.browser.open(f"/personal/{region.c.id}/regelmotor/").main.text
