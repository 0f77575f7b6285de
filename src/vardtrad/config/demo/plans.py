"""The demo's SVU, each as the steps that led to its present state: a patient at every stage of the process; and two SIP.

They are created by the product's own verbs, at the times when the steps would have happened. ``write`` is called by
filling.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F

from vardtrad.config.demo import sips
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.fields.queries import NEVER, values
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import contacts
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.svu import actions as svu
from vardtrad.planning.svu import events as svu_events
from vardtrad.planning.svu.given import AdmissionGiven, DischargeGiven, EstimateGiven, ReadyGiven
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.steps import steps_of, with_steps
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.queries import addressing_for, seat, setup_of
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.people.models import Person

# Who plans, at which unit and in which role.
SEATS = {
    "hedvig": ("avd31", "sjukskoterska"),
    "linnea": ("avd31", "lakare"),
    "omar": ("avd34", "sjukskoterska"),
    "ylva": ("bjorklunda", "sjukskoterska"),
    "parisa": ("bjorklunda", "lakare"),
    "elin": ("sjoviken", "sjukskoterska"),
    "katarina": ("bistand", "bistandshandlaggare"),
    "fatou": ("hemsjukvard", "sjukskoterska"),
}


class Told(NamedTuple):
    """A step: when (working days ago and Swedish time; with 0 days hours and minutes ago), the verb, by whom, with what."""

    days: int
    clock: str
    verb: str
    who: str
    given: tuple[Any, ...] = ()


class Stay(NamedTuple):
    """A patient's stay: who, where, the ward's nurse, units added by hand, and what happened."""

    patient: str
    ward: str
    nurse: str
    others: tuple[str, ...]
    days: int
    clock: str
    steps: tuple[Told, ...]


S_ = "stallningstagande."
K_ = "kartlaggning."
_WARD_PART = (
    (f"{S_}egenvard", "nej"),
    (f"{S_}material", "nej"),
    (f"{S_}lakare_slutenvard", "@linnea"),
)

STAYS = (
    Stay("gunvor", "avd31", "hedvig", (), 6, "14:10", (
        Told(6, "14:12", "inform", "hedvig"),
        Told(6, "14:13", "consent", "hedvig"),
        Told(6, "14:20", "publish", "hedvig", (-1, 5, "Inkom med andnöd. Hjärtsvikt som behandlas med vätskedrivande.")),
        Told(6, "15:02", "acknowledge", "ylva", ("admission",)),
        Told(6, "16:25", "acknowledge", "katarina", ("admission",)),
        Told(5, "09:30", "start", "katarina"),
        Told(5, "09:42", "field", "katarina", (f"{K_}boende", "Bor ensam i lägenhet på tredje våningen, hiss finns. Dottern bor i Björklunda och hälsar på varje helg.")),
        Told(5, "09:48", "field", "katarina", (f"{K_}insatser", "Trygghetslarm och städning var tredje vecka.")),
        Told(5, "10:15", "field", "ylva", (f"{K_}vardkontakter", "Blodtryckskontroll hos distriktssköterska varje halvår.")),
        Told(5, "13:20", "field", "hedvig", (f"{K_}onskemal_patient", "Vill hem så snart benen bär. Oroar sig för trappan till tvättstugan.")),
        Told(4, "10:05", "field", "hedvig", (f"{K_}forflyttning", "viss")),
        Told(4, "10:06", "field", "hedvig", (f"{K_}forflyttning_text", "Går med rollator på avdelningen. Behöver stöd i trappa.")),
        Told(4, "10:12", "field", "hedvig", (f"{K_}mat", "Äter själv. Behöver hjälp att handla den första tiden.")),
        Told(3, "11:00", "contact", "ylva", ("parisa", "bjorklunda", True, "")),
        Told(2, "15:10", "fields", "hedvig", ((f"{S_}yttrande", "Vill hem till lägenheten. Tar gärna emot hjälp morgon och kväll de första veckorna."),
            *_WARD_PART, (f"{S_}sip", "hemma"))),
        Told(2, "15:25", "mark", "hedvig"),
        Told(2, "15:26", "attest", "hedvig"),
        Told(1, "09:10", "ready", "hedvig", (0, "linnea")),
        Told(1, "09:15", "message", "hedvig", ("Gunvor får med sig läkemedel för sju dagar. Nyckeln finns hos dottern.", ("bjorklunda", "bistand"))),
        Told(1, "09:40", "acknowledge", "ylva", ("discharge_time",)),
        Told(1, "09:41", "acknowledge_message", "ylva"),
        Told(1, "10:30", "fields", "parisa", ((f"{S_}lakare_oppenvard", "@parisa"), (f"{S_}ansvar_oppenvard", "Vårdcentralen följer vikt, blodtryck och läkemedel. Provtagning om en vecka."))),
        Told(1, "10:34", "answer", "parisa", (True, "")),
        Told(1, "10:35", "attest", "parisa"),
    )),
    Stay("tuula", "avd31", "hedvig", (), 0, "2:10", (
        Told(0, "2:05", "inform", "hedvig"),
        Told(0, "2:04", "consent", "hedvig"),
        Told(0, "2:00", "publish", "hedvig", (0, 4, "Fall i hemmet. Lindrig hjärnskakning, för observation.")),
    )),
    Stay("erling", "avd34", "omar", ("bistand",), 0, "1:20", (
        Told(0, "1:15", "inform", "omar"),
        Told(0, "1:14", "consent", "omar"),
        Told(0, "1:05", "draft", "omar", (0, 6, "Inlagd för planerad höftledsoperation.")),
    )),
    Stay("birhan", "avd31", "hedvig", ("sjoviken", "bistand"), 3, "11:20", (
        Told(3, "11:25", "inform", "hedvig"),
        Told(3, "11:26", "refuse", "hedvig"),
        Told(3, "11:30", "publish", "hedvig", (0, 6, "")),
        Told(3, "13:15", "acknowledge", "elin", ("admission",)),
    )),
    Stay("grace", "avd34", "omar", ("sjoviken",), 5, "10:00", (
        Told(5, "10:05", "inform", "omar"),
        Told(5, "10:06", "consent", "omar"),
        Told(5, "10:15", "publish", "omar", (-1, 6, "Handledsfraktur efter fall. Opererad.")),
        Told(5, "11:00", "acknowledge", "elin", ("admission",)),
        Told(5, "14:00", "acknowledge", "katarina", ("admission",)),
        Told(3, "09:20", "start", "omar"),
        Told(3, "09:35", "field", "omar", (f"{K_}adl_text", "Behöver hjälp med knappar och att skära maten så länge gipset sitter på.")),
        Told(2, "13:00", "fields", "omar", ((f"{S_}yttrande", "Klarar sig hemma med hjälp av sin man."), *_WARD_PART, (f"{S_}sip", "behovs_inte"))),
        Told(2, "13:10", "mark", "omar"),
        Told(2, "13:11", "attest", "omar"),
        Told(1, "08:50", "answer", "elin", (False, "Mannen har själv hemtjänst. Vi tror att en SIP behövs.")),
    )),
    Stay("mattias", "avd34", "omar", (), 7, "09:00", (
        Told(7, "09:05", "inform", "omar"),
        Told(7, "09:06", "consent", "omar"),
        Told(7, "09:15", "publish", "omar", (-1, 6, "Opererad för diskbråck.")),
        Told(7, "10:00", "acknowledge", "ylva", ("admission",)),
        Told(7, "10:30", "acknowledge", "katarina", ("admission",)),
        Told(5, "13:00", "contact", "ylva", ("parisa", "bjorklunda", True, "")),
        Told(2, "10:00", "ready", "omar", (0, "linnea")),
        Told(2, "10:20", "acknowledge", "ylva", ("discharge_time",)),
        Told(2, "11:00", "acknowledge", "katarina", ("discharge_time",)),
        Told(0, "0:50", "discharge", "omar", ("ordinart", "Sonen hämtar.")),
    )),
    Stay("rasmus", "avd34", "omar", ("sjoviken", "bistand"), 4, "12:00", (
        Told(4, "12:05", "inform", "omar"),
        Told(4, "12:06", "consent", "omar"),
        Told(4, "12:10", "publish", "omar", (-1, 3, "Cykelolycka med bäckenfraktur.")),
        Told(4, "13:00", "acknowledge", "elin", ("admission",)),
        Told(4, "15:00", "acknowledge", "katarina", ("admission",)),
        Told(1, "11:00", "event", "omar", ("leave", "Hemma över lunchen med sin syster, tillbaka klockan 16.")),
        Told(1, "16:10", "event", "omar", ("return", "Tillbaka på avdelningen. Det gick bra.")),
        Told(1, "16:20", "estimate", "omar", (5, "Behöver träna mer i trappa.")),
        Told(1, "16:45", "acknowledge", "elin", ("discharge_time",)),
    )),
    Stay("nasrin", "avd31", "hedvig", (), 2, "08:40", (
        Told(2, "08:45", "inform", "hedvig", ("Patienten är medvetandesänkt och kan inte ta emot information.",)),
        Told(2, "08:46", "harm", "hedvig", ("linnea", "")),
        Told(2, "08:55", "publish", "hedvig", (0, 8, "Hjärnhinneinflammation.")),
        Told(2, "09:30", "acknowledge", "ylva", ("admission",)),
        Told(2, "10:15", "acknowledge", "katarina", ("admission",)),
        Told(1, "13:00", "start", "hedvig"),
        Told(1, "13:10", "field", "hedvig", (f"{K_}onskemal_narstaende", "Systern vill vara med när hemgången planeras. Hon tar hand om barnen så länge.")),
    )),
    Stay("klara", "avd34", "omar", ("bistand",), 1, "10:00", (
        Told(1, "10:05", "inform", "omar"),
        Told(1, "10:06", "consent", "omar"),
        Told(1, "10:10", "publish", "omar", (0, 3, "Inlagd för utredning av buksmärta.")),
        Told(1, "11:00", "acknowledge", "ylva", ("admission",)),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """The demo's rows by their keys, and its way to set the clock to a moment."""

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]
    people: Mapping[str, Person]
    clock_at: Callable[[datetime], AbstractContextManager[None]]
    moment: Callable[[int, str], datetime]


