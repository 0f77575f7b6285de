"""A case is answered, or closed without answer; the resident gets what is meant for the resident and nothing else."""

import pytest

from tests.people import now
from vardtrad.cases.case.models import Message
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.tests.test_distributing import CLINIC, OWN, lists_with

BESVARA = "?flik=besvara"


@pytest.mark.req("000-034")
def test_an_assigned_case_has_the_four_tabs(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]


@pytest.mark.req("000-024", "000-052")
def test_an_incoming_case_has_what_the_receiver_may_do(new_case, rut):
    page = rut.browser.open(rut.case_address(new_case))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar"]
    assert page.form("Besvara")
    assert page.unfold("Fördela till någon").form("Fördela")


@pytest.mark.req("000-053")
def test_a_case_of_somebody_else_has_what_the_receiver_may_do(hugos_case, rut):
    page = rut.browser.open(rut.case_address(hugos_case))
    assert page.tabs == ["Motfråga/delsvar", "Omfördela"]
    assert [radio.attrs["value"] for radio in page.main.all("input", type="radio")] == ["partial_reply"]


@pytest.mark.req("000-023")
def test_the_case_shows_contact_details_and_message(new_case, rut):
    page = rut.browser.open(rut.case_address(new_case))
    where = "Ängsvägen 3, 999\u00a001 Alk"
    for words in ("Alva Ahlgren", "19771207-2391", "070-174 06 05", "alva@invanare.example", where):
        assert words in page.main.text
    assert "Jag behöver förnya mitt recept på Levaxin." in page.thread[0]


@pytest.mark.req("000-035", "000-036", "000-037", "000-013")
def test_besvara_with_alternatives_and_own_text(hugos_case, alva, rut, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA))
    form = page.form("Besvara")
    assert [name.text for name in form.one("ul", class_="answers tall").all("b")] == ["Receptet är förnyat", "Ring oss"]
    assert "Meddelande till invånaren" in [label.text for label in form.all("label")]
    page = page.press("Lägg till Receptet är förnyat").press("Lägg till Ring oss")
    assert page.status == 200
    typed = page.fields("Besvara")["text"]
    done = page.press("Besvara", text=f"{typed}\n\nHör av dig om något är oklart.")
    assert done.address.partition("?")[0] == hugo.address("mina/tilldelade")
    assert "Svaret är skickat och ärendet är avslutat." in done.alerts
    whole = "Ditt recept är förnyat.\n\nRing oss på telefontid.\n\nHör av dig om något är oklart."
    message = Message.objects.get(kind="answer")
    assert (message.text, message.signature) == (whole, "Hugo Holm, distriktsläkare")
    assert now(hugos_case).state == "closed"
    assert lists_with(rut, hugos_case, *CLINIC) == ["arenden/avslutade"]
    assert lists_with(hugo, hugos_case, *OWN) == ["mina/avslutade"]
    assert hugo.browser.open(hugo.address("mina/avslutade")).rows[0]["Status"] == "Avslutat"

    inbox = alva.browser.open("/inkorg")
    assert "OLÄST" in inbox.text
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    assert "Avslutat" in page.main.text
    assert "Hör av dig om något är oklart." in page.thread[-1]
    assert "Hugo Holm, distriktsläkare" in page.thread[-1]
    assert page.root.all("textarea") == []
    assert "OLÄST" not in alva.browser.open("/inkorg").text


@pytest.mark.req("000-035")
@pytest.mark.parametrize("alternative", [True, False])
def test_besvara_with_a_standard_answer(hugos_case, hugo, alternative):
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA))
    if alternative:
        page.press("Lägg till Ring oss").press("Besvara")
        assert Message.objects.get(kind="answer").text == "Ring oss på telefontid."
    else:
        page.press("Besvara", text="Eget svar.")
        assert Message.objects.get(kind="answer").text == "Eget svar."


def test_besvara_with_nothing(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA)).press("Besvara")
    assert page.status == 422
    assert "Skriv ett svar eller lägg till ett standardsvar." in page.alerts
    assert page.title.startswith("Fel:")
    assert now(hugos_case).state == "assigned"


def test_another_clinics_alternative_is_refused(region, hugos_case, hugo):
    foreign = StandardAnswer.objects.get(clinic=region.b)
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA))
    page = page.press("Lägg till Ring oss", plus=str(foreign.id), text="Min text står kvar.")
    assert page.status == 422
    assert "Standardsvaret finns inte längre. Välj ett annat." in page.alerts
    assert page.fields("Besvara")["text"] == "Min text står kvar."


