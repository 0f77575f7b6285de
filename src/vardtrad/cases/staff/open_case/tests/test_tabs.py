"""The tabs of a case that the clinic sent, the standard answers with plus, the signature, links, and the countdown."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Clock, Employee, Region, Resident, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.standard_answers.models import AnswerUse, StandardAnswer

HINT = "Använd ett svarsalternativ som du kan justera i textfältet eller skriv ett eget svar direkt."
HINT_PARTLY = "Använd ett svarsalternativ som du kan justera i textfältet eller skriv ett eget delsvar."


def ready(region: Region, name: str, text: str, use: str = "answer", owner: Employee | None = None) -> StandardAnswer:
    return StandardAnswer.objects.create(
        clinic=region.a, name=name, text=text, use=use, owner=owner.staff if owner else None
    )


@pytest.fixture
def sent_case(region: Region, alva: Resident, hugo: Employee) -> Case:
    """A question that clinic A has sent to Alva, Hugo's."""
    template = CaseType.objects.create(code="offer", name="Erbjudande om snabbare vård", direction="question")
    Service.objects.create(clinic=region.a, case_type=template)
    (moved,) = sending.send_out(hugo.actor, region.a, template, [Outgoing(alva.person, "Vill du?")], hugo.staff)
    return moved.thing


@pytest.mark.req("004-058", "004-075")
def test_a_case_that_the_clinic_sent(region: Region, sent_case: Case, alva: Resident, hugo: Employee) -> None:
    ready(region, "Påminnelse besök", "Vi saknar ditt svar.", "partial_reply")
    page = hugo.browser.open(hugo.case_address(sent_case))
    assert page.tabs == ["BESVARA", "DELSVAR", "MOTFRÅGA", "OMFÖRDELA", "Avsluta utan svar"]
    assert page.main.one("h2", id="handle").text == "Hantera ärendet"
    assert "Ärendehanterare har skickat fråga till invånare" in page.main.text
    alva.answers_back(sent_case, "Ja")
    page = hugo.browser.open(hugo.case_address(sent_case))
    assert page.tabs == ["BESVARA", "DELSVAR", "MOTFRÅGA", "OMFÖRDELA", "Avsluta utan svar"]
    assert HINT in page.main.text


@pytest.mark.req("004-065", "004-058")
def test_delsvar_and_motfraga_are_tabs_of_their_own(
    region: Region, sent_case: Case, alva: Resident, hugo: Employee
) -> None:
    ready(region, "Påminnelse besök", "Vi saknar ditt svar.", "partial_reply")
    page = hugo.browser.open(hugo.case_address(sent_case, "?flik=delsvar"))
    assert HINT_PARTLY in page.main.text
    page.press("Lägg till Påminnelse besök").press("Skicka")
    assert Message.objects.get(kind="partial_reply").text == "Vi saknar ditt svar."
    assert now(sent_case).state == "asked"
    alva.answers_back(sent_case, "Ja")
    page = hugo.browser.open(hugo.case_address(sent_case, "?flik=motfraga"))
    assert page.main.all("input", type="radio") == []
    page.press("Skicka", text="Vilken dag?")
    assert Message.objects.filter(kind="question").count() == 1
    assert now(sent_case).state == "asked"


@pytest.mark.req("000-035", "B-05")
def test_plus_adds_and_keeps_typed_text(region: Region, hugos_case: Case, hugo: Employee, hanna: Employee) -> None:
    ready(region, "Hej", "Hej {förnamn}! Det här är {mottagning}.")
    ready(region, "Mitt eget", "Mvh {handläggare}", owner=hugo)
    ready(region, "Hannas eget", "Nej.", owner=hanna)
    page = hugo.browser.open(hugo.case_address(hugos_case))
    names = [name.text for name in page.form("Besvara").one("ul", class_="answers tall").all("b")]
    assert {"Hej", "Mitt eget"} <= set(names)
    assert "Hannas eget" not in names
    page = page.press("Lägg till Hej", text="Jag skrev detta.").press("Lägg till Mitt eget")
    assert page.status == 200
    assert now(hugos_case).state == "assigned"
    whole = "Jag skrev detta.\n\nHej Alva! Det här är Vårdcentralen Alen.\n\nMvh Hugo Holm"
    assert page.fields("Besvara")["text"] == whole
    page.press("Besvara")
    assert Message.objects.get(kind="answer").text == whole


@pytest.mark.req("B-05")
def test_the_use_of_an_answer_is_its_tab(region: Region, hugos_case: Case, hugo: Employee) -> None:
    ready(region, "Fråga om dos", "Vilken dos?", "question")
    ready(region, "Vi återkommer", "Vi återkommer.", "partial_reply")
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=motfraga"))
    names = [name.text for name in page.form("Skicka").one("ul", class_="answers tall").all("b")]
    assert names == ["Fråga om dos", "Vi återkommer"]
    page = page.press("Lägg till Fråga om dos", reply="ask")
    assert page.fields("Skicka")["reply"] == ["ask"]
    page.press("Skicka")
    assert now(hugos_case).state == "asked"