def write(places: Places) -> None:
    """Create the stays that do not exist yet; a load that was interrupted continues with the stay where it stopped."""
    told = Plan.objects.filter(unit__in=[places.units[key] for key in {stay.ward for stay in STAYS}]).count()
    for stay in STAYS[told:]:
        _Telling(places, stay).tell()
    _write_sips(places)


def _write_sips(places: Places) -> None:
    """The SIP of an adult and of a child, for those who have none yet."""
    ylva, katarina = (actor_of(places, who) for who in ("ylva", "katarina"))
    here, town = places.units["bjorklunda"], places.units["bistand"]
    with places.clock_at(places.moment(0, "00:01")):
        now = clock.now()

    def at(days: int, words: str) -> AbstractContextManager[None]:
        return places.clock_at(places.moment(days, words))

    adult, child = (sips.SipTeller(places.people[key], ylva, here, [town], at) for key in ("tuula", "vilma"))
    if not adult.told():
        sips.adult(adult, katarina, places.staff["ylva"], now)
    if not child.told():
        sips.child(child, katarina, places.people["nasrin"], now)
    # Invitations of earlier days have been sent; the demo's worker sends only those of today.
    old = Notification.objects.filter(
        label="sip", status=Notification.Status.WAITING, created__lt=clock.now() - timedelta(hours=12)
    )
    old.update(status=Notification.Status.SENT, sent=F("created"), tries=1)


