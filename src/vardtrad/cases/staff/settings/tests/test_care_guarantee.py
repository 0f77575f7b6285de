"""The care guarantee's offer as it is delivered: template, form, texts, and the hidden place for questions (004)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from tests.people import Employee, Region, Resident, now
from tests.reading import Page
from vardtrad.cases.case.answer_codes import answer_code
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import fill, unknown
from vardtrad.cases.staff.settings import actions, care_guarantee
from vardtrad.gate.door import Moved
from vardtrad.shared.forms.models import FormVersion

JA = (
    "Ja, jag bekräftar att jag vill få vård snabbt och genomför mitt besök hos vårdgivare som Region Norr har avtal"
    " med. Jag godkänner att mina journalhandlingar skickas till vårdgivaren."
)
NEJ = "Nej, jag har inte möjlighet att genomföra mitt besök hos vårdgivare som Region Norr har avtal med."
NO_CARE = "Nej, jag behöver inte vård längre"


@pytest.fixture(autouse=True)
def of_the_region() -> Any:
    with override_settings(REGION_NAME="Region Norr", TRAVEL_URL="https://exempel.se/resa", FAQ_URL=""):
        yield


@pytest.fixture
def offer(region: Region, adam: Employee) -> CaseType:
    """The delivered template at clinic A, laid in from the page."""
    page = adam.browser.open(adam.address("administration/arendemallar/"))
    assert "Mallarna är inlagda." in page.press("Lägg in mallarna för vårdgarantin").text
    return CaseType.objects.get(code=care_guarantee.OFFER)


@pytest.fixture
def sent(offer: CaseType, region: Region, alva: Resident, rut: Employee, hugo: Employee) -> Case:
    """The offer, sent to alva."""
    to = [sending.Outgoing(alva.person, "Hej! Vi erbjuder dig vård.")]
    (moved,) = sending.send_out(rut.actor, region.a, offer, to, hugo.staff)
    assert isinstance(moved, Moved)
    return moved.thing


def opened(who: Resident, case: Case) -> Page:
    return who.browser.open(f"/arenden/{case.id}")


@pytest.mark.req("004-039", "004-040", "004-043", "004-044", "004-045", "004-046", "004-073")
def test_the_offer_is_answered_with_ja_beforehand_and_a_step_that_repeats_it(
    sent: Case, alva: Resident, region: Region
) -> None:
    page = opened(alva, sent)
    assert [label.text for label in page.main.all("label") if label.text in {JA, NEJ, NO_CARE}] == [JA, NEJ, NO_CARE]
    assert page.fields("SKICKA")["f0"] == ["0"]
    assert [heading.text for heading in page.main.all("h2", "h3")] == ["Svara", "Skicka ditt svar"]
    for words in (
        "Vänligen bekräfta att du tagit del av informationen och svara.",
        "Svara så snart du kan så kommer du få besked om vilken vårdgivare du får tid till.",
        "Om dina besvär försämras ska du höra av dig till den vårdenhet som har skrivit remissen.",
        "Svara gärna direkt, du behöver svara oss allra senast",
        "annars avslutas ärendet automatiskt.",
        "Om du behöver svar på någon fråga, kontakta",
    ):
        assert words in page.text
    look = page.press("SKICKA")
    assert JA in look.text
    assert now(sent).state == "asked", "one press sends no consent"
    look.press("Skicka svaret")
    assert answer_code(sent) == "JA"


@pytest.mark.req("004-041", "004-042")
def test_a_no_unfolds_its_text_and_a_reason_that_must_be_written(sent: Case, alva: Resident, region: Region) -> None:
    page = opened(alva, sent)
    assert "tecken kvar" not in page.text
    page = page.press("SKICKA", f0="1")
    assert f"Jag förstår att jag kommer att få vänta länge på en tid för besök till {region.a.name}." in page.text
    reason = (
        "Ange orsaken till varför du inte har möjlighet att åka till vårdgivaren Region Norr har avtal med och"
        " rekommenderar: (Obligatorisk)"
    )
    assert reason in page.text
    assert "2000 tecken kvar" in page.text
    page = page.press("SKICKA", f0="2")
    assert "Beskriv anledningen till att du inte längre behöver vård för ditt besvär: (Obligatorisk)" in page.text
    assert "500 tecken kvar" in page.text
    assert "2000 tecken kvar" not in page.text
    assert page.press("SKICKA", f0="2").status == 422
    assert page.press("SKICKA", f0="2", f3="x" * 501).status == 422
    page.press("SKICKA", f0="2", f3="Jag är frisk.").press("Skicka svaret")
    assert answer_code(sent) == "NEJ_NO_CARE"
    assert Message.objects.get(kind="answer_back").text.endswith("(Obligatorisk)\nJag är frisk.")


@pytest.mark.req("004-047", "004-048")
def test_questions_go_to_a_service_that_others_do_not_see(
    sent: Case, alva: Resident, bo: Resident, region: Region, hugo: Employee
) -> None:
    service = Service.objects.get(clinic=region.a, case_type__code=care_guarantee.QUESTION)
    address = f"/mottagningar/{region.a.id}/{service.id}/"
    assert opened(alva, sent).link(f"kontakta {region.a.name}") == address
    assert service.case_type.name not in alva.browser.open(f"/mottagningar/{region.a.id}").text
    page = alva.browser.open(address)
    assert "Du får svar inom en arbetsdag." in page.text
    page.press("Läs igenom", text="Var ligger det?").press("Skicka")
    assert Case.objects.get(case_type=service.case_type).state == "received"
    assert bo.browser.get(address).status_code == 404
    assert bo.browser.get(f"/mottagningar/{region.a.id}/{service.id}/").status_code == 404


@pytest.mark.req("004-020", "004-021", "004-029", "004-030", "004-059", "004-065", "004-069", "004-070", "004-074")
def test_the_texts_come_with_it_and_can_be_filled(sent: Case, offer: CaseType, region: Region, hugo: Employee) -> None:
    assert offer.name == "Erbjudande om snabbare vård hos vårdgivare som Region Norr har avtal med"
    assert "(HV)" in offer.instruction
    names = {
        use: list(
            StandardAnswer.objects.filter(clinic=region.a, case_type=offer, use=use)
            .order_by("order")
            .values_list("name", flat=True)
        )
        for use in ("information", "partial_reply", "answer")
    }
    assert names == {
        "information": ["Erbjudande: besök", "Erbjudande: operation"],
        "partial_reply": ["Påminnelse: besök", "Påminnelse: operation"],
        "answer": [
            "Ja",
            "Nej",
            "Nej, behöver inte vård mer – besök",
            "Nej, behöver inte vård mer – operation",
        ],
    }
    for answer in StandardAnswer.objects.filter(clinic=region.a):
        assert unknown(answer.text) == []
        filled = fill(answer.text, sent, hugo.actor)
        assert "{" not in filled
        assert "remiss skickas tillbaka" not in filled
    visit = fill(StandardAnswer.objects.get(name="Erbjudande: besök").text, sent, hugo.actor)
    for words in (region.a.name, "60 dagar", "[[regioner]]", "tacka JA", "8 månader", "närstående"):
        assert words in visit
    assert "[ersättning för resa](https://exempel.se/resa)" in visit
    told = fill(StandardAnswer.objects.get(name="Besked om vårdgivare").text, sent, hugo.actor)
    assert f"[{region.a.name}](http" in told
    assert "Inom 8 veckor" in told
    provider = CaseType.objects.get(code=care_guarantee.PROVIDER)
    assert (provider.name, provider.direction) == ("2. Besked om var du kommer att få vård", "information")


def test_what_the_clinic_has_changed_stays(offer: CaseType, region: Region, adam: Employee) -> None:
    StandardAnswer.objects.filter(clinic=region.a, name="Ja").update(text="Vår text.")
    Service.objects.filter(clinic=region.a, case_type=offer).update(form=None)
    assert actions.load_care_guarantee(adam.actor) == 0
    assert StandardAnswer.objects.get(clinic=region.a, name="Ja").text == "Vår text."
    assert Service.objects.get(clinic=region.a, case_type=offer).form is None
    assert FormVersion.objects.count() == 1