def test_too_long_together_with_the_alternative(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA))
    whole = "x" * 3990 + "\n\nRing oss på telefontid."
    page = page.press("Lägg till Ring oss", text="x" * 3990)
    assert page.fields("Besvara")["text"] == whole
    page = page.press("Besvara")
    assert page.status == 422
    assert "Texten är 15 tecken för lång. Högst 4000 tecken." in page.alerts
    assert page.fields("Besvara")["text"] == whole


@pytest.mark.req("000-024")
def test_besvara_directly_from_the_incoming(new_case, rut, alva):
    done = rut.browser.open(rut.case_address(new_case)).press("Besvara", text="Klart!")
    assert done.address.partition("?")[0] == rut.address("arenden/inkomna")
    case = now(new_case)
    assert (case.state, case.handler_id) == ("closed", rut.staff.id)
    assert lists_with(rut, new_case, *CLINIC) == ["arenden/avslutade"]
    assert "Klart!" in alva.browser.open(f"/arenden/{case.id}").text


def test_a_double_click_on_besvara_answers_once(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, BESVARA))
    for _click in range(2):
        assert "Svaret är skickat" in page.press("Besvara", text="En gång.").alerts
    assert Message.objects.filter(kind="answer").count() == 1


@pytest.mark.req("000-043", "000-044", "000-045")
def test_avsluta_utan_svar(hugos_case, alva, rut, hugo):
    alva.browser.open(f"/arenden/{hugos_case.id}")
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=avsluta"))
    empty = page.press("Avsluta")
    assert empty.status == 422
    assert "Skriv orsaken till att ärendet avslutas utan svar." in empty.alerts
    assert now(hugos_case).state == "assigned"

    done = empty.press("Avsluta", reason="Hemlig orsak: talade i telefon.")
    assert "Ärendet är avslutat utan svar." in done.alerts
    case = now(hugos_case)
    assert (case.state, case.unread_by_resident) == ("closed", False)
    assert lists_with(rut, case, *CLINIC) == ["arenden/avslutade"]
    assert "Hemlig orsak: talade i telefon." in hugo.browser.open(hugo.case_address(case)).text
    assert "Hemlig orsak: talade i telefon." in rut.browser.open(rut.case_address(case)).text

    page = alva.browser.open(f"/arenden/{case.id}")
    assert "Hemlig" not in page.html
    assert "Det besvarades på annat sätt" in page.text
    assert "OLÄST" not in alva.browser.open("/inkorg").text
    assert "Hemlig" not in alva.browser.open("/inkorg").html
    assert "Hemlig" not in alva.browser.open(f"/arenden/{case.id}/kvitto").html


@pytest.mark.req("000-043", "000-052")
def test_avsluta_utan_svar_directly_from_the_incoming(new_case, rut):
    rut.browser.open(rut.case_address(new_case, "?flik=avsluta")).press("Avsluta", reason="Ringde i morse.")
    assert now(new_case).state == "closed"


@pytest.mark.req("000-044")
def test_a_reason_has_a_limit_and_stays_in_the_page(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=avsluta")).press("Avsluta", reason="y" * 510)
    assert "Texten är 10 tecken för lång. Högst 500 tecken." in page.alerts
    assert page.fields("Avsluta")["reason"] == "y" * 510


def test_a_closed_case_offers_nothing(hugos_case, alva, rut, hugo):
    hugo.does("answer", hugos_case, "Klart.")
    for who in (rut, hugo):
        page = who.browser.open(who.case_address(hugos_case))
        assert page.tabs == []
        # A note can still be written; nothing that the resident would see.
        assert {box.attrs["id"] for box in page.main.all("textarea")} <= {"anteckning_text"}
    sent = {"text": "En sak till", "seen": now(hugos_case).content, "submit_key": str(hugos_case.id)}
    page = alva.browser.send(f"/arenden/{hugos_case.id}", sent)
    assert page.status == 422
    assert "Det går inte att göra just nu." in page.alerts
    assert "En sak till" in page.text


@pytest.mark.req("000-015")
def test_a_handler_reaches_only_their_own_cases(hugos_case, hanna):
    missing = hanna.browser.open(hanna.case_address(hugos_case))
    assert missing.status == 404
    for path in OWN:
        assert lists_with(hanna, hugos_case, path) == []
    sent = {"text": "Inte mitt", "seen": hugos_case.content, "submit_key": str(hugos_case.id)}
    page = hanna.browser.send(hanna.case_address(hugos_case, "besvara"), sent)
    assert page.status == 404
    assert "Inte mitt" in page.text  # what was written is not lost
    assert now(hugos_case).state == "assigned"
