"""How the demo's clinics share the work: groups, the roster, substitutes, and notes and tasks beside cases.

It is created by the product's own verbs after the cases. ``write`` is called by filling.py. Every step has its own
submit key, so a load that was interrupted starts again from the beginning and nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.moves import consulting, distributing, laying_aside, notes, sending, sending_later, urgency
from vardtrad.cases.case.rules import State
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.staff.sending import actions as outgoing
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.teams import actions as teams
from vardtrad.cases.teams.models import DutyDay, Group, Member, Substitution
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person

# Who belongs to which group (profession groups come with the base range; the others are the clinics' own).
GROUPS = {
    ("bjorklunda", "Sjuksköterska"): ("ylva",),
    ("bjorklunda", "Läkare"): ("parisa",),
    ("bjorklunda", "Medicinsk sekreterare"): ("anton",),
    ("sjoviken", "Sjuksköterska"): ("elin",),
    ("sjoviken", "Läkare"): ("marek",),
    ("sjoviken", "Medicinsk sekreterare"): ("elin",),
    ("medicin", "Läkare"): ("perolof", "nadia"),
    ("ortopeden", "Handteamet"): ("ylva", "jonna"),
    ("bup", "Teamet för unga"): ("simon", "aisha"),
}
# Who is responsible for incoming cases, in turn, from today on.
ROSTER = {"bjorklunda": ("anton", "ylva"), "bup": ("simon",), "sjoviken": ("elin",)}
ROSTER_DAYS = 20


@dataclass(frozen=True)
class Desk:
    """The demo's rows by their names, and the way to act as somebody; given by filling.py."""

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]
    people: Mapping[str, Person]
    actor: Callable[..., Actor]

    def at(self, who: str, unit: str) -> Actor:
        """A member of staff at a clinic."""
        return self.actor(who, self.units[unit].id, resident=False)

    def resident(self, who: str) -> Actor:
        """A resident."""
        return self.actor(who, UUID(int=0), resident=True)

    def case(self, clinic: str, code: str, patient: str) -> Case:
        """The latest case of a type that a resident has at a clinic."""
        cases = Case.objects.filter(
            clinic=self.units[clinic], case_type__code=code, patient=self.people[patient], origin="resident"
        )
        return cases.order_by("-created")[0]


def write(demo: Actor, desk: Desk) -> None:
    """Set up how the clinics share the work, unless it is done already. Must be called outside any transaction."""
    if Substitution.objects.exists():
        return
    if not DutyDay.objects.exists():
        with transaction.atomic():
            _teams(desk)
    _beside_cases(desk)
    _sent_by_the_clinic(demo, desk)
    _listing(desk)
    today = clock.today()
    teams.name_substitute(desk.at("perolof", "medicin"), desk.staff["nadia"], today, today + timedelta(days=14))


def _key(step: str) -> UUID:
    """The submit key of a step of the demo; it is the same for every load."""
    return uuid5(NAMESPACE_URL, f"vardtrad:demo:{step}")


def _teams(desk: Desk) -> None:
    for (clinic, name), members in GROUPS.items():
        group, _made = Group.objects.get_or_create(clinic=desk.units[clinic], name=name)
        Member.objects.bulk_create(
            (Member(group=group, staff=desk.staff[name]) for name in members), ignore_conflicts=True
        )
    for clinic, turns in ROSTER.items():
        day, turn = clock.today(), 0
        while turn < ROSTER_DAYS:
            if clock.is_working_day(day):
                DutyDay.objects.create(clinic=desk.units[clinic], day=day, staff=desk.staff[turns[turn % len(turns)]])
                turn += 1
            day += timedelta(days=1)
    StandardAnswer.objects.create(
        clinic=desk.units["bjorklunda"],
        owner=desk.staff["ylva"],
        name="Min telefontid",
        text="Hej {förnamn}!\n\nDu når mig på telefon {telefon} vardagar mellan 8 och 9.",
    )


def _beside_cases(desk: Desk) -> None:
    late = desk.case("bjorklunda", "record-copy", "birhan")
    if late.state != State.CLOSED:
        urgency.mark_urgent(desk.at("ylva", "bjorklunda"), late.id, urgent=True)
    certificate = desk.case("bjorklunda", "doctors-certificate", "mattias")
    doctor = desk.at("parisa", "bjorklunda")
    notes.note(
        doctor,
        certificate.id,
        "Vilma går också hos barn- och ungdomspsykiatrin. Jag stämmer av med dem.",
        submit_key=_key("note"),
    )
    if certificate.state != State.CLOSED:
        consulting.consult(
            doctor,
            certificate.id,
            "Hej! Ser ni något hinder för intyget?",
            desk.units["bup"],
            desk.staff["simon"],
            submit_key=_key("consult"),
        )
    resting = desk.case("sjoviken", "doctors-certificate", "selam")
    laying_aside.snooze(desk.at("marek", "sjoviken"), resting.id, _morning(3), submit_key=_key("snooze"))
    operation = desk.case("ortopeden", "change-appointment", "erling")
    sending_later.postpone(
        desk.at("daniel", "ortopeden"),
        operation.id,
        MessageKind.PARTIAL_REPLY,
        "Hej Erling! Vi har satt upp dig på listan för kort varsel. Vi ringer dig så snart det blir en lucka.",
        _morning(1),
        seen=operation.content,
        submit_key=_key("postpone"),
    )
    for_group = desk.case("ortopeden", "message", "birhan")
    group = Group.objects.get(clinic=desk.units["ortopeden"], name="Handteamet")
    distributing.assign(
        desk.at("ingela", "ortopeden"), for_group.id, group, seen=for_group.content, submit_key=_key("group")
    )
    written = desk.case("medicin", "doctors-certificate", "grace")
    tasks.add(desk.at("nadia", "medicin"), written, "Skicka intyget hem när det är underskrivet", due=clock.today())


def _sent_by_the_clinic(demo: Actor, desk: Desk) -> None:
    for clinic in desk.units.values():
        if clinic.takes_cases:
            outgoing.load_templates(demo, clinic)
    question = CaseType.objects.get(code="clinic-question")
    group = Group.objects.get(clinic=desk.units["medicin"], name="Läkare")
    text = (
        "Hej!\n\nVi planerar ditt återbesök. Passar det bäst på plats, på telefon eller på video? Skriv också om någon"
        " dag inte passar."
    )
    sending.send_out(
        desk.at("nadia", "medicin"),
        desk.units["medicin"],
        question,
        [sending.Outgoing(desk.people[who], text, _key(f"question {who}")) for who in ("grace", "erling")],
        group,
    )


def _listing(desk: Desk) -> None:
    for who in ("emil", "grace"):
        listing.ask(desk.resident(who), desk.units["bjorklunda"], desk.people[who], submit_key=_key(f"listing {who}"))
    asked = listing.ask(
        desk.resident("mattias"), desk.units["sjoviken"], desk.people["mattias"], submit_key=_key("listing mattias")
    ).thing
    listing.accept(desk.at("elin", "sjoviken"), asked.id, seen=asked.content, submit_key=_key("accepted"))


def _morning(days: int) -> datetime:
    """Eight in the morning, Swedish time, ``days`` days from today."""
    day = clock.today() + timedelta(days=days)
    return datetime.combine(day, time(8), clock.STOCKHOLM)
