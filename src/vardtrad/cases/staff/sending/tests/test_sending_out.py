"""Skicka ärende: a template, recipients, and what each of them gets (004-018…037, 004-055, 004-069, 004-075)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.people import Employee, Region, Resident, hire, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.sending import actions, carrying_out, queries
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.staff.sending.tests.conftest import made_up
from vardtrad.cases.staff.sending.texts import texts
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate.models import Notification
from vardtrad.kernel.actors import system
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.people.models import Person, Protection

ALVA, BO = "19771207-2391", "19930423-2383"
INFORMATION, QUESTION = "Meddelande från mottagningen", "Fråga från mottagningen"


@pytest.fixture
def templates(region: Region) -> None:
    """The two general templates, at clinic A only."""
    actions.load_templates(system("testerna"), region.a)


@pytest.fixture
def nurses(region: Region, hugo: Employee, hanna: Employee) -> Group:
    """A group at clinic A."""
    group = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    Member.objects.bulk_create([Member(group=group, staff=handler.staff) for handler in (hugo, hanna)])
    return group


def begin(who: Employee, name: str) -> Page:
    page = who.browser.open(who.address("skicka/"))
    return page.press("GÅ VIDARE", template=page.value_of("GÅ VIDARE", "template", name))


def add(page: Page, *numbers: str) -> Page:
    for number in numbers:
        page = page.press("LÄGG TILL", number=number)
    return page


def to_message(who: Employee, name: str, *numbers: str) -> Page:
    page = add(begin(who, name), *numbers)
    return who.browser.open(next(a.attrs["href"] for a in page.main.all("a") if a.text == "NÄSTA"))


pytestmark = pytest.mark.usefixtures("templates")


@pytest.mark.req("004-018", "004-020", "004-021")
def test_a_template_is_chosen_with_its_instruction(hugo: Employee, rut: Employee) -> None:
    page = hugo.browser.open(hugo.address("skicka/"))
    assert page.main.one("h1").text == "Välj mall"
    assert [label.text for label in page.main.all("label")] == ["Välj mall för invånarärende *"]
    assert "Information - Ett invånarärende som inte går att besvara" in page.main.text
    assert "Frågor - Ett invånarärende med tillhörande frågeformulär" in page.main.text
    assert page.options("GÅ VIDARE", "template") == {
        "": ["Välj i listan"], "Information": [INFORMATION], "Frågor": [QUESTION]
    }  # fmt: skip
    assert "Instruktion" in page.main.text
    assert "Ärendet avslutas när det skickas." in page.main.text
    refused = page.press("GÅ VIDARE")
    assert refused.status == 422
    assert "Välj en mall." in refused.alerts
    assert begin(rut, QUESTION).main.one("h1").text == "Välj mottagare"
    for who, path in ((rut, "arenden/"), (rut, "mina/"), (hugo, "mina/")):
        assert who.browser.open(who.address(path)).link("SKICKA ÄRENDE") == who.address("skicka/")


@pytest.mark.req("004-020")
def test_only_what_the_clinic_offers_now_can_be_chosen(hugo: Employee, olle: Employee, region: Region) -> None:
    question = CaseType.objects.get(name=QUESTION)
    page = hugo.browser.open(hugo.address("skicka/"))
    Service.objects.filter(clinic=region.a, case_type=question).update(open=False)
    assert page.press("GÅ VIDARE", template=str(question.id)).status == 422
    assert page.press("GÅ VIDARE", template=str(region.renewal.id)).status == 422
    assert not Dispatch.objects.exists()
    assert "Inga mallar att skicka" in olle.browser.open(olle.address("skicka/")).main.text


@pytest.mark.req("004-028", "004-029", "004-032", "004-033", "004-034", "004-036", "004-075")
def test_a_question_to_two_is_two_cases_in_the_senders_hands(
    hugo: Employee, alva: Resident, bo: Resident, nurses: Group, frozen: Any
) -> None:
    page = to_message(hugo, QUESTION, ALVA, BO)
    assert "Ärendehanterare" in [heading.text for heading in page.main.all("h2")]
    assert [node.text for node in page.form("SKICKA").all("label") if "Fördela" in node.text] == [
        "Fördela till mig själv", "Fördela till en grupp"
    ]  # fmt: skip
    assert page.form("SKICKA").all("legend")[0].text == (
        "Välj vilken ärendehanterare som det ska fördelas till när du skickar ärendet:"
    )
    assert page.options("SKICKA", "group") == {"": ["Välj i listan", "Vårdgaranti"]}
    assert "Ärendet skickas till följande mottagare" in page.main.text
    assert f"Alva Ahlgren ({ALVA})" in page.main.text
    assert "Välj vilken ärendehanterare som det ska fördelas till när du skickar ärendet:" in page.main.text
    assert (
        "Använd ett informationsalternativ som du kan justera i textfältet eller skriv ett eget meddelande till "
        "mottagarna."
    ) in page.main.text
    assert "Meddelande till mottagarna" in page.main.text
    assert f"Signatur och datum läggs till automatiskt: {hugo.actor.letter_signature}" in page.main.text
    done = page.press("SKICKA", to="mig", text="Hej {förnamn}! Kan du komma på måndag?")
    assert done.main.one("h1").text == "Ärendet är skickat"
    assert [(row["Namn"], row["Resultat"]) for row in done.rows] == [
        ("Alva Ahlgren", "Skickat"),
        ("Bo Brunius", "Skickat"),
    ]
    cases = Case.objects.order_by("id")
    assert [(case.state, case.handler_id, case.origin) for case in cases] == [("asked", hugo.staff.id, "clinic")] * 2
    assert set(Message.objects.values_list("text", "signature")) == {
        ("Hej Alva! Kan du komma på måndag?", hugo.actor.letter_signature),
        ("Hej Bo! Kan du komma på måndag?", hugo.actor.letter_signature),
    }
    # Under the text the resident, the staff and a printed case have the signature and the day.
    for page in (
        alva.browser.open(f"/arenden/{cases[0].id}"),
        hugo.browser.open(hugo.case_address(cases[0])),
        hugo.browser.open(hugo.case_address(cases[0], "utskrift")),
    ):
        signed = page.root.one("p", class_="sign")
        assert signed.text == f"{' '.join(hugo.actor.letter_signature.split())}2026-11-17"
        assert [child.tag for child in signed.children if not isinstance(child, str)] == ["br", "time"]
    told = Notification.objects.filter(key__in=cases.values("id")).values_list("recipient_id", flat=True)
    assert set(told) == {alva.person.id, bo.person.id}


@pytest.mark.req("004-037", "004-038")
def test_the_resident_sees_a_question_and_answers_it(hugo: Employee, alva: Resident, frozen: Any) -> None:
    to_message(hugo, QUESTION, ALVA).press("SKICKA", to="mig", text="Kan du komma på måndag?")
    inbox = alva.browser.open("/inkorg").main
    assert all(word in inbox.text for word in (QUESTION, "Vårdcentralen Alen"))
    assert inbox.one(class_="pill", data_tone="new").text == "OLÄST"
    assert [pill.text for pill in inbox.all(class_="pill") if "data-tone" not in pill.attrs] == ["Fråga"]
    (row,) = inbox.all("article")
    assert row.one("time").text == "17 nov"
    assert row.one("a").text == QUESTION
    page = alva.browser.open(f"/arenden/{Case.objects.get().id}")
    assert page.main.one("h1").text == QUESTION
    (message,) = page.main.all("article")
    header = message.one("header")
    assert (header.one("b").text, header.one("span", class_="pill").text) == ("Vårdcentralen Alen", "Fråga")
    assert header.one("time").text == "17 november, 10.00"
    assert "Kan du komma på måndag?" in [node.text for node in message.all("p")]
    assert hugo.actor.letter_signature.splitlines()[0] in message.one("p", class_="sign").text
    assert page.form("Skicka svar").one("h2").text == "Svara på frågan"
    page.press("Skicka svar", text="Ja, det går bra.")
    case = Case.objects.get()
    assert (case.state, case.handler_id, case.unread_by_clinic) == ("answered", hugo.staff.id, True)


@pytest.mark.req("004-069")
def test_information_cannot_be_answered(hugo: Employee, alva: Resident) -> None:
    page = to_message(hugo, INFORMATION, ALVA)
    assert "Ärendehanterare" not in page.main.text
    page.press("SKICKA", text="Läs mer: https://exempel.example/vantetid")
    case = Case.objects.get()
    assert case.state == "closed"
    inbox = alva.browser.open("/inkorg").main.text
    assert "Information" in inbox
    assert "Avslutat" not in inbox
    read = alva.browser.open(f"/arenden/{case.id}")
    assert read.main.one("a", href="https://exempel.example/vantetid")
    assert "går inte att svara på" in read.main.text
    assert not read.main.all("textarea")


@pytest.mark.req("004-028", "004-055")
def test_a_case_sent_to_a_group_lies_untaken_with_it(
    rut: Employee, hugo: Employee, alva: Resident, nurses: Group
) -> None:
    page = to_message(rut, QUESTION, ALVA)
    # Rut does not answer cases, so she is not offered.
    assert "Fördela till mig själv" not in page.main.text
    assert "Välj vilken grupp" in page.press("SKICKA", to="grupp", text="Hej!").alerts
    page.press("SKICKA", to="grupp", group=str(nurses.id), text="Hej!")
    case = Case.objects.get()
    assert (case.handler_id, case.group_id) == (None, nurses.id)
    alva.answers_back(case)
    case = now(case)
    assert (case.state, case.handler_id, case.group_id) == ("answered", None, nurses.id)
    from vardtrad.cases.case.moves import distributing

    taken = distributing.take(hugo.actor, case.id, seen=case.content).thing
    assert taken.handler_id == hugo.staff.id


@pytest.mark.req("004-028")
def test_a_group_that_is_no_longer_used_gets_nothing(hugo: Employee, nurses: Group) -> None:
    page = to_message(hugo, QUESTION, ALVA)
    Group.objects.filter(pk=nurses.pk).update(active=False)
    refused = page.press("SKICKA", to="grupp", group=str(nurses.id), text="Ett långt meddelande.")
    assert refused.status == 422
    assert refused.fields("SKICKA")["text"] == "Ett långt meddelande."
    assert not Case.objects.exists()


@pytest.mark.req("004-028")
def test_a_group_whose_members_have_all_gone_is_refused_by_the_door(hugo: Employee, nurses: Group) -> None:
    page = to_message(hugo, QUESTION, ALVA, BO)
    Member.objects.all().delete()
    refused = page.press("SKICKA", to="grupp", group=str(nurses.id), text="Ett långt meddelande.")
    assert refused.status == 422
    assert "Inget har skickats." in refused.alerts
    assert not Case.objects.exists()
    assert refused.press("SKICKA", to="mig").main.one("h1").text == "Ärendet är skickat"
    assert Case.objects.count() == 2


@pytest.mark.req("004-034", "003-021")
def test_unreachable_recipients_are_listed_one_by_one(hugo: Employee, alva: Resident, bo: Resident) -> None:
    child = Person.objects.create(identity="201701062380", given_name="Cia", family_name="Cronholm")
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    page = to_message(hugo, QUESTION, ALVA, BO, "20170106-2380")
    assert "Skyddade personuppgifter" in page.main.text
    done = page.press("SKICKA", to="mig", text="Hej!")
    assert done.main.one("h1").text == "Alla fick inte ärendet"
    assert [row["Resultat"].split(".")[0] for row in done.rows] == ["Inte skickat", "Inget konto", "Skickat"]
    assert "mottagningen har inte godkänt kontakten" in done.main.text
    assert "Personen har inget konto" in done.main.text
    assert Case.objects.get().patient == alva.person
    assert not Case.objects.filter(patient=child).exists()


@pytest.mark.req("004-036")
def test_sending_the_same_form_twice_reaches_nobody_twice(hugo: Employee) -> None:
    page = to_message(hugo, QUESTION, ALVA, BO)
    form = page.fields("SKICKA") | {"to": "mig", "text": "Hej!"}
    first = hugo.browser.send(page.address, form)
    assert hugo.browser.send(page.address, form).rows == first.rows
    # The process died before it was recorded that it had been sent.
    Dispatch.objects.update(sent=None)
    Recipient.objects.update(case=None, outcome="waiting")
    assert "0 av 2" in hugo.browser.send(page.address, form | {"submit_key": str(uuid4())}).main.text
    assert carrying_out.carry_out() == 2
    assert hugo.browser.open(first.address).rows == first.rows
    assert Case.objects.count() == 2


@pytest.mark.req("004-025", "004-034")
def test_two_hundred_are_sent_set_wise(hugo: Employee, region: Region, django_assert_max_num_queries: Any) -> None:
    sending = actions.begin(hugo.actor, region.a, CaseType.objects.get(name=QUESTION))
    people = Person.objects.bulk_create(
        Person(identity=made_up(n), given_name=f"N{n}", family_name="Nn") for n in range(200)
    )
    Recipient.objects.bulk_create(Recipient(dispatch=sending, person=person) for person in people)
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/mottagare"))
    assert len(page.rows) == 50
    assert "50 per sida" in page.main.one("nav", aria_label="Sidor").text
    assert "Totalt har 200 mottagare lagts till" in page.main.text
    assert page.follow("Nästa sida").rows[0]["Namn"] == "N50 Nn"
    assert [row["Namn"] for row in page.press("Sök", q="n199").rows] == ["N199 Nn"]
    written = texts(hugo.actor, sending, "Hej {förnamn}!", people)
    assert written[people[7].id] == "Hej N7!"
    assert actions.send(hugo.actor, sending, "Hej {förnamn}!", hugo.staff) == ""
    with django_assert_max_num_queries(60):
        assert carrying_out.carry_out() == 200
    assert queries.progress(sending).sent == 200
    assert Case.objects.filter(state="asked").count() == 200
    assert Message.objects.filter(text="Hej N7!").count() == 1


@pytest.mark.req("004-029", "004-032")
def test_a_ready_text_is_added_by_plus_and_sent_only_from_the_box(hugo: Employee, region: Region) -> None:
    answer = StandardAnswer.objects.get(clinic=region.a, name="Hör av dig")
    page = to_message(hugo, QUESTION, ALVA)
    assert page.press("SKICKA", to="mig", text=" ").status == 422
    form = page.fields("SKICKA") | {"text": "Hej!", "to": "mig", "lagg_till": str(answer.id)}
    added = hugo.browser.send(page.address, form)
    assert added.status == 200
    assert added.fields("SKICKA")["text"] == f"Hej!\n\n{answer.text}"
    assert added.fields("SKICKA")["to"] == ["mig"]
    added.press("SKICKA")
    text = Message.objects.get().text
    assert "Ring Vårdcentralen Alen på telefon 08-465 004 01." in text
    assert not Draft.objects.exists()


@pytest.mark.req("004-032", "B-05")
def test_a_field_left_to_fill_in_stops_the_sending(hugo: Employee) -> None:
    page = to_message(hugo, QUESTION, ALVA)
    refused = page.press("SKICKA", to="mig", text="Hej {förnamn}! [[dag]]")
    assert refused.status == 422
    assert "[[dag]]" in refused.alerts
    assert not Case.objects.exists()


@pytest.mark.req("B-04")
def test_the_text_typed_to_the_recipients_is_kept(hugo: Employee) -> None:
    page = to_message(hugo, QUESTION, ALVA)
    hugo.browser.send(f"{page.address}utkast", page.fields("Spara texten") | {"text": "Halvt"})
    assert hugo.browser.open(page.address).fields("SKICKA")["text"] == "Halvt"


@pytest.mark.req("004-018")
def test_a_dispatch_is_open_only_to_its_owner_at_their_clinic(
    hugo: Employee, hanna: Employee, olle: Employee, adam: Employee, region: Region
) -> None:
    begin(hugo, QUESTION)
    key = Dispatch.objects.get().id
    for who in (hanna, olle):
        for path in (f"skicka/{key}/", f"skicka/{key}/mottagare", f"skicka/{key}/klart", f"skicka/?utskick={key}"):
            assert who.browser.get(who.address(path)).status_code == 404
    assert adam.browser.get(adam.address("skicka/")).status_code == 404
    both = hire(region.b, "Ida", "Isaksson", "SE9921000015-P077", "handler")
    assert both.browser.post(both.address(f"skicka/{key}/ta-bort"), {"mottagare": "alla"}).status_code == 404
    assert hugo.browser.post(hugo.address(f"skicka/{key}/ta-bort"), {"mottagare": "x"}).status_code == 404


@pytest.mark.req("004-018")
def test_nothing_is_sent_without_recipients(hugo: Employee) -> None:
    begin(hugo, QUESTION)
    page = hugo.browser.open(hugo.address(f"skicka/{Dispatch.objects.get().id}/"))
    assert page.main.one("h1").text == "Välj mottagare"
    assert "Lägg till minst en mottagare först." in page.alerts


@pytest.mark.req("004-021")
def test_another_template_may_be_chosen_for_the_same_recipients(hugo: Employee) -> None:
    page = add(begin(hugo, QUESTION), ALVA)
    back = hugo.browser.open(next(a.attrs["href"] for a in page.main.all("a") if a.text == "FÖREGÅENDE"))
    again = back.press("GÅ VIDARE", template=back.value_of("GÅ VIDARE", "template", INFORMATION))
    assert [row["Personnummer"] for row in again.rows] == [ALVA]
    assert Dispatch.objects.get().template.name == INFORMATION


def test_sendings_are_cleared(hugo: Employee, frozen: Any) -> None:
    to_message(hugo, QUESTION, ALVA).press("SKICKA", to="mig", text="Hej!")
    begin(hugo, QUESTION)
    frozen.go(days=20)
    actions.clear_old()
    assert Dispatch.objects.count() == 2
    frozen.go(days=2)
    actions.clear_old()
    assert Dispatch.objects.get().sent is None
    frozen.go(days=90)
    actions.clear_old()
    assert not Dispatch.objects.exists()
    assert Case.objects.count() == 1


def test_the_templates_are_laid_out_once(region: Region) -> None:
    assert actions.load_templates(system("testerna"), region.a) == 0
    assert [template.name for template in queries.templates(region.a.id)] == [INFORMATION, QUESTION]
