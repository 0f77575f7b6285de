"""What a resident reads before anything is sent: not for emergencies, closed, sent already (B-10, B-11)."""

from __future__ import annotations

import pytest

from tests.people import logged_in, now
from vardtrad.cases.case import urgent_words
from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.moves import urgency
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused

OFFICE = {str(day): ["08:00", "16:00"] for day in range(1, 6)}


def address_of(region) -> str:
    return f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"


def limit(region, **values) -> None:
    Service.objects.filter(pk=region.renewal_at_a.pk).update(**values)


# ── Not for emergencies ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-11")
def test_urgent_words_warn_on_the_preview_but_stop_nothing(region, alva):
    page = alva.browser.open(address_of(region))
    assert "Inte för akuta besvär." in page.text
    preview = page.press("Läs igenom", text="Jag har bröstsmärtor och svårt  att andas.")
    warning = preview.alerts
    assert "Behöver du hjälp nu?" in warning
    assert "”bröstsmärtor”, ”svårt att andas”" in warning
    assert "Ring 112" in warning
    assert "08-465 004 01" in warning
    preview.press("Skicka ändå")
    assert Case.objects.get().urgent is False  # staff decide


@pytest.mark.req("B-11")
def test_staff_are_proposed_to_mark_the_case_and_decide_themselves(region, alva, rut):
    case = alva.sends(region.renewal_at_a, "Jag har ont i bröstet.")
    ordinary = alva.sends(region.renewal_at_a, "Jag har ont i foten.")
    proposal = "Det kan vara bråttom. Texten innehåller ”ont i bröstet”."
    assert proposal in rut.browser.open(rut.case_address(case)).text
    assert "kan vara bråttom" not in rut.browser.open(rut.case_address(ordinary)).text
    assert "kan vara bråttom" not in alva.browser.open(f"/arenden/{case.id}").text
    urgency.mark_urgent(rut.actor, case.id, urgent=True)
    assert now(case).urgent
    assert proposal not in rut.browser.open(rut.case_address(case)).text


@pytest.mark.req("B-11")
@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("Bröstsmärta sedan i går", ["bröstsmärta"]),
        ("SVÅRT ATT ANDAS", ["svårt att andas"]),
        ("svårt\natt\nandas", ["svårt att andas"]),
        ("Självmordstankar ibland, självmordstankar ofta", ["självmordstankar"]),
        ("Jag orkar inte leva längre.", ["orkar inte leva"]),
        ("Min pappa fick stroke.", ["stroke"]),
        ("Jag vill döpa mitt barn", []),
        ("Förnya mitt recept, tack.", []),
        ("stroke" * 2_000, ["stroke" * 2_000]),
        ("", []),
    ],
)
def test_which_words_are_urgent(text, urgent):
    assert urgent_words.found_in(text) == urgent


@pytest.mark.req("B-11")
def test_when_an_answer_can_be_expected_is_said_before_sending(region, alva, frozen):
    frozen.to(11, 20, 18)  # a Friday evening
    assert "Mottagningen svarar senast tisdag 24 november." in alva.browser.open(address_of(region)).text


# ── Closed ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-11")
def test_a_closed_service_says_so_before_anybody_types(region, alva, frozen):
    limit(region, hours=OFFICE)
    frozen.to(11, 20, 17)  # Friday, after four
    clinic = alva.browser.open(f"/mottagningar/{region.a.id}")
    assert "Stängt just nu" in clinic.text
    assert "Öppnar måndag 23 november klockan 08.00." in clinic.text
    page = alva.browser.open(address_of(region))
    assert "Öppnar måndag 23 november klockan 08.00." in page.text
    assert "Ring mottagningen på 08-465 004 01" in page.text
    assert page.main.all("textarea") == []
    frozen.to(11, 23, 7, 45)
    monday = logged_in(alva.person)
    assert "Öppnar i dag klockan 08.00." in monday.open(address_of(region)).text
    frozen.to(11, 23, 8)
    assert monday.open(address_of(region)).main.all("textarea")


@pytest.mark.req("B-11")
@pytest.mark.parametrize("button", ["Läs igenom", "Skicka"])
def test_a_page_that_was_not_begun_in_opening_hours_keeps_its_text(region, alva, frozen, button):
    limit(region, hours=OFFICE)
    frozen.to(11, 20, 15, 59)
    page = alva.browser.open(address_of(region))
    if button == "Skicka":
        page = page.press("Läs igenom", text="En lång text.")
    frozen.to(11, 20, 16)
    refused = page.press(button, text="En lång text.", begun="2026-11-20T14:59:00+00:00")  # a mark of nobody's
    assert refused.status == 422
    assert "Ditt ärende är inte skickat. Texten finns kvar här" in refused.text
    assert refused.text.count("öppen i dag mellan 08.00 och 16.00") == 1
    assert refused.fields("Läs igenom")["text"] == "En lång text."
    assert not Case.objects.exists()


