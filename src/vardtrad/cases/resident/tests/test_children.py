"""Families of each shape: adding a child, ombudsläget, whose matters everything is, and when it ends."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from tests.people import Clock, Employee, Region, Resident
from tests.smsc import mailed_code
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.setting_up import load_base_range
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.staff.sending import actions as sending_pages
from vardtrad.cases.staff.sending.queries import templates
from vardtrad.gate.models import Notification, Trace
from vardtrad.gate.worker import NoAddress
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.notify.addresses import address_of
from vardtrad.shared.people.models import Guardianship, Person, Protection, Trusteeship
from vardtrad.shared.people.register import asking
from vardtrad.shared.people.register.said import RegisterDown
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.proxies.rules import Deed, Ground
from vardtrad.shared.rate_limit.models import Attempt

# Official test numbers of the Tax Agency.
ELINA, NEWBORN, LEAP, VILMA = "201805022389", "202312312388", "201602292383", "201103022388"
REFUSED = "Det går inte att lägga till personen."


def person(identity: str, given: str = "", family: str = "", **more) -> Person:
    return Person.objects.create(identity=identity, given_name=given, family_name=family, **more)


@pytest.fixture
def elina(alva: Resident) -> Person:
    """Alva's child of eight."""
    child = person(ELINA, "Elina", "Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    return child


def adds(who: Resident, number: str):
    return who.browser.open("/barn/lagg-till").press("Lägg till barn", identity=number)


@pytest.fixture
def acting(alva: Resident, elina: Person):
    """Alva in ombudsläget for Elina: her inbox."""
    adds(alva, ELINA)
    return alva.browser.open("/barn").press("Elina Ahlgren")


def write(who: Resident, region: Region, text: str = "Elina behöver ett nytt recept."):
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    return who.browser.open(address).press("Läs igenom", text=text).press("Skicka")


# ── Adding ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("003-003", "003-004", "003-006", "003-008")
def test_a_guardian_adds_a_child_and_enters_by_the_name(acting, alva: Resident, elina: Person):
    assert acting.address == "/inkorg"
    assert "Du är ombud för Elina Ahlgren." in acting.text
    assert "Inloggad som Alva" in acting.text
    for path in ("/mottagningar", "/installningar", "/hjalp", "/barn", "/listning"):
        assert "Du är ombud för Elina Ahlgren." in alva.browser.open(path).text
    mine = acting.press("Avsluta ombudsläget")
    assert "Du är ombud" not in mine.text
    traces = Trace.objects.filter(person_id=elina.id, actor_id=alva.person.id).values_list("action", flat=True)
    assert {"add_proxy", "enter_proxy", "leave_proxy", "list"} <= set(traces)


@pytest.mark.req("003-007")
def test_a_newborn_without_a_name_stands_with_the_number(alva: Resident):
    child = person(NEWBORN)
    Guardianship.objects.create(guardian=alva.person, child=child)
    adds(alva, NEWBORN)
    inbox = alva.browser.open("/barn").press("20231231-2388")
    assert "Du är ombud för 20231231-2388." in inbox.text


@pytest.mark.req("003-005")
def test_everybody_else_gets_the_same_answer(alva: Resident, bo: Resident, elina: Person, frozen: Clock):
    teenager = person(VILMA, "Vilma", "Ahlgren")
    hidden = person(LEAP, "Leo", "Ahlgren", protection=Protection.SECRECY_MARK)
    Guardianship.objects.bulk_create(Guardianship(guardian=alva.person, child=child) for child in (teenager, hidden))
    answers = {
        "somebody else's child, or a grandchild": adds(bo, ELINA),
        "a child who has turned 13": adds(alva, VILMA),
        "a protected child": adds(alva, LEAP),
        "a number that nobody has": adds(alva, "202002292387"),
        "an adult": adds(alva, bo.person.identity),
        "oneself": adds(alva, alva.person.identity),
    }
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.PROTECTED_REGISTRATION)
    Guardianship.objects.create(guardian=bo.person, child=elina)
    answers["a protected guardian"] = adds(bo, ELINA)
    told = {words: (page.status, page.main.text) for words, page in answers.items()}
    assert {status for status, _text in told.values()} == {422}
    assert all(REFUSED in text for _status, text in told.values())
    assert len({text.replace(ELINA, "").split("Ring mottagningen")[0] for _status, text in told.values()}) == 1
    assert not Link.objects.exists()


