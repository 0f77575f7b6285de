"""The delivered texts as staff send them and residents read them, and the lists in which nobody is forgotten (004)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident, now
from tests.smsc import ALVAS
from vardtrad.cases.case.models import Case, CaseType, Message
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.sending import actions as sending
from vardtrad.cases.staff.settings import care_guarantee
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.shared.notify.tests.texting import centre, gateway, post
from vardtrad.shared.people.models import Person

__all__ = ["centre", "gateway", "post"]

CLINIC, TRAVEL, FAQ = "Vårdcentralen Alen", "https://exempel.se/resa", "https://exempel.se/fragor"


@pytest.fixture(autouse=True)
def in_use(region: Region, adam: Employee, settings):
    """The clinic has taken the delivered offer into use."""
    settings.REGION_NAME, settings.UNDO_SECONDS = "Region Norr", 0
    settings.TRAVEL_URL, settings.FAQ_URL = TRAVEL, FAQ
    load_care_guarantee(adam.actor)


@pytest.fixture
def offered(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> Case:
    """The offer, sent to Alva on Tuesday 17 November; Hugo gets the answer."""
    return offer_to(region, rut, hugo, alva)


def offer_to(region: Region, rut: Employee, hugo: Employee, who: Resident) -> Case:
    template = CaseType.objects.get(code=care_guarantee.OFFER)
    (moved,) = send_out(rut.actor, region.a, template, [Outgoing(who.person, "Hej!")], hugo.staff)
    return moved.thing


COMMON = (
    "60 dagar",
    "Vårdgivare finns i Provmark och Sydmark.",
    "Du förväntas få en tid inom 60 dagar. Vi rekommenderar dig att tacka JA. Det är det bästa för din hälsa.",
    "Region Norr avgör sedan vilken vårdgivare det blir utifrån var det finns tid och så nära som möjligt till där du"
    " bor.",
    "kommer väntetiden vara minst 8 månader, förmodligen längre.",
    "Nya patienter tillkommer och de som bedöms ha ännu större medicinska behov kommer att gå före dig i kön.",
    "Du får gärna ta med en närstående till vårdgivaren som Region Norr har avtal med och ni kan båda få",
)


@pytest.mark.req("004-030", "004-032")
@pytest.mark.parametrize(
    ("what", "clauses"),
    [
        (
            "besök",
            (
                f"{CLINIC} har tagit emot din remiss.",
                f"Tyvärr kan inte vi på {CLINIC} erbjuda dig en tid för besök inom vårdgarantins tidsgräns på 60 "
                "dagar.",
                "erbjuder vi dig istället besök hos en vårdgivare som Region Norr har avtal med.",
            ),
        ),
        (
            "operation",
            (
                f"{CLINIC} kan tyvärr inte erbjuda dig en tid för operation inom vårdgarantins tidsgräns på 60 dagar.",
                "erbjuder vi dig istället tid för besök och operation hos en vårdgivare som Region Norr har avtal med.",
                f"Om du ändå väljer att vänta kvar på {CLINIC}",
            ),
        ),
    ],
)
def test_the_offer_is_added_by_plus_adjusted_and_read(
    region: Region, alva: Resident, hugo: Employee, what: str, clauses: tuple[str, ...]
) -> None:
    order = sending.begin(hugo.actor, region.a, CaseType.objects.get(code=care_guarantee.OFFER))
    sending.add(hugo.actor, order, alva.person)
    page = hugo.browser.open(hugo.address(f"skicka/{order.id}/"))
    assert page.press("SKICKA", to="mig", waits_for="visit").status == 422, "without plus nothing is sent"
    page = page.press(f"Lägg till i meddelandet: Erbjudande: {what}")
    text = page.fields("SKICKA")["text"]
    assert page.press("SKICKA", to="mig", waits_for="visit", text=text).status == 422, "the regions are left to fill in"
    assert not Case.objects.exists()
    page.press("SKICKA", to="mig", waits_for="visit", text=text.replace("[[regioner]]", "Provmark och Sydmark"))
    read = alva.browser.open(f"/arenden/{Case.objects.get().id}")
    for clause in (*clauses, *COMMON):
        assert clause in " ".join(read.main.text.split())
    assert read.link("ersättning för resa") == TRAVEL


@pytest.mark.req("004-043", "004-046")
def test_the_days_to_answer_are_told_in_number_and_as_a_date(frozen: Clock, offered: Case, alva: Resident) -> None:
    def told() -> str:
        reader = Resident(alva.person)  # logged in again: days go by
        return " ".join(reader.browser.open(f"/arenden/{offered.id}").main.text.split())

    first = told()
    assert "du behöver svara oss allra senast inom 7 arbetsdagar, det vill säga torsdag 26 november." in first
    words = "Du måste besvara denna fråga inom 10 arbetsdagar, senast tisdag 1 december, annars avslutas ärendet"
    assert f"{words} automatiskt." in first
    frozen.to(11, 25)
    assert "allra senast inom 1 arbetsdag, det vill säga torsdag 26 november." in told()
    frozen.to(12, 1)
    last = told()
    assert "du behöver svara oss allra senast torsdag 26 november." in last
    assert "Du måste besvara denna fråga senast tisdag 1 december, annars avslutas ärendet automatiskt." in last


@pytest.mark.req("004-010", "004-059", "004-065")
@pytest.mark.parametrize(("what", "about"), [("besök", "ditt besök"), ("operation", "din operation")])
def test_the_standard_reminder_is_pressed_under_delsvar_on_the_fourth_day(
    frozen: Clock, offered: Case, hugo: Employee, alva: Resident, what: str, about: str
) -> None:
    frozen.to(11, 24)
    while worker.carry_out_deadlines(HANDLERS):
        pass
    assert now(offered).flagged is not None
    page = hugo.browser.open(hugo.case_address(offered, "?flik=delsvar"))
    hint = "Använd ett svarsalternativ som du kan justera i textfältet eller skriv ett eget delsvar."
    assert hint in page.main.text
    page = page.press(f"Lägg till Påminnelse: {what}")
    page.press("Skicka")
    assert Message.objects.get(kind="partial_reply").case_id == offered.id
    read = alva.browser.open(f"/arenden/{offered.id}")
    for clause in (
        f"Vi saknar ditt svar angående {about}.",
        f"Du behöver svara på ditt meddelande från {CLINIC} inom 3 dagar, dock senast fredag 27 november.",
        "Vi rekommenderar dig att tacka JA till en tid hos en vårdgivare Region Norr har avtal med",
        f"så får du {about} inom kort. Det är det bästa för din hälsa.",
        "Om du har någon fråga så kan du ställa den till oss här:",
        "Du kan ta med en närstående till besök och ni har båda möjlighet att få",
    ):
        assert clause in " ".join(read.main.text.split())
    assert "skickas tillbaka" not in read.main.text
    assert read.link("ersättning för resekostnader") == TRAVEL


NAMES = ["Ja", "Nej", "Nej, behöver inte vård mer – besök", "Nej, behöver inte vård mer – operation"]


@pytest.mark.req("004-059")
@pytest.mark.parametrize("name", NAMES)
def test_each_standard_answer_is_added_by_plus_and_sent(
    offered: Case, hugo: Employee, alva: Resident, name: str
) -> None:
    from tests.course import SAYS
    from vardtrad.shared.forms.answering import judged
    from vardtrad.shared.forms.models import FormVersion

    case = now(offered)
    given = judged(FormVersion.objects.get(pk=case.form_version_id), SAYS["JA"])
    asking_back.answer_form(alva.actor, case.id, given, seen=case.content)
    page = hugo.browser.open(hugo.case_address(case))
    names = [each.text for each in page.form("Besvara").one("ul", class_="answers tall").all("b")]
    assert names[:4] == NAMES
    page.press(f"Lägg till {name}").press("Besvara")
    ready = StandardAnswer.objects.get(clinic=case.clinic, name=name)
    assert Message.objects.get(kind="answer").text.strip() == ready.text.strip()
    assert now(case).state == "closed"


@pytest.mark.req("004-012", "004-066", "004-067")
def test_the_closed_and_unread_are_found_by_the_filter_of_the_list(
    frozen: Clock, region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee, offered: Case
) -> None:
    other = offer_to(region, rut, hugo, bo)
    opening.mark_read(bo.actor, other.id)
    frozen.to(12, 2)
    while worker.carry_out_deadlines(HANDLERS):
        pass
    everything = hugo.browser.open(hugo.address("mina/alla"))
    assert "Inga ärenden hittades" in everything.main.text
    shown = {
        reading: [row["Invånare"] for row in hugo.browser.open(hugo.address(f"mina/alla?avslutat=ja{reading}")).rows]
        for reading in ("", "&lasning=olast", "&lasning=last")
    }
    assert shown == {
        "": ["Bo Brunius", "Alva Ahlgren"],
        "&lasning=olast": ["Alva Ahlgren"],
        "&lasning=last": ["Bo Brunius"],
    }


@pytest.mark.req("004-048")
def test_the_place_for_questions_promises_a_working_day_and_links_to_common_questions(
    frozen: Clock, offered: Case, alva: Resident, region: Region
) -> None:
    address = alva.browser.open(f"/arenden/{offered.id}").link(f"kontakta {CLINIC}")
    page = alva.browser.open(address)
    assert "Du får svar inom en arbetsdag." in page.main.text
    assert page.link("Vanliga frågor och svar om vårdgarantin") == FAQ
    page.press("Läs igenom", text="Var ligger det?").press("Skicka")
    asked = Case.objects.get(case_type__code=care_guarantee.QUESTION)
    assert asked.due is not None
    frozen.to(11, 18, 23, 59)
    worker.carry_out_deadlines(HANDLERS)
    assert now(asked).flagged is None
    frozen.to(11, 19, 0, 0)
    worker.carry_out_deadlines(HANDLERS)
    assert now(asked).flagged is not None


@pytest.mark.req("004-049", "004-050")
def test_the_reminder_after_a_working_day_goes_by_sms_and_says_nothing_of_the_offer(
    centre, post, frozen: Clock, region: Region, rut: Employee, hugo: Employee, alva: Resident
) -> None:
    Person.objects.filter(pk=alva.person.pk).update(sms=ALVAS, email="")
    alva.person.refresh_from_db()
    case = offer_to(region, rut, hugo, alva)
    worker.send_notices(HANDLERS)
    post()
    assert len(centre.taken) == 1
    frozen.to(11, 19, 0, 0)
    while worker.carry_out_deadlines(HANDLERS):
        pass
    worker.send_notices(HANDLERS)
    post()
    first, reminder = centre.taken
    assert reminder.to == first.to == "46701740605"
    said = reminder.content.decode("latin-1").lower()
    for never in ("alva", "erbjudande", "garanti", "alen", "197712", str(case.id)):
        assert never not in said
    frozen.go(days=3)
    while worker.carry_out_deadlines(HANDLERS):
        pass
    worker.send_notices(HANDLERS)
    post()
    assert len(centre.taken) == 2