@pytest.mark.req("B-38")
def test_what_was_begun_before_closing_time_is_received_that_day(region, alva, bo, frozen):
    limit(region, hours=OFFICE)
    frozen.to(11, 20, 15, 59)
    assert "Öppen till 16.00" in alva.browser.open(f"/mottagningar/{region.a.id}").text
    page, bos = alva.browser.open(address_of(region)), bo.browser.open(address_of(region))
    frozen.to(11, 20, 16, 20)
    look = page.press("Läs igenom", text="En lång text.")
    assert look.main.one("h1").text == "Läs igenom ditt ärende"
    # Somebody else's mark is no mark of one's own.
    other = bos.press("Läs igenom", text="Min text.", begun=page.fields("Läs igenom")["begun"])
    assert other.status == 422
    look.press("Skicka")
    assert Case.objects.get().patient_id == alva.person.id


@pytest.mark.req("B-11")
def test_the_daily_cap_is_explained_and_the_service_opens_the_working_day_after(region, alva, bo, frozen):
    limit(region, daily_cap=1)
    frozen.to(11, 20, 12)
    assert bo.browser.open(address_of(region)).main.all("textarea")
    alva.sends(region.renewal_at_a)
    assert "Öppnar måndag 23 november." in bo.browser.open(f"/mottagningar/{region.a.id}").text
    assert "så många ärenden av den här typen" in bo.browser.open(address_of(region)).text
    limit(region, hours=OFFICE)
    assert "Öppnar måndag 23 november klockan 08.00." in bo.browser.open(address_of(region)).text
    frozen.to(11, 23, 9)
    assert logged_in(bo.person).open(address_of(region)).main.all("textarea")


@pytest.mark.req("B-11")
def test_the_days_off_share_a_cap_with_the_working_day_before(region, alva, bo, frozen):
    limit(region, daily_cap=2)
    frozen.to(11, 20, 12)  # a Friday
    alva.sends(region.renewal_at_a)
    frozen.to(11, 21, 12)
    assert alva.browser.open(address_of(region)).main.all("textarea")
    alva.sends(region.renewal_at_a)
    for day in (21, 22):
        frozen.to(11, day, 18)
        assert "Öppnar måndag 23 november." in logged_in(bo.person).open(f"/mottagningar/{region.a.id}").text
        with pytest.raises(Refused):
            bo.sends(region.renewal_at_a)
    frozen.to(11, 23, 0, 1)
    bo.sends(region.renewal_at_a)


def test_hours_hold_by_swedish_time_when_the_clocks_change(region, alva, frozen):
    limit(region, hours={"7": ["01:00", "04:00"]})
    frozen.to(10, 24, 12)  # the night after, summer time ends
    assert "Öppnar söndag 25 oktober klockan 01.00." in alva.browser.open(address_of(region)).text


def test_a_service_without_any_hours_left_says_no_time(region, alva, frozen):
    limit(region, hours={"9": ["08:00", "16:00"]})
    page = alva.browser.open(address_of(region))
    assert "kan inte skicka det här ärendet i dag" in page.text
    assert "Öppnar" not in page.text


# ── Sent already ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-10")
def test_an_open_case_of_the_same_sort_is_linked_and_the_resident_may_still_send(region, alva, rut):
    first = alva.sends(region.renewal_at_a)
    alva.sends(region.services["a", "question"])
    alva.sends(region.services["b", "renewal"])
    page = alva.browser.open(address_of(region))
    assert "Du har redan ett öppet ärende av samma typ här." in page.text
    preview = page.press("Läs igenom", text="En gång till.")
    links = [a.attrs["href"] for a in preview.main.all("a") if a.attrs["href"].startswith("/arenden/")]
    assert links == [f"/arenden/{first.id}"]
    assert Trace.objects.filter(actor_id=alva.person.id, action="list", shown=[first.id]).exists()
    preview.press("Skicka ändå")
    assert Case.objects.filter(patient=alva.person, case_type=region.renewal, clinic=region.a).count() == 2


@pytest.mark.req("B-10")
def test_only_the_residents_own_open_cases_warn(region, alva, bo, rut):
    rut.does("answer", alva.sends(region.renewal_at_a), "Klart.")
    bo.sends(region.renewal_at_a)
    page = alva.browser.open(address_of(region))
    assert "Du har redan" not in page.text
    assert page.press("Läs igenom", text="Ny fråga.").press("Skicka").address.endswith("/kvitto")