def actor_of(places: Places, who: str) -> Actor:
    """A member of staff as an actor at the unit and in the role where that person plans. Raises LookupError."""
    unit, role = SEATS[who]
    staff, place = places.staff[who], places.units[unit]
    chosen = seat(staff, place.id, role)
    if chosen is None:
        raise LookupError(f"{who} has no seat in the demo")
    return Actor(
        kind=ActorKind.STAFF,
        id=staff.id,
        name=staff.name,
        title=staff.title,
        unit=place.id,
        organisation=place.organisation_id,
        roles=frozenset(duty.value for duty in chosen.duties),
        role=role,
    )


class _Telling:
    """A stay while it is being created."""

    def __init__(self, places: Places, stay: Stay) -> None:
        self.places, self.stay = places, stay
        self.key = UUID(int=0)

    def actor(self, who: str) -> Actor:
        """A member of staff as an actor at the unit and in the role where that person plans."""
        return actor_of(self.places, who)

    def tell(self) -> None:
        """Create the plan and take its steps, each at its time."""
        stay, places = self.stay, self.places
        patient = places.people[stay.patient]
        with places.clock_at(places.moment(stay.days, stay.clock)):
            addressing = addressing_for(patient)
            others = [unit for unit in (addressing.outpatient, addressing.municipality) if unit is not None]
            others += [places.units[key] for key in stay.others]
            ward = places.units[stay.ward]
            active = [unit for unit in {unit.id: unit for unit in others}.values() if setup_of(unit.id) is not None]
            self.key = svu.create(self.actor(stay.nurse), patient, ward, active).thing.id
        for step in stay.steps:
            with places.clock_at(places.moment(step.days, step.clock)):
                getattr(self, f"_{step.verb}")(self.actor(step.who), *step.given)

    def _seen(self, name: str) -> int:
        part = getattr(steps_of(with_steps(Plan.objects.all()).get(pk=self.key)), name)
        return part.content if part is not None else 0

    def _day(self, ahead: int) -> date:
        return clock.today() + timedelta(days=ahead)

    def _inform(self, actor: Actor, why_not: str = "") -> None:
        planning.inform(SVU, actor, self.key, written=not why_not, reason=why_not)

    def _consent(self, actor: Actor) -> None:
        planning.consent(SVU, actor, self.key, confirmed=True)

    def _refuse(self, actor: Actor) -> None:
        planning.refuse(SVU, actor, self.key, confirmed=True)

    def _harm(self, actor: Actor, responsible: str, reason: str) -> None:
        planning.assess_harm(SVU, actor, self.key, responsible=self.places.staff[responsible], reason=reason)

    def _draft(self, actor: Actor, admitted: int, expected: int, reason: str) -> None:
        given = AdmissionGiven(day=self._day(admitted), expected=self._day(expected), reason=reason)
        svu.save_draft(actor, self.key, given, seen=self._seen("admission"))

    def _publish(self, actor: Actor, admitted: int, expected: int, reason: str) -> None:
        given = AdmissionGiven(day=self._day(admitted), expected=self._day(expected), reason=reason, confirmed=True)
        svu.publish_admission(actor, self.key, given, seen=self._seen("admission"))

    def _acknowledge(self, actor: Actor, step: str) -> None:
        part = getattr(steps_of(with_steps(Plan.objects.all()).get(pk=self.key)), step)
        svu.acknowledge(actor, self.key, Step(step), part.round)

    def _start(self, actor: Actor) -> None:
        svu.start_assessment(actor, self.key)

    def _field(self, actor: Actor, path: str, value: str) -> None:
        text = self.places.staff[value[1:]].hsa_id if value.startswith("@") else value
        save = svu.save_assessment_field if path.startswith(K_) else svu.save_statement_field
        revision = values(self.key).get(path, NEVER).revision
        setup = setup_of(actor.here)
        if setup is None:
            raise LookupError("a unit that does not plan")
        save(actor, self.key, path, text, revision, party=Party(setup.party))

    def _fields(self, actor: Actor, *pairs: Sequence[str]) -> None:
        for path, value in pairs:
            self._field(actor, path, value)

    def _contact(self, actor: Actor, who: str, unit: str, convener: bool, text: str) -> None:
        staff, place = self.places.staff[who], self.places.units[unit]
        contacts.add_contact(SVU, actor, self.key, staff, place, convener=convener, responsibility=text)

    def _mark(self, actor: Actor) -> None:
        svu.mark_complete(actor, self.key, seen=self._seen("statement"))

    def _attest(self, actor: Actor) -> None:
        statement = steps_of(with_steps(Plan.objects.all()).get(pk=self.key)).statement
        if statement is None:
            raise LookupError("nothing to attest")
        svu.attest(actor, self.key, statement.round, seen=statement.content)

    def _answer(self, actor: Actor, approves: bool, reason: str) -> None:
        svu.answer_sip(actor, self.key, approves=approves, reason=reason, seen=self._seen("statement"))

    def _estimate(self, actor: Actor, ahead: int, reason: str) -> None:
        given = EstimateGiven(day=self._day(ahead), reason=reason)
        svu.change_estimate(actor, self.key, given, seen=self._seen("discharge_time"))

    def _ready(self, actor: Actor, ahead: int, doctor: str) -> None:
        given = ReadyGiven(day=self._day(ahead), doctor=self.places.staff[doctor])
        svu.declare_ready(actor, self.key, given, seen=self._seen("discharge_time"))

    def _event(self, actor: Actor, kind: str, text: str) -> None:
        svu_events.register_event(actor, self.key, kind, clock.today(), text, confirmed=True)

    def _message(self, actor: Actor, text: str, ask: tuple[str, ...]) -> None:
        messages.write(SVU, actor, self.key, text, {self.places.units[key].id for key in ask})

    def _acknowledge_message(self, actor: Actor) -> None:
        messages.acknowledge(SVU, actor, self.key, Message.objects.filter(plan_id=self.key).latest("at").id)

    def _discharge(self, actor: Actor, to: str, comment: str) -> None:
        given = DischargeGiven(clock.today(), "discharge", to, comment, confirmed=True)
        svu.discharge(actor, self.key, given, seen=self._seen("discharge"))
