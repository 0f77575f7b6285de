"""A cancelled or changed visit: the treating person is told, and the cancellation is noted (002-028, 002-031)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident, now
from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.setting_up import load_base_range
from vardtrad.cases.tasks.models import Task
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.actors import system

NOTED = "Anteckna återbudet i journalsystemet och ta bort tiden i bokningssystemet"


def wish(region: Region, who: Resident, choice: str) -> Case:
    """A case in which the resident wants this done with a visit."""
    Service.objects.filter(clinic=region.a).delete()
    load_base_range(system("testerna"), region.a)
    service = Service.objects.get(clinic=region.a, case_type__code="change-appointment")
    page = who.browser.open(f"/mottagningar/{region.a.id}/{service.id}/")
    page.press("Läs igenom", text="Torsdag 3 december klockan 10.", choice=choice).press("Skicka")
    return Case.objects.get()


@pytest.mark.req("002-027", "002-028")
def test_the_treating_person_is_told_of_a_cancelled_visit_and_it_is_noted(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    case = wish(region, alva, "Avboka tiden")
    answered = rut.browser.open(rut.case_address(case, "?flik=besvara")).press("Lägg till Besöket är avbokat")
    answered.press("Besvara")
    assert now(case).state == "closed"
    # The case is closed, and its page still asks to tell the treating person.
    page = rut.browser.open(rut.case_address(case))
    assert "Besöket är avbokat av invånaren." in page.main.text
    form = page.follow("Meddela behandlaren")
    assert form.main.one("h1").text == "Meddela behandlaren"
    assert form.fields("Lägg till")["text"] == "Besöket är avbokat av invånaren"
    assert form.options("Lägg till", "to")["Personer"] == ["Hanna Hed", "Hugo Holm", "Rut Rask"]
    # Somebody in particular: a task that nobody has would tell nobody.
    refused = form.press("Lägg till", text="Besöket 3 december är avbokat.")
    assert refused.status == 422
    assert "Välj vem som är behandlare." in refused.alerts
    assert refused.fields("Lägg till")["text"] == "Besöket 3 december är avbokat."
    assert not Task.objects.exists()
    done = refused.press("Lägg till", to=f"p:{hugo.staff.id}")
    assert "Hugo Holm har fått en uppgift om besöket." in done.alerts
    told, noted = Task.objects.order_by("id")
    assert (told.text, told.staff_id, told.kind) == ("Besöket 3 december är avbokat.", hugo.staff.id, "visit")
    assert (noted.text, noted.staff_id, noted.kind) == (NOTED, rut.staff.id, "")
    # Inside the clinic only: a notice to the treating person, the task in that person's list, nothing to the resident.
    notices = Notification.objects.filter(label="task", key=told.id).values_list("recipient_id", flat=True)
    assert list(notices) == [hugo.staff.id]
    assert "Besöket 3 december är avbokat." in hugo.browser.open(hugo.address("uppgifter/")).main.text
    assert "Besöket 3 december är avbokat." not in alva.browser.open(f"/arenden/{case.id}").text
    assert Trace.objects.filter(label="task", key=told.id, person_id=alva.person.id).exists()
    assert NOTED in rut.browser.open(rut.address("uppgifter/")).main.text
    # Told once: the page asks no more.
    assert "Meddela behandlaren" not in rut.browser.open(rut.case_address(case)).main.text


@pytest.mark.req("002-031")
def test_who_treats_is_told_of_a_wish_for_a_new_time_and_contacts_the_patient(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    case = wish(region, alva, "Boka om till en ny tid")
    form = rut.browser.open(rut.case_address(case)).follow("Meddela behandlaren")
    assert "Invånaren har valt: Boka om till en ny tid." in form.main.text
    assert "noted" not in form.fields("Lägg till")
    form.press("Lägg till", to=f"p:{hugo.staff.id}")
    task = Task.objects.get()
    assert task.text == "Kontakta patienten eller vårdnadshavaren om en ny tid"
    assert (task.staff_id, task.kind) == (hugo.staff.id, "visit")
    assert list(Notification.objects.filter(label="task").values_list("recipient_id", flat=True)) == [hugo.staff.id]
    # Whom to contact, and how it went, stands on the task.
    page = hugo.browser.open(hugo.address(f"uppgifter/{task.id}/"))
    assert "Alva Ahlgren" in page.main.text
    page.press("Klar", note="Ny tid 10 december.")
    task.refresh_from_db()
    assert (task.state, task.note) == ("done", "Ny tid 10 december.")


@pytest.mark.req("002-028")
def test_the_teller_need_not_note_it_and_other_cases_ask_for_nothing(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, new_case: Case
) -> None:
    assert "Meddela behandlaren" not in rut.browser.open(rut.case_address(new_case)).main.text
    plain = rut.browser.open(rut.address(f"uppgifter/ny/{new_case.id}?om=besok"))
    assert plain.main.one("h1").text == "Ny uppgift"
    load_base_range(system("testerna"), region.a)
    change = Service.objects.get(clinic=region.a, case_type__code="change-appointment")
    write = f"/mottagningar/{region.a.id}/{change.id}/"
    alva.browser.open(write).press("Läs igenom", text="Torsdag.", choice="Byta till video").press("Skicka")
    video = Case.objects.exclude(pk=new_case.pk).get()
    # A wish for video is for the internal question to a colleague (002-029).
    assert "Meddela behandlaren" not in rut.browser.open(rut.case_address(video)).main.text
    alva.browser.open(write).press("Läs igenom", text="Fredag.", choice="Avboka tiden").press("Skicka ändå")
    cancelled = Case.objects.exclude(pk__in=[new_case.pk, video.pk]).get()
    form = rut.browser.open(rut.case_address(cancelled)).follow("Meddela behandlaren")
    form.press("Lägg till", to=f"p:{hugo.staff.id}", noted=[])
    assert Task.objects.get().staff_id == hugo.staff.id


@pytest.mark.req("002-028")
def test_what_is_begun_to_the_treating_person_is_kept(region: Region, alva: Resident, rut: Employee) -> None:
    case = wish(region, alva, "Avboka tiden")
    form = rut.browser.open(rut.case_address(case)).follow("Meddela behandlaren")
    saved = form.press("Spara texten", text="Besöket på fredag")
    assert saved.main.one("h1").text == "Meddela behandlaren"
    assert saved.fields("Lägg till")["text"] == "Besöket på fredag"
