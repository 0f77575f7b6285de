"""What a clinic offers: on and off, the base range with its exceptions, words, routing, hours, cap and deadlines."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.people import now
from vardtrad.cases.case.models import CaseType, ClinicPolicy, Service
from vardtrad.cases.staff.settings import actions, queries
from vardtrad.cases.staff.settings.actions import Offer
from vardtrad.cases.teams.actions import save_group, use_group
from vardtrad.cases.teams.models import Group
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused

OPEN = Offer(open=True, expectation="Vi förnyar inom tre dagar.")


def stored(region) -> Service:
    return Service.objects.get(pk=region.renewal_at_a.pk)


def page_of(adam, region):
    return adam.browser.open(adam.address(f"administration/arendetyper/{region.renewal.id}/"))


@pytest.fixture
def base(region) -> CaseType:
    """The renewal as a case type of the base range."""
    CaseType.objects.filter(pk=region.renewal.pk).update(base_range=True)
    region.renewal.refresh_from_db()
    return region.renewal


@pytest.mark.req("002-002")
def test_a_case_type_is_switched_off_and_on_for_this_clinic_only(adam, alva, region) -> None:
    done = page_of(adam, region).press("Spara", open=[])
    assert "Ärendetypen är sparad" in done.alerts
    assert next(row for row in done.rows if row["Ärendetyp"] == "Förnya recept")["Status"] == "Stängd"
    with pytest.raises(Refused):
        alva.sends(region.renewal_at_a)
    assert "Förnya recept" not in alva.browser.open(f"/mottagningar/{region.a.id}").main.text
    alva.sends(region.services["b", "renewal"])
    page_of(adam, region).press("Spara", open=["on"])
    assert alva.sends(region.renewal_at_a).state == "received"


@pytest.mark.req("002-001", "002-002")
def test_the_base_range_is_closed_only_with_a_recorded_exception(adam, base, region) -> None:
    page = page_of(adam, region).press("Spara", open=[])
    assert page.status == 422
    assert "Skriv varför mottagningen inte erbjuder den." in page.alerts
    assert stored(region).open
    done = page_of(adam, region).press("Spara", open=[], exception="  Vi utfärdar\n inte recept. ")
    assert (stored(region).open, stored(region).exception) == (False, "Vi utfärdar inte recept.")
    assert next(row for row in done.rows if row["Ärendetyp"] == "Förnya recept")["Status"] == "Undantag"
    # Open again there is nothing to make an exception from.
    page_of(adam, region).press("Spara", open=["on"])
    assert (stored(region).open, stored(region).exception) == (True, "")


@pytest.mark.req("002-001")
@pytest.mark.parametrize(
    "limit", [{"open": False}, {"daily_cap": 5}, {"hours": {"1": ["08:00", "16:00"]}}], ids=["closed", "cap", "hours"]
)
def test_the_verb_itself_refuses_to_limit_the_base_range_without_a_reason(adam, base, region, limit) -> None:
    """Whatever the form lets through (design decision 18)."""
    for reason in ("", " \t "):
        with pytest.raises(Refused) as refused:
            actions.save_service(adam.actor, base.id, replace(OPEN, exception=reason, **limit), was=None)
        assert refused.value.reason is Reason.NEED
    assert stored(region).open
    actions.save_service(adam.actor, base.id, replace(OPEN, exception="Vi är två läkare.", **limit), was=None)
    assert stored(region).exception == "Vi är två läkare."
    traces = Trace.objects.filter(action="save_service").order_by("at")
    assert [trace.outcome for trace in traces] == ["refused", "refused", "done"]
    assert traces[2].detail["changed"]["exception"] == {"was": "", "now": "Vi är två läkare."}


@pytest.mark.req("002-001")
def test_a_case_type_of_the_base_range_without_a_decision_is_pointed_out(adam, base, region) -> None:
    Service.objects.filter(clinic=region.a, case_type=base).delete()
    page = adam.browser.open(adam.address("administration/arendetyper/"))
    assert (
        "Öppna dessa ärendetyper, eller skriv varför mottagningen inte erbjuder dem: Förnya recept." in page.main.text
    )
    page_of(adam, region).press("Spara", open=["on"])
    assert Service.objects.get(clinic=region.a, case_type=base).open
    assert "Öppna dessa" not in adam.browser.open(adam.address("administration/arendetyper/")).main.text


@pytest.mark.req("002-039", "002-041")
def test_its_cases_are_routed_to_the_group_chosen(adam, alva, hugo, rut, region) -> None:
    nurses = save_group(adam.actor, "Sjuksköterskor", [hugo.staff.id])
    page = page_of(adam, region)
    page.press("Spara", group=page.value_of("Spara", "group", "Sjuksköterskor"))
    case = now(alva.sends(region.renewal_at_a))
    assert (case.group_id, case.state) == (nurses.id, "received")
    assert hugo.does("take", case).handler_id == hugo.staff.id
    row = next(row for row in adam.browser.open(adam.address("administration/grupper/")).rows)
    assert (row["Namn"], row["Ärendetyper"]) == ("Sjuksköterskor", "Förnya recept")
    # A group out of use gets no more cases and cannot be chosen again, but the page can be saved with it unchanged.
    use_group(adam.actor, nurses.id, active=False)
    assert now(alva.sends(region.renewal_at_a)).group_id is None
    assert page_of(adam, region).press("Spara", expectation="Ny text.").status == 200
    with pytest.raises(Refused, match="används inte längre"):
        actions.save_service(adam.actor, region.question.id, replace(OPEN, group=nurses.id), was=None)


def test_another_clinics_group_or_a_template_is_not_there(adam, region) -> None:
    there = Group.objects.create(clinic=region.b, name="Björkens")
    template = CaseType.objects.create(code="mall", name="Mall", direction=CaseType.Direction.INFORMATION)
    for kind, offer in (
        (region.renewal.id, replace(OPEN, group=there.id)),
        (template.id, OPEN),
        (uuid4(), OPEN),
    ):
        with pytest.raises(Refused) as refused:
            actions.save_service(adam.actor, kind, offer, was=None)
        assert refused.value.reason is Reason.NOT_THERE


@pytest.mark.req("B-11")
def test_opening_hours_and_a_cap_stop_the_resident(adam, alva, region, frozen) -> None:
    page = page_of(adam, region)
    page.press("Spara", from_2="08:00", to_2="12:00", daily_cap="1")
    assert stored(region).hours == {"2": ["08:00", "12:00"]}
    alva.sends(region.renewal_at_a)
    with pytest.raises(Refused, match="så många ärenden"):
        alva.sends(region.renewal_at_a)
    shown = page_of(adam, region)
    assert shown.root.one("input", name="from_2").attrs["value"] == "08:00"
    frozen.to(11, 18)
    with pytest.raises(Refused, match="kan inte skicka det här ärendet i dag"):
        alva.sends(region.renewal_at_a)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"from_1": "08:00"}, "Skriv både när den öppnar och när den stänger."),
        ({"to_7": "16:00"}, "Skriv både när den öppnar och när den stänger."),
        ({"from_1": "16:00", "to_1": "08:00"}, "Stängningstiden måste vara senare"),
        ({"from_1": "08:00", "to_1": "08:00"}, "Stängningstiden måste vara senare"),
        ({"from_1": "tidigt", "to_1": "16:00"}, "Skriv klockslaget som TT.MM, till exempel 07.30."),
        ({"daily_cap": "0"}, "Skriv ett antal från 1 till 9999."),
        ({"daily_cap": "många"}, "Skriv ett antal från 1 till 9999."),
        ({"first_days": "0"}, "Skriv ett antal arbetsdagar från 1 till 30."),
        ({"reply_days": "31"}, "Skriv ett antal arbetsdagar från 1 till 30."),
        ({"link": "https://exempel.se"}, "Skriv texten som ska stå på länken."),
        ({"link_words": "Hit"}, "Skriv webbadressen, eller ta bort texten."),
        ({"link": "javascript:alert(1)", "link_words": "Hit"}, "Skriv en hel webbadress"),
        ({"link": "inte en adress", "link_words": "Hit"}, "Skriv en hel webbadress"),
        ({"expectation": "x" * 1001}, "1 tecken för lång"),
        ({"group": str(uuid4())}, "Gruppen används inte längre."),
    ],
)
def test_errors_are_shown_and_nothing_is_saved(adam, region, typed, sentence) -> None:
    before = queries.service_values(stored(region))
    page = page_of(adam, region).press("Spara", **{"notice": "Det jag skrev.", **typed})
    assert page.status == 422
    assert sentence in page.alerts
    assert "Det jag skrev." in page.html
    assert queries.service_values(stored(region)) == before


def test_a_link_leads_nowhere_but_to_the_web(adam, region) -> None:
    for link in ("javascript:alert(1)", "ftp://exempel.se", "data:text/html,x"):
        with pytest.raises(Refused):
            actions.save_service(adam.actor, region.renewal.id, replace(OPEN, link=link, link_words="Hit"), was=None)


def test_two_administrators_at_the_same_case_type(adam, region) -> None:
    first, second = page_of(adam, region), page_of(adam, region)
    first.press("Spara", expectation="Förstas text.")
    page = second.press("Spara", expectation="Andras text.")
    assert page.status == 422
    assert "Någon annan har ändrat ärendetypen" in page.alerts
    assert "Andras text." in page.html
    assert stored(region).expectation == "Förstas text."
    # Now it has been seen, and may be sent again.
    page.press("Spara")
    assert stored(region).expectation == "Andras text."


@pytest.mark.req("002-011")
def test_the_clinics_deadlines_hold_from_the_next_case(adam, alva, region, frozen) -> None:
    page = adam.browser.open(adam.address("administration/tidsgranser/"))
    fields = page.fields("Spara")
    names = ("first_days", "reply_days", "remind_days", "sent_days", "answer_days", "close_days")
    assert [fields[name] for name in names] == ["2", "1", "1", "4", "7", "10"]
    old = alva.sends(region.renewal_at_a)
    done = page.press("Spara", first_days="1")
    assert "Tidsgränserna är sparade." in done.alerts
    new = alva.sends(region.renewal_at_a)
    assert (now(old).due - now(new).due).days == 1
    # A case type's own come first.
    page_of(adam, region).press("Spara", first_days="5")
    assert now(alva.sends(region.renewal_at_a)).due > now(old).due
    trace = Trace.objects.get(action="save_policy")
    assert trace.detail == {"changed": {"first_days": {"was": 2, "now": 1}}}


def test_deadlines_from_a_stale_page_or_a_wrong_number_are_refused(adam, rut) -> None:
    first = adam.browser.open(adam.address("administration/tidsgranser/"))
    second = adam.browser.open(adam.address("administration/tidsgranser/"))
    first.press("Spara", first_days="3")
    page = second.press("Spara", first_days="5")
    assert page.status == 422
    assert "Nu är de 3, 1, 1, 4, 7 och 10 arbetsdagar." in page.main.text
    for wrong in ("0", "31", "", "två", "-1", "1.5"):
        assert first.press("Spara", first_days=wrong).status == 422
    assert ClinicPolicy.objects.get().first_days == 3
    with pytest.raises(Refused):
        actions.save_policy(adam.actor, {"first_days": 0}, was=None)
    with pytest.raises(Refused) as refused:
        actions.save_policy(rut.actor, {"first_days": 1}, was=None)
    assert refused.value.reason is Reason.NOT_THERE


@pytest.mark.req("004-005", "004-011", "004-043")
def test_the_clinic_decides_when_its_questions_are_reminded_of_and_closed(adam) -> None:
    page = adam.browser.open(adam.address("administration/tidsgranser/"))
    assert "Tidsgränserna är sparade." in page.press("Spara", remind_days="0", close_days="0").alerts
    assert (ClinicPolicy.objects.get().remind_days, ClinicPolicy.objects.get().close_days) == (0, 0)
    page = adam.browser.open(adam.address("administration/tidsgranser/"))
    for wrong in ({"answer_days": "0"}, {"remind_days": "-1"}, {"close_days": ""}, {"close_days": "31"}):
        assert page.press("Spara", **wrong).status == 422
    refused = page.press("Spara", answer_days="9", close_days="8")
    assert refused.status == 422
    assert "kan inte avslutas innan invånarens tid att svara har gått ut" in refused.alerts
    assert refused.fields("Spara")["answer_days"] == "9"
    assert ClinicPolicy.objects.get().answer_days == 7


@pytest.mark.req("004-005", "004-011", "004-043")
def test_a_template_has_deadlines_of_its_own_where_the_clinic_wants_it(adam, rut, region) -> None:
    template = CaseType.objects.create(code="erbjudande", name="Erbjudande", direction=CaseType.Direction.QUESTION)
    Service.objects.create(clinic=region.a, case_type=template)

    def own() -> tuple[int | None, ...]:
        service = Service.objects.get(clinic=region.a, case_type=template)
        return (service.remind_days, service.sent_days, service.answer_days, service.close_days)

    assert own() == (None, None, None, None)
    page = adam.browser.open(adam.address("administration/arendemallar/")).follow("Tidsgränser Erbjudande")
    assert "påminnelse 1, flagga 4, svar 7 och avslut 10 arbetsdagar" in page.main.text
    stale = adam.browser.open(adam.address(f"administration/arendemallar/{template.id}/tidsgranser/"))
    assert "sparade" in page.press("Spara", remind_days="2", close_days="0").alerts
    assert own() == (2, None, None, 0)
    refused = stale.press("Spara", remind_days="3")
    assert (refused.status, refused.fields("Spara")["remind_days"]) == (422, "3")
    assert "Någon annan har ändrat tidsgränserna" in refused.alerts
    # The clinic closes after ten days, so nobody can be given twelve.
    assert refused.press("Spara", answer_days="12", close_days="").status == 422
    assert own() == (2, None, None, 0)
    information = CaseType.objects.create(code="besked", name="Besked", direction=CaseType.Direction.INFORMATION)
    for key in (information.id, region.renewal.id, uuid4()):
        address = adam.address(f"administration/arendemallar/{key}/tidsgranser/")
        assert adam.browser.get(address).status_code == 404
    with pytest.raises(Refused) as not_rut:
        actions.save_template_days(rut.actor, template.id, dict.fromkeys(queries.template_days(None)), was=None)
    assert not_rut.value.reason is Reason.NOT_THERE


def test_templates_are_switched_on_and_off(adam, region) -> None:
    template = CaseType.objects.create(
        code="kallelse", name="Information om besök", direction=CaseType.Direction.INFORMATION, instruction="Läs först."
    )
    page = adam.browser.open(adam.address("administration/arendemallar/"))
    assert "Läs först." in page.main.text
    done = page.press("Använd mallen Information om besök")
    assert "Mallen kan användas." in done.alerts
    assert Service.objects.get(clinic=region.a, case_type=template).open
    done.press("Sluta använda Information om besök")
    assert not Service.objects.get(clinic=region.a, case_type=template).open
    for key in (region.renewal.id, uuid4()):
        with pytest.raises(Refused):
            actions.switch_template(adam.actor, key, use=True)
    # Templates are in no list of what residents write.
    assert "Information om besök" not in adam.browser.open(adam.address("administration/arendetyper/")).main.text