@pytest.mark.req("003-009", "004-017")
def test_the_guardian_is_told_what_becomes_of_a_request_for_listing(alva, elina, region, rut) -> None:
    link = Link.objects.create(proxy=alva.person, person=elina, added=timezone.now(), email="alva@invanare.example")
    deeds = frozenset(map(str, Deed))
    proxy = Actor(ActorKind.RESIDENT, alva.person.id, "Alva", acts_for=elina.id, ground=Ground.GUARDIAN, deeds=deeds)
    request = listing.ask(proxy, region.a, elina).thing
    listing.decline(rut.actor, request.id, "Vi är fulla.", seen=request.content)
    told = Notification.objects.filter(label="listing", party="resident")
    assert [(notice.recipient_kind, notice.recipient_id) for notice in told] == [("proxy", link.id)]


def test_a_register_that_is_down_adds_nobody_and_says_the_same_of_everybody(alva: Resident, elina, monkeypatch):
    def down(*_numbers, **_more):
        raise RegisterDown("no answer")

    monkeypatch.setattr(asking, "told", down)
    mine, nobodys = adds(alva, ELINA), adds(alva, "202002292387")
    assert "Folkbokföringen svarar inte just nu" in mine.main.text
    assert "Folkbokföringen svarar inte just nu" in nobodys.main.text
    assert not Link.objects.exists()
    assert alva.browser.open("/inkorg").status == 200


def test_what_the_register_says_where_a_proxy_enters_counts_at_once(alva: Resident, elina: Person, monkeypatch):
    adds(alva, ELINA)
    page, asked = alva.browser.open("/barn"), []

    def told(*numbers, **_more):
        asked.extend(number.value for number in numbers)
        Person.objects.filter(pk=elina.pk).update(protection=Protection.SECRECY_MARK)
        return True

    monkeypatch.setattr(asking, "told", told)
    assert page.press("Elina Ahlgren").status == 404
    assert asked == [ELINA, alva.person.identity]


def test_of_whom_the_register_says_nothing_is_not_added(alva: Resident, elina: Person, monkeypatch):
    monkeypatch.setattr(asking, "told", lambda *numbers, **_more: False)
    assert REFUSED in adds(alva, ELINA).main.text
    assert not Link.objects.exists()


def test_a_guesser_is_held_back(alva: Resident):
    for _try in range(10):
        adds(alva, "202002292387")
    assert "Vänta tio minuter" in adds(alva, "202002292387").main.text
    assert Attempt.objects.exists()


# ── Whose matters ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("003-002", "003-008")
def test_a_case_sent_by_a_proxy_is_the_childs_and_says_who_sent_it(
    acting, alva: Resident, rut: Employee, region: Region, elina: Person
):
    write(alva, region)
    case = Case.objects.get()
    assert case.patient_id == elina.id
    message = Message.objects.get()
    assert (message.author, message.author_name) == (alva.person.id, alva.person.name)
    staff = rut.browser.open(rut.case_address(case))
    assert f"genom ombud: {alva.person.name}" in staff.main.text
    assert "Elina Ahlgren" in staff.main.text
    assert f"genom ombud: {alva.person.name}" in rut.browser.open(rut.case_address(case, "utskrift")).text
    assert "Du, som ombud" in alva.browser.open(f"/arenden/{case.id}").main.text
    trace = Trace.objects.filter(label="case", key=case.id, action="send").get()
    assert (trace.actor_id, trace.person_id, trace.detail["proxy"]) == (alva.person.id, elina.id, "guardian")