@pytest.mark.req("B-05")
@pytest.mark.parametrize("slug", ["besvara", "motfraga"])
def test_a_field_to_fill_in_blocks_sending(region: Region, hugos_case: Case, hugo: Employee, slug: str) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case, f"?flik={slug}"))
    button = "Besvara" if slug == "besvara" else "Skicka"
    text = "Kom [[dag]] klockan [[tid]]."
    page = page.press(button, text=text, reply="ask")
    assert page.status == 422
    assert "Fyll i det som är kvar i texten: [[dag]], [[tid]]." in page.alerts
    assert page.fields(button)["text"] == text
    assert now(hugos_case).state == "assigned"


@pytest.mark.req("000-035")
def test_enter_in_a_field_sends_nothing(hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    first = page.form("Besvara").all("button")[0]
    assert (first.attrs["name"], first.attrs["value"]) == ("gor", "visa")
    page = hugo.browser.send(
        hugo.case_address(hugos_case, "besvara"),
        {"text": "Halv", "gor": "visa", "seen": str(now(hugos_case).content), "submit_key": str(uuid4())},
    )
    assert page.status == 200
    assert page.fields("Besvara")["text"] == "Halv"
    assert now(hugos_case).state == "assigned"


@pytest.mark.req("002-038", "B-05")
def test_links_in_what_staff_write(region: Region, hugos_case: Case, hugo: Employee, alva: Resident) -> None:
    text = (
        "Läs [om resor](https://resor.example/a?b=1&c=2) eller https://mer.example.\n"
        '[ond](javascript:alert(1)) <b>fet</b> [ring](tel:0812345) "><script>'
    )
    hugo.browser.open(hugo.case_address(hugos_case)).press("Besvara", text=text)
    for page in (hugo.browser.open(hugo.case_address(hugos_case)), alva.browser.open(f"/arenden/{hugos_case.id}")):
        links = {a.text: a.attrs for a in page.root.one("ol", class_="thread").all("a")}
        assert {name: attrs["href"] for name, attrs in links.items()} == {
            "om resor": "https://resor.example/a?b=1&c=2",
            "https://mer.example": "https://mer.example",
            "ring": "tel:0812345",
        }
        assert {attrs["rel"] for attrs in links.values()} == {"noopener noreferrer"}
        assert "[ond](javascript:alert(1)) <b>fet</b>" in page.thread[-1] or any(
            "[ond](javascript:alert(1)) <b>fet</b>" in entry for entry in page.thread
        )


@pytest.mark.req("002-038")
def test_what_a_resident_writes_is_never_a_link(region: Region, alva: Resident, rut: Employee) -> None:
    case = alva.sends(region.renewal_at_a, "Se [här](https://ond.example) https://ond.example")
    assert rut.browser.open(rut.case_address(case)).root.one("ol", class_="thread").all("a") == []


@pytest.mark.req("000-049")
def test_the_users_own_signature_is_shown_and_used(hugos_case: Case, hugo: Employee) -> None:
    hugo.staff.own_signature, hugo.staff.uses_own_signature = "Dr Holm", True
    hugo.staff.save()
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert "Signatur och datum läggs till automatiskt: Dr Holm" in page.main.text
    page.press("Besvara", text="Klart.")
    assert Message.objects.get(kind="answer").signature == "Dr Holm"


def due(page: Page) -> list[str]:
    return [countdown.text for countdown in page.main.all("span", class_="due")]


@pytest.mark.req("B-01")
def test_the_countdown_in_the_head(frozen: Clock, region: Region, alva: Resident, rut: Employee) -> None:
    case = alva.sends(region.renewal_at_a)  # on a Tuesday: two working days
    assert due(rut.browser.open(rut.case_address(case))) == ["Återkoppling senast torsdag 19 november"]
    frozen.to(11, 19)
    page = rut.browser
    assert due(Employee(rut.staff, rut.clinic).browser.open(rut.case_address(case))) == ["Återkoppling senast i dag"]
    frozen.to(11, 20)
    assert due(Employee(rut.staff, rut.clinic).browser.open(rut.case_address(case))) == ["Försenat 1 dag"]
    frozen.to(11, 23)  # a Monday
    assert due(Employee(rut.staff, rut.clinic).browser.open(rut.case_address(case))) == ["Försenat 2 dagar"]
    assert page is rut.browser


@pytest.mark.req("B-02")
@pytest.mark.parametrize("slug", ["delsvar", "motfraga", "besvara"])
def test_a_stale_page_keeps_the_text(sent_case: Case, alva: Resident, hugo: Employee, slug: str) -> None:
    alva.answers_back(sent_case, "Ja")
    page = hugo.browser.open(hugo.case_address(sent_case, f"?flik={slug}"))
    button = "Besvara" if slug == "besvara" else "Skicka"
    typed = page.fields(button)
    hugo.does("answer", sent_case, "Någon annan var före.")
    answer = hugo.browser.send(hugo.case_address(sent_case, slug), {**typed, "text": "Min långa text."})
    assert answer.status == 422
    assert "Det du skrev är inte skickat." in answer.alerts
    assert "Min långa text." in answer.main.text


@pytest.mark.req("B-05")
def test_answers_for_other_case_types_are_kept_apart(region: Region, hugos_case: Case, hugo: Employee) -> None:
    for name, case_type in (("Om frågor", region.question), ("Om recept", region.renewal), ("Allmänt", None)):
        StandardAnswer.objects.create(clinic=region.a, name=name, text=f"{name}.", case_type=case_type)
    form = hugo.browser.open(hugo.case_address(hugos_case)).form("Besvara")
    first, others = form.all("ul", class_="answers tall")
    names = [name.text for name in first.all("b")]
    assert {"Om recept", "Allmänt"} <= set(names)
    assert "Om frågor" not in names
    assert [name.text for name in others.all("b")] == ["Om frågor"]
    assert "Övriga svar, för andra ärendetyper (1)" in form.text


@pytest.mark.req("B-05")
def test_what_was_used_last_is_offered_first(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    for order, name in enumerate(("Första", "Andra", "Tredje")):
        StandardAnswer.objects.create(clinic=region.a, name=name, text=name, order=order, case_type=region.renewal)

    def offered(who: Employee) -> list[str]:
        page = who.browser.open(who.case_address(rut.does("assign", alva.sends(region.renewal_at_a), who.staff)))
        return [name.text for name in page.form("Besvara").all("ul", class_="answers tall")[0].all("b")][:3]

    assert offered(hugo) == ["Första", "Andra", "Tredje"]
    case = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    page = hugo.browser.open(hugo.case_address(case))
    key = str(StandardAnswer.objects.get(name="Tredje").id)
    added = hugo.browser.send(hugo.case_address(case, "besvara"), {**page.fields("Besvara"), "plus": key})
    assert added.fields("Besvara")["svar"] == key
    assert offered(hugo) == ["Första", "Andra", "Tredje"]  # nothing has been sent yet
    added.press("Besvara")
    assert Message.objects.get(kind="answer").text == "Tredje"
    assert offered(hugo) == ["Tredje", "Första", "Andra"]
    assert offered(hanna) == ["Första", "Andra", "Tredje"]


@pytest.mark.req("B-05")
def test_what_a_form_says_was_used_is_only_what_is_offered(region: Region, hugos_case: Case, hugo: Employee) -> None:
    foreign = StandardAnswer.objects.create(clinic=region.b, name="Björkens", text="Nej.")
    page = hugo.browser.open(hugo.case_address(hugos_case))
    used = ["x", str(foreign.id), str(hugos_case.id), *["y"] * 50]
    assert page.press("Besvara", text="Klart.", svar=used).status == 200
    assert not AnswerUse.objects.exists()


@pytest.mark.req("004-058")
def test_a_sent_question_has_all_its_tabs_while_it_waits(sent_case: Case, alva: Resident, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(sent_case))
    assert page.tabs == ["BESVARA", "DELSVAR", "MOTFRÅGA", "OMFÖRDELA", "Avsluta utan svar"]
    waits = page.follow("MOTFRÅGA")
    assert "En ny motfråga går att skicka när svaret har kommit." in waits.main.text
    assert waits.main.all("textarea", id="id_text") == []
    typed = {"text": "En fråga till.", "reply": "ask", "seen": str(now(sent_case).content)}
    refused = hugo.browser.send(hugo.case_address(sent_case, "motfraga"), typed)
    assert refused.status == 422
    assert "En fråga till." in refused.main.text
    alva.answers_back(sent_case, "Ja")
    assert hugo.browser.open(hugo.case_address(sent_case, "?flik=motfraga")).form("Skicka")


@pytest.mark.req("B-12")
def test_one_key_and_one_skip_link_lead_to_the_text(hugos_case: Case, hugo: Employee) -> None:
    for slug in ("besvara", "motfraga", "avsluta"):
        page = hugo.browser.open(hugo.case_address(hugos_case, f"?flik={slug}"))
        (skip,) = [link for link in page.root.all("a", class_="skip") if link.text == "Till svarsrutan"]
        assert skip.attrs["data-key"] == "s"
        assert page.root.one("textarea", id=skip.attrs["href"].removeprefix("#"))
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=omfordela"))
    assert "Till svarsrutan" not in page.text
