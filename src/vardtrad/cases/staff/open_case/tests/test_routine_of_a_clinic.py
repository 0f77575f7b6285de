"""The routine for cases as a clinic works through it, case type by case type (source 002)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident, hire, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, Message, Service
from vardtrad.cases.case.setting_up import load_base_range
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.teams.models import Group, Member
from vardtrad.kernel.actors import system

ARCHIVE = "https://arkiv.example/kopia"


@pytest.fixture
def laid_out(region: Region) -> Region:
    """Clinic A with the base range and nothing else."""
    Service.objects.filter(clinic=region.a).delete()
    load_base_range(system("testerna"), region.a)
    return region


@pytest.fixture
def nina(region: Region) -> Employee:
    """Somebody at clinic A who receives and answers cases."""
    return hire(region.a, "Nina", "Nord", "SE0000000000-N1NA", "receiver", "handler")


def service_of(region: Region, code: str) -> Service:
    return Service.objects.select_related("clinic", "case_type").get(clinic=region.a, case_type__code=code)


def sends(who: Resident, service: Service, text: str, choice: str = "") -> Case:
    page = who.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")
    page.press("Läs igenom", text=text, **({"choice": choice} if choice else {})).press("Skicka")
    return Case.objects.order_by("-created")[0]


def answers(who: Employee, case: Case, ready: str = "", text: str = "") -> Page:
    page = who.browser.open(who.case_address(case, "?flik=besvara"))
    if ready:
        page = page.press(f"Lägg till {ready}")
        text = page.fields("Besvara")["text"]
    return page.press("Besvara", text=text)


@pytest.mark.req("002-023")
def test_a_nurse_who_receives_answers_a_renewal(laid_out: Region, alva: Resident, nina: Employee) -> None:
    nurses = Group.objects.get(clinic=laid_out.a, name="Sjuksköterska")
    Member.objects.create(group=nurses, staff=nina.staff)
    case = sends(alva, service_of(laid_out, "renew-prescription"), "Levaxin 50 mikrogram är slut.")
    assert now(case).group == nurses
    page = nina.browser.open(nina.address("arenden/inkomna"))
    assert [row["href"] for row in page.rows] == [nina.case_address(case)]
    answers(nina, case, text="Receptet är förnyat.")
    assert now(case).state == "closed"
    assert "Receptet är förnyat." in alva.browser.open(f"/arenden/{case.id}").main.text


@pytest.mark.req("002-025")
def test_the_certificate_for_care_of_a_child_goes_step_by_step(
    laid_out: Region, alva: Resident, nina: Employee
) -> None:
    case = sends(alva, service_of(laid_out, "nurses-certificate"), "16–18 november.")
    assert now(case).group.name == "Sjuksköterska"
    nina.does("assign", case, nina.staff)
    nina.does("partial_reply", case, "Vi har börjat med intyget.")
    steps = StepList.objects.get(clinic=None, name="Intyg för vård av barn")
    tasks.add_steps(nina.actor, now(case), steps, to=nina.staff)
    assert list(Task.objects.order_by("id").values_list("text", flat=True)) == [
        "Skriv intyget",
        "Skicka originalet till Försäkringskassan",
        "Skicka en kopia till patienten eller vårdnadshavaren",
        "Besvara ärendet",
    ]
    answers(nina, case, text="Intyget är skickat till Försäkringskassan och en kopia till dig.")
    assert now(case).state == "closed"
    shown = alva.browser.open(f"/arenden/{case.id}").main.text
    assert "Vi har börjat med intyget." in shown
    assert "en kopia till dig." in shown


@pytest.mark.req("002-027", "002-028")
def test_a_cancelled_visit_is_answered_with_the_ready_text_and_the_treating_person_is_told(
    laid_out: Region, alva: Resident, nina: Employee
) -> None:
    case = sends(alva, service_of(laid_out, "change-appointment"), "Torsdag 3 december.", "Avboka tiden")
    tasks.add_steps(nina.actor, case, StepList.objects.get(clinic=None, name="Avbokad tid"), to=nina.staff)
    answers(nina, case, ready="Besöket är avbokat")
    assert now(case).state == "closed"
    shown = alva.browser.open(f"/arenden/{case.id}").main.text
    assert "Vi har tagit emot ditt ärende och besöket är avbokat." in shown
    # The steps live on after the case is closed, and the resident sees nothing of them.
    texts = set(Task.objects.filter(state="to_do").values_list("text", flat=True))
    assert texts == {
        "Ta bort tiden i bokningssystemet", "Skriv återbudet i journalen", "Informera behandlaren om avbokningen",
    }  # fmt: skip
    assert "behandlaren" not in shown


@pytest.mark.req("002-031")
def test_for_a_new_time_the_treating_person_is_told_and_contacts_the_patient(
    laid_out: Region, alva: Resident, nina: Employee, hugo: Employee
) -> None:
    service = service_of(laid_out, "change-appointment")
    case = sends(alva, service, "Helst en eftermiddag.", "Boka om till en ny tid")
    tasks.add_steps(nina.actor, case, StepList.objects.get(clinic=None, name="Ny tid"), to=hugo.staff)
    page = hugo.browser.open(hugo.address("uppgifter/?visa=mina")).main.text
    assert "Meddela behandlaren önskemålet om ny tid" in page
    assert "Behandlaren kontaktar patienten eller vårdnadshavaren" in page


@pytest.mark.req("002-032")
@pytest.mark.parametrize("distributed", [False, True])
def test_a_message_is_answered_at_once_or_distributed_first(
    distributed: bool, laid_out: Region, alva: Resident, nina: Employee, hugo: Employee
) -> None:
    case = sends(alva, service_of(laid_out, "message"), "Får jag träna efter operationen?")
    assert now(case).group is None
    if distributed:
        nina.does("assign", case, hugo.staff)
        assert now(case).handler == hugo.staff
    answers(hugo if distributed else nina, case, text="Ja, lugnt de första veckorna.")
    message = Message.objects.get(case=case, kind="answer")
    assert message.author == (hugo if distributed else nina).staff.id
    assert "Ja, lugnt de första veckorna." in alva.browser.open(f"/arenden/{case.id}").main.text


@pytest.mark.req("002-033")
def test_changed_contact_details_come_to_the_medical_secretary_who_answers(
    laid_out: Region, alva: Resident, nina: Employee
) -> None:
    secretaries = Group.objects.get(clinic=laid_out.a, name="Medicinsk sekreterare")
    Member.objects.create(group=secretaries, staff=nina.staff)
    case = sends(alva, service_of(laid_out, "contact-details"), "Mitt nya nummer är 070-174 06 15.")
    assert now(case).group == secretaries
    nina.does("assign", case, nina.staff)
    answers(nina, case, text="Numret är ändrat.")
    assert now(case).state == "closed"
    assert "Numret är ändrat." in alva.browser.open(f"/arenden/{case.id}").main.text


@pytest.mark.req("002-034", "002-035")
def test_a_record_copy_is_ordered_elsewhere_and_answered_with_the_link_if_it_comes_anyhow(
    laid_out: Region, alva: Resident, nina: Employee
) -> None:
    service = service_of(laid_out, "record-copy")
    notice = f"{service.notice} [Så går en menprövning till](https://region.example/menprovning)"
    Service.objects.filter(pk=service.pk).update(link=ARCHIVE, notice=notice)
    page = alva.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")
    assert page.link("Beställ kopia av din journal hos arkivet") == ARCHIVE
    assert "Det betyder att vi bedömer om någon kan ta skada av att uppgifterna lämnas ut." in page.main.text
    assert page.link("Så går en menprövning till") == "https://region.example/menprovning"
    case = sends(alva, service, "Hela journalen, tack.")
    answers(nina, case, ready="Journalkopia beställs hos arkivet")
    shown = alva.browser.open(f"/arenden/{case.id}")
    assert ARCHIVE in {link.attrs.get("href") for link in shown.main.all("a")}