@pytest.mark.req("003-002", "003-008")
@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("Förnya recept", ""),
        ("Intyg läkare", "Omvårdnadsbidrag"),
        ("Kontakt för att avboka eller omboka tid", "Avboka tiden"),
        ("Skicka meddelande", ""),
        ("Ändring av kontaktuppgifter", ""),
    ],
)
def test_a_parent_does_each_of_the_childs_matters(
    acting, alva: Resident, hugo: Employee, region: Region, elina: Person, name: str, choice: str
):
    """The four of the sheet are examples: what else the clinic offers is open too."""
    Service.objects.filter(clinic=region.b).delete()
    load_base_range(system("testerna"), region.b)
    page = alva.browser.open(f"/mottagningar/{region.b.id}").follow(name)
    chosen = {"choice": choice} if choice else {}
    sent = page.press("Läs igenom", text="Det gäller Elina.", **chosen).press("Skicka")
    assert sent.main.one("h1").text == "Ditt ärende är skickat"
    case = Case.objects.get()
    assert (case.patient_id, case.case_type.name, case.choice) == (elina.id, name, choice)
    message = Message.objects.get()
    assert (message.author, message.author_name, message.text) == (
        alva.person.id,
        alva.person.name,
        "Det gäller Elina.",
    )


def test_own_matters_and_the_childs_do_not_mix(acting, alva: Resident, bo: Resident, region: Region):
    write(alva, region)
    case = Case.objects.get()
    assert alva.browser.get(f"/arenden/{case.id}").status_code == 200
    assert case.case_type.name in alva.browser.open("/inkorg").main.text
    acting.press("Avsluta ombudsläget")
    # The same answer as for a case that does not exist, and nothing of it in one's own inbox.
    assert alva.browser.get(f"/arenden/{case.id}").status_code == 404
    assert case.case_type.name not in alva.browser.open("/inkorg").main.text
    assert bo.browser.get(f"/arenden/{case.id}").status_code == 404


def test_a_form_that_was_drawn_in_the_childs_matters_is_not_sent_in_ones_own(acting, alva: Resident, region: Region):
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    alva.browser.open("/inkorg").press("Avsluta ombudsläget")
    answer = page.press("Läs igenom", text="Om Elina och ingen annan.")
    assert answer.status == 409
    assert "Du har bytt till en annan persons ärenden" in answer.main.text
    assert answer.main.one("h1").text == "Formuläret skickades inte"
    assert "Om Elina och ingen annan." in answer.main.text
    assert not Draft.objects.exists()


def test_the_drafts_of_the_child_and_ones_own_are_two(acting, alva: Resident, region: Region):
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    alva.browser.open(address).press("Läs igenom", text="Om Elina.")
    alva.browser.open("/inkorg").press("Avsluta ombudsläget")
    assert "Om Elina." not in alva.browser.open(address).html
    alva.browser.open("/barn").press("Elina Ahlgren")
    assert "Om Elina." in alva.browser.open(address).html


def test_another_guardian_sees_the_case_but_not_the_first_ones_draft(
    acting, alva: Resident, bo: Resident, region: Region, elina: Person
):
    write(alva, region)
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    alva.browser.open(address).press("Läs igenom", text="Ett halvt meddelande.")
    Guardianship.objects.create(guardian=bo.person, child=elina)
    adds(bo, ELINA)
    bo.browser.open("/barn").press("Elina Ahlgren")
    page = bo.browser.open(f"/arenden/{Case.objects.get().id}")
    assert f"Ombud: {alva.person.name}" in page.main.text
    assert "Ett halvt meddelande." not in bo.browser.open(address).html


@pytest.mark.req("003-009")
def test_notices_of_the_childs_inbox_go_where_each_guardian_has_chosen(
    acting, alva: Resident, rut: Employee, hugo: Employee, region: Region, elina: Person
):
    own = alva.person.email
    page = alva.browser.open("/installningar").press("Spara", email="elina.hos.alva@example.se")
    assert "Inställningarna är sparade." in page.press("Spara adressen", code=mailed_code()).text
    assert Person.objects.get(pk=alva.person.pk).email == own
    assert Person.objects.get(pk=elina.pk).email == ""
    write(alva, region)
    case = rut.does("assign", Case.objects.get(), hugo.staff)
    hugo.does("ask", case, "Vilken styrka?")
    notice = Notification.objects.get(key=case.id, party="resident")
    assert (notice.recipient_kind, notice.recipient_id) == ("proxy", Link.objects.get().id)
    assert address_of(notice.recipient_kind, notice.recipient_id).email == "elina.hos.alva@example.se"
    Guardianship.objects.all().delete()
    with pytest.raises(NoAddress):
        address_of(notice.recipient_kind, notice.recipient_id)
    assert mail.outbox == []


