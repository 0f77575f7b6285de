"""Danger signs: read and confirmed before a case is written, and kept with it (B-39)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident, logged_in
from tests.reading import Page
from vardtrad.cases.case.danger_signs.actions import save_signs
from vardtrad.cases.case.danger_signs.models import ConfirmedSigns
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.resident import reviewed
from vardtrad.cases.staff.settings import actions as settings
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.people.models import Guardianship, Person
from vardtrad.shared.proxies.models import Link

BREATH, CHEST, LIMP = "Svårt att andas", "Tryck i bröstet", "Slapp och svår att väcka"
NONE, SOME = "Nej, inget av det här", "Ja, något av det här"
ELINA = "201805022389"


@pytest.fixture
def signs(region: Region, adam: Employee) -> int:
    """Clinic A asks before renewals: two signs of adults, one of children."""
    return save_signs(adam.actor, region.renewal.id, [BREATH, CHEST], [LIMP], seen=0)


def address(region: Region) -> str:
    return f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"


def opened(who: Resident, region: Region) -> Page:
    return who.browser.open(address(region))


def items(page: Page) -> list[str]:
    return [item.text for item in page.main.one("ul", **{"class": "danger-signs"}).all("li")]


@pytest.mark.req("B-39")
def test_the_signs_come_before_the_form_and_what_was_confirmed_stays_with_the_case(
    signs: int, region: Region, alva: Resident, rut: Employee, frozen: Clock
) -> None:
    page = opened(alva, region)
    assert page.main.one("h2").text == "Har du något av det här just nu?"
    assert items(page) == [BREATH, CHEST]
    assert not page.main.all("textarea", name="text"), "the form is not reached before the signs are read"
    page = page.press(NONE)
    assert page.address == address(region)
    frozen.go(minutes=7)
    receipt = page.press("Läs igenom", text="Recepten är slut.").press("Skicka")
    assert "Ditt ärende är skickat" in receipt.text
    case = Case.objects.get()
    kept = ConfirmedSigns.objects.get()
    assert (kept.case_id, kept.version.number, kept.for_child, kept.signs) == (case.id, 1, False, [BREATH, CHEST])
    assert (kept.by, kept.by_name, kept.unit_name) == (alva.person.id, "", "")
    assert (case.created - kept.at).total_seconds() == 7 * 60
    words = "att inget av varningstecknen stämde (vuxna, version 1)."
    shown = rut.browser.open(rut.case_address(case)).main.text
    assert f"Invånaren bekräftade {words}" in shown
    for page in (rut.browser.open(rut.case_address(case, "utskrift")), alva.browser.open(f"/arenden/{case.id}")):
        assert f"Innan ärendet skrevs bekräftades {words}" in page.text
        assert BREATH in page.text
        assert CHEST in page.text
    assert BREATH in shown
    assert not Draft.objects.exists()


@pytest.mark.req("B-39")
def test_who_has_a_sign_is_told_what_to_do_now_and_nothing_is_sent(signs: int, region: Region, alva: Resident) -> None:
    type(region.a).objects.filter(pk=region.a.pk).update(phone="0522-100 10")
    told = opened(alva, region).press(SOME)
    assert told.main.one("h1").text == "Sök hjälp nu"
    calls = [link.attrs["href"] for link in told.main.all("a") if link.attrs.get("href", "").startswith("tel:")]
    assert calls == ["tel:112", "tel:1177", "tel:+4652210010"]
    assert "inget ärende är skickat" in told.text
    assert not Case.objects.exists()
    # The way back leads to the signs, not past them; also for who had confirmed before.
    back = told.follow("Tillbaka till frågorna")
    assert items(back) == [BREATH, CHEST]
    back.press(NONE)
    alva.browser.send(address(region), {"tecken": "nagot"})
    assert items(opened(alva, region)) == [BREATH, CHEST]


@pytest.mark.req("B-39")
def test_a_page_that_comes_without_the_step_gets_it_and_loses_nothing(
    signs: int, region: Region, alva: Resident
) -> None:
    page = alva.browser.send(address(region), {"gor": "granska", "text": "Recepten är slut.", "begun": ""})
    assert page.status == 422
    assert "Det du har skrivit finns kvar." in page.alerts
    assert items(page) == [BREATH, CHEST]
    assert not Case.objects.exists()
    back = page.press(NONE)
    assert back.fields("Läs igenom")["text"] == "Recepten är slut."
    assert back.status == 200, "nothing is judged yet"
    look = back.press("Läs igenom", text="Recepten är slut.")
    assert "Läs igenom ditt ärende" in look.text
    # Also the last press of all: what was confirmed has been thrown away since.
    Draft.objects.filter(box="skicka.tecken").delete()
    refused = look.press("Skicka")
    assert refused.status == 422
    assert not Case.objects.exists()
    assert refused.press(NONE).fields("Läs igenom")["text"] == "Recepten är slut."
    # And who turns to the telephone instead finds the text again afterwards.
    Draft.objects.all().delete()
    alva.browser.send(address(region), {"gor": "granska", "text": "Recepten är slut."})
    opened(alva, region).press(SOME)
    assert opened(alva, region).press(NONE).fields("Läs igenom")["text"] == "Recepten är slut."


@pytest.mark.req("B-39")
def test_signs_that_have_changed_and_old_confirmations_are_asked_about_again(
    signs: int, region: Region, alva: Resident, adam: Employee, frozen: Clock
) -> None:
    page = opened(alva, region)
    save_signs(adam.actor, region.renewal.id, [BREATH, CHEST, "Kramper"], [LIMP], seen=1)
    again = page.press(NONE)
    assert again.status == 422
    assert "Mottagningen har ändrat det här" in again.alerts
    assert items(again) == [BREATH, CHEST, "Kramper"]
    look = again.press(NONE).press("Läs igenom", text="Recepten är slut.")
    save_signs(adam.actor, region.renewal.id, [BREATH], [LIMP], seen=2)
    asked = look.press("Skicka")
    assert items(asked) == [BREATH]
    assert not Case.objects.exists()
    asked.press(NONE)
    assert not opened(alva, region).main.all("ul", **{"class": "danger-signs"})
    frozen.go(hours=12, minutes=1)
    later = Resident(alva.person, logged_in(alva.person))
    assert items(opened(later, region)) == [BREATH], "yesterday's confirmation says nothing of today"
    save_signs(adam.actor, region.renewal.id, [], [], seen=3)
    assert "Läs igenom" in opened(later, region).text, "without signs nothing is asked"


@pytest.mark.req("B-39")
def test_the_door_judges_what_was_confirmed(
    signs: int, region: Region, alva: Resident, bo: Resident, adam: Employee
) -> None:
    with pytest.raises(Refused, match="bekräfta att inget av dem stämmer"):
        alva.sends(region.renewal_at_a)
    # A mark of somebody else's, put in one's own drafts, is none.
    opened(bo, region).press(NONE)
    Draft.objects.filter(box="skicka.tecken").update(owner=alva.actor.writes_as)
    assert items(opened(alva, region)) == [BREATH, CHEST]
    assert reviewed.signs_confirmed("not a mark", alva.person.id, region.renewal_at_a.id) is None


@pytest.mark.req("B-39")
def test_a_parent_reads_the_signs_for_children_about_the_child(
    signs: int, region: Region, alva: Resident, rut: Employee
) -> None:
    child = Person.objects.create(identity=ELINA, given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    alva.browser.open("/barn/lagg-till").press("Lägg till barn", identity=ELINA)
    own = opened(alva, region).press(NONE)
    assert "Läs igenom" in own.text
    alva.browser.open("/barn").press("Elina Ahlgren")
    assert Link.objects.exists()
    page = opened(alva, region)
    assert page.main.one("h2").text == "Har Elina något av det här just nu?"
    assert items(page) == [LIMP], "what was confirmed for oneself says nothing of the child"
    told = page.press(SOME)
    assert told.main.one("h1").text == "Sök hjälp åt Elina nu"
    page = opened(alva, region).press(NONE)
    page.press("Läs igenom", text="Elina behöver ett nytt recept.").press("Skicka")
    case, kept = Case.objects.get(), ConfirmedSigns.objects.get()
    assert (kept.for_child, kept.signs, kept.by, kept.case.patient_id) == (True, [LIMP], alva.person.id, child.id)
    words = "Ombudet Alva Ahlgren bekräftade att inget av varningstecknen stämde (barn, version 1)."
    shown = rut.browser.open(rut.case_address(case)).main.text
    assert words in shown
    assert LIMP in shown
    # A proxy who has become protected is named nowhere.
    Person.objects.filter(pk=alva.person.pk).update(protection="secrecy")
    shown = rut.browser.open(rut.case_address(case)).main.text
    assert "Ombudet skyddade personuppgifter bekräftade" in shown
    assert "Alva" not in shown


@pytest.mark.req("B-39", "B-18", "B-20")
def test_the_step_stands_before_a_clinics_form_too_and_is_not_asked_again_on_another_device(
    signs: int, region: Region, alva: Resident, adam: Employee
) -> None:
    form = {"resourceType": "Questionnaire", "url": "urn:prov", "title": "Intyg", "status": "active",
            "item": [{"linkId": "a", "type": "string", "text": "Vad gäller det?", "required": True}]}  # fmt: skip
    made = forms.make(adam.actor, "Intyg", json_text.dumps(form))
    forms.take_into_use(adam.actor, made.id, 1)
    settings.choose_answers(adam.actor, region.renewal.id, made.id, to_group=False)
    skipped = alva.browser.send(
        address(region), {"gor": "fortsatt", "version": str(made.versions.get().id), "f0": "Körkort", "visade": "f0"}
    )
    assert skipped.status == 422
    assert items(skipped) == [BREATH, CHEST]
    page = skipped.press(NONE)
    assert page.fields("Läs igenom")["f0"] == "Körkort"
    page.press("Läs igenom", f0="Körkort")
    elsewhere = Resident(alva.person, logged_in(alva.person))
    resumed = opened(elsewhere, region)
    assert resumed.fields("Läs igenom")["f0"] == "Körkort"
    resumed.press("Läs igenom", f0="Körkort").press("Skicka")
    assert Message.objects.get().text == "Vad gäller det?\nKörkort"
    assert ConfirmedSigns.objects.get().signs == [BREATH, CHEST]
