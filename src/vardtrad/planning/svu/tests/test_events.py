"""What events do (B-25): a death ends tasks, clocks and bills, is seen everywhere, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.event_rules import Standing, placement_of, standing_of
from vardtrad.planning.plan.models import Event, Participant
from vardtrad.planning.start.filters import TO_DO, ListFilter, ToDo
from vardtrad.planning.start.queries import start_page
from vardtrad.planning.svu.archiving import archive
from vardtrad.planning.svu.board.queries import board
from vardtrad.planning.svu.payment import queries as payment
from vardtrad.planning.svu.payment.models import PaymentTerms


def page(who, svu, step="", ask=""):
    """The plan's page as somebody opens it."""
    asked = f"?visa={ask}" if ask else ""
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/{asked}")


def today(days=0):
    """The day ``days`` days from today, as the browser sends it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def row_of(svu, who):
    (row,) = start_page(who.seat, who.staff.id, ListFilter(), "/").rows
    return row


@pytest.fixture
def waiting(planners):
    """A plan in which everybody has something to do, and whose patient is ready and counted for payment."""
    svu = Drive(planners).published().ready().marked()
    svu.messaged(svu.ward, ask=(svu.town,))
    return svu


@pytest.mark.req("B-24", "B-25", "B-26")
def test_a_death_ends_every_task_and_clock_and_is_shown_to_everybody(waiting):
    svu = waiting
    everybody = (svu.ward, svu.care, svu.town)
    assert all(row_of(svu, who).tasks for who in everybody)
    assert payment.countdowns([svu.plan])
    svu.happened("deceased", "Lugn död i natt.")
    assert payment.countdowns([svu.plan]) == {}
    for who in everybody:
        row = row_of(svu, who)
        assert (row.tasks, row.deceased) == ([], True)
        assert {step.colour for step in row.steps} <= {"none", "done", "assess"}
        assert not [step for step in row.steps if {"Väntar", "Kvittera", "Justera", "Väntar på S"} & {step.word}]
        assert not [step.hint for step in row.steps if "Väntar" in step.hint or "Kvittera" in step.hint]
        assert start_page(who.seat, who.staff.id, ListFilter().choose(TO_DO, ToDo.ONLY), "/").rows == []
        seen = board(who.seat, who.base)
        assert [line.plan for line in seen.deceased] == [svu.key]
        assert [seen.home_today, seen.ready, seen.waiting, seen.late] == [[], [], [], []]
        assert f"Avliden {clock.today().day}" in who.browser.open(who.base).main.text
        assert "Avlidna" in who.browser.open(who.base + "idag/").main.text


@pytest.mark.req("B-25")
def test_a_leave_that_is_cancelled_is_seen_as_cancelled_by_the_receivers(planners):
    """Every receiver is told that the leave is cancelled, reads why, and no longer sees the patient as on leave."""
    svu = Drive(planners).published()
    leave = svu.happened("leave", "Hemma över helgen.")
    others = (svu.care, svu.town)
    assert all("Permission" in who.browser.open(who.base).main.text for who in others)
    Participant.objects.update(news=None)
    svu.happened("cancellation", "Patienten orkar inte.", corrects=leave)
    assert not Participant.objects.filter(plan=svu.key, unit__in=[who.unit for who in others], news=None).exists()
    for who in others:
        assert "Permission" not in who.browser.open(who.base).main.text
        seen = page(who, svu, "inskrivning")
        (cancelled,) = [item for item in seen.main.all("li") if "Patienten orkar inte." in item.text]
        assert cancelled.text.startswith("Inställd")
        assert "Gäller: Permission" in cancelled.text
        (taken_back,) = [item for item in seen.main.all("li") if item.all("s")]
        assert "Händelsen gäller inte längre." in taken_back.text
        assert "Inställd" in taken_back.text


@pytest.mark.req("B-25", "001-104", "001-143")
def test_nothing_is_acknowledged_attested_or_declared_ready_after_a_death(waiting):
    svu = waiting
    svu.happened("deceased")
    refused = [
        lambda: svu.acknowledged("admission", svu.care),
        lambda: svu.acknowledged("discharge_time", svu.town),
        lambda: svu.attests(svu.ward),
        lambda: svu.ready(reason="Ändrat."),
        svu.estimated,
        svu.assessing,
    ]
    for act in refused:
        with pytest.raises(Refused, match="avliden"):
            act()
    for step in ("inskrivning", "tid", "stallningstagande"):
        buttons = {button.text for button in page(svu.care, svu, step).main.all("button")}
        assert not buttons & {"Kvittera", "Justera"}


@pytest.mark.req("B-25")
@pytest.mark.parametrize("kind", ["correction", "cancellation"])
def test_a_death_that_was_registered_by_mistake_is_taken_back_by_an_event_that_names_it(waiting, kind):
    svu = waiting
    before = {who.staff.id: row_of(svu, who).tasks for who in (svu.ward, svu.care, svu.town)}
    died = svu.happened("deceased", "Avled.")
    with pytest.raises(Refused, match="vilken händelse"):
        svu.happened(kind, "Fel patient.")
    svu.happened(kind, "Fel patient.", corrects=died)
    for who in (svu.ward, svu.care, svu.town):
        assert row_of(svu, who).tasks == before[who.staff.id]
        seen = page(who, svu, "tid").main.text
        assert "Patienten avled" not in seen
        assert "Händelsen gäller inte längre." in seen
    assert payment.countdowns([svu.plan])
    paper = svu.care.browser.open(f"{svu.care.base}svu/{svu.key}/utskrift/").main.text
    assert "Händelsen gäller inte längre." in paper
    assert "Gäller: Avliden" in paper
    with pytest.raises(Refused, match="vilken händelse"):
        svu.happened(kind, "En gång till.", corrects=died)


@pytest.mark.req("B-25")
def test_nobody_dies_tomorrow_whatever_sends_it(planners):
    with pytest.raises(Refused, match="framtiden"):
        Drive(planners).published().happened("deceased", day=clock.today() + timedelta(days=1))


@pytest.mark.req("B-25")
def test_an_event_of_another_plan_cannot_be_corrected(planners):
    svu, other = Drive(planners).published(), Drive(planners, patient="edvin").published()
    died = other.happened("deceased")
    with pytest.raises(Refused, match="vilken händelse"):
        svu.happened("correction", corrects=died)
    assert other.plan.deceased


@pytest.mark.req("B-25")
def test_the_page_asks_before_a_death_and_what_was_written_is_still_there(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "tid", "handelse").press(
        "Registrera", kind="deceased", day=today(), text="Avled 07.10."
    )
    assert asked.status == 422
    assert "Har patienten avlidit?" in asked.main.text
    assert svu.plan.patient.identity_shown in asked.main.text
    assert not Event.objects.exists()
    assert asked.fields("Registrera som avliden")["text"] == "Avled 07.10."
    done = asked.press("Registrera som avliden")
    assert "Patienten avled" in done.main.text
    assert svu.plan.deceased
    corrected = page(svu.ward, svu, "tid", "handelse").press(
        "Registrera", kind="correction", corrects=str(Event.objects.get().id), day=today(), text="Fel patient."
    )
    assert "Patienten avled" not in corrected.main.text
    assert not svu.plan.deceased


@pytest.mark.req("B-25")
def test_a_discharged_deceased_patient_leaves_every_start_page(frozen, waiting):
    svu = waiting
    svu.happened("deceased")
    svu.discharged()
    frozen.go(days=9)
    archive([svu.key])
    assert start_page(svu.town.seat, svu.town.staff.id, ListFilter(), "/").rows == []


@pytest.mark.req("B-24")
def test_no_day_is_billed_from_the_day_of_death(planners, frozen):
    PaymentTerms.objects.create(region=planners.region, valid_from=clock.today(), days=0, amount=10)
    svu = Drive(planners).published().decided().ready()
    frozen.go(days=10)
    days = sum(row.days for row in payment.basis(svu.ward.seat, clock.today() - timedelta(days=30), clock.today()).rows)
    svu.happened("deceased", day=clock.today() - timedelta(days=4))
    (row,) = payment.basis(svu.ward.seat, clock.today() - timedelta(days=30), clock.today()).rows
    assert row.until == clock.today() - timedelta(days=5)
    assert row.days == days - 5


@pytest.mark.req("B-25", "B-26")
def test_a_leave_is_seen_on_start_page_and_board_until_the_return(planners):
    svu = Drive(planners).published()
    with pytest.raises(Refused, match="inte på permission"):
        svu.happened("return")
    svu.happened("leave", "Hem över helgen.")
    assert row_of(svu, svu.care).event.startswith("Permission ")
    svu.estimated(clock.today())
    (line,) = board(svu.care.seat, svu.care.base).home_today
    assert line.event.startswith("Permission ")
    svu.happened("return", "Tillbaka.")
    assert row_of(svu, svu.care).event == ""
    with pytest.raises(Refused, match="inte på permission"):
        svu.happened("return")


@pytest.mark.req("B-25")
def test_an_event_before_the_admission_is_refused(planners):
    svu = Drive(planners).published()
    with pytest.raises(Refused, match="före inskrivningsdatum"):
        svu.happened("leave", day=svu.steps.admission.admitted - timedelta(days=1))


def test_what_events_say_together():
    day = clock.today()

    def event(number, kind, corrects=None):
        return Event(
            id=f"00000000-0000-0000-0000-{number:012}", kind=kind, day=day, corrects_id=corrects and corrects.id
        )

    leave, back, move = event(1, "leave"), event(2, "return"), event(3, "transfer")
    died = event(4, "deceased")
    told = event(5, "told_outside")
    assert standing_of([]) == Standing()
    assert standing_of([leave]).kind == "leave"
    assert standing_of([leave, back]) == Standing()
    assert standing_of([leave, back, event(6, "cancellation", back)]).kind == "leave"
    assert standing_of([move, leave, event(6, "correction", leave)]).kind == "transfer"
    assert standing_of([died, leave]).kind == "deceased"
    assert standing_of([leave, died, event(6, "correction", died), told]) == Standing("leave", day, True)
    assert not standing_of([told, event(6, "cancellation", told)]).told_outside


def test_of_placements_the_last_day_holds_and_other_events_are_none():
    def event(number, kind, days, corrects=None):
        day = clock.today() + timedelta(days=days)
        return Event(
            id=f"00000000-0000-0000-0000-{number:012}", kind=kind, day=day, corrects_id=corrects and corrects.id
        )

    first, second, leave = event(1, "placed", 0), event(2, "placed", 1), event(3, "leave", 2)
    assert placement_of([]) is placement_of([leave]) is None
    assert placement_of([first, leave]) is first
    assert placement_of([second, first, leave]) is second
    assert placement_of([first, second, event(4, "correction", 3, second)]) is first