@pytest.mark.req("004-076")
def test_a_case_that_the_clinic_sends_to_a_child_is_read_and_answered_by_the_guardian(
    acting, alva: Resident, hugo: Employee, region: Region, elina: Person
):
    sending_pages.load_templates(system("testerna"), region.a)
    template = next(kind for kind in templates(region.a.id) if kind.direction == CaseType.Direction.QUESTION)
    outgoing = sending.Outgoing(elina, "Kommer Elina på torsdag?")
    (sent,) = sending.send_out(hugo.actor, region.a, template, [outgoing], hugo.staff)
    assert not isinstance(sent, Refused)
    assert "OLÄST" in alva.browser.open("/inkorg").main.text
    page = alva.browser.open(f"/arenden/{sent.thing.id}")
    assert "Kommer Elina på torsdag?" in page.main.text
    page.press("Skicka svar", text="Ja, vi kommer.")
    assert Case.objects.get(pk=sent.thing.pk).state == "answered"
    assert Message.objects.get(kind="answer_back").author_name == alva.person.name


@pytest.mark.req("000-045")
def test_staff_see_that_the_proxy_has_read(acting, alva: Resident, rut: Employee, hugo: Employee, region: Region):
    write(alva, region)
    case = rut.does("assign", Case.objects.get(), hugo.staff)
    hugo.does("ask", case, "Vilken styrka?")
    alva.browser.open(f"/arenden/{case.id}")
    text = hugo.browser.open(hugo.case_address(case)).main.text
    assert "Läst av ombudet." in text
    assert "Läst av invånaren." not in text


def test_nobody_enters_by_somebody_elses_link(acting, alva: Resident, bo: Resident):
    page = bo.browser.open("/barn/lagg-till")
    link = Link.objects.get()
    form = {"drawn_for": page.fields("Lägg till barn")["drawn_for"]}
    for address in (f"/barn/{link.id}", f"/barn/{link.id}/ta-bort", f"/barn/{alva.person.id}"):
        assert bo.browser.post(address, form).status_code == 404
    assert Link.objects.filter(pk=link.pk).exists()
    assert Trace.objects.filter(action="enter_proxy", outcome="refused", actor_id=bo.person.id).count() == 2


def test_removing_somebody(alva: Resident, elina: Person):
    adds(alva, ELINA)
    page = alva.browser.open("/barn").press("Ta bort Elina Ahlgren från listan")
    assert "Du har inte lagt till något barn än." in page.main.text
    assert not Link.objects.exists()
    assert Trace.objects.filter(action="remove_proxy", person_id=elina.id).exists()


@pytest.mark.req("B-21")
def test_a_god_man_who_cares_for_the_person_acts_and_one_for_property_does_not(alva: Resident, bo: Resident):
    row = Trusteeship.objects.create(trustee=alva.person, person=bo.person, kind="god_man", person_matters=False)
    assert REFUSED in adds(alva, bo.person.identity).main.text
    Trusteeship.objects.filter(pk=row.pk).update(person_matters=True)
    adds(alva, bo.person.identity)
    inbox = alva.browser.open("/barn").press(bo.person.name)
    assert f"Du är ombud för {bo.person.name}." in inbox.text
    assert timezone.now() > Link.objects.get().added


@pytest.mark.req("003-026")
def test_the_page_says_what_changes_at_13(alva: Resident):
    text = alva.browser.open("/barn").main.text
    assert "När barnet fyller 13 år" in text
    assert "Barnet loggar in med sin egen e-legitimation" in text
    assert "inloggningsuppgifter" not in text
