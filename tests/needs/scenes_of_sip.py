"""The rows of a SIP, and of a person's request for one, as people play them, and what spoils each of their needs.

The steps Kartläggning and the plan itself are in ``scenes_of_sip_steps``.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

from tests.needs.at_the_door import Scene, after, given, instead
from tests.needs.scenes_of_plans import LONG, latest, nobody_may_acknowledge, of_messages, today
from tests.planners import Planner, Planners
from tests.sips import SipDrive
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import contacts
from vardtrad.planning.plan.models import Contact, Participant
from vardtrad.planning.sip import actions, calling, guests, other_plans, persons_words
from vardtrad.planning.sip.given import InvitingGiven
from vardtrad.planning.sip.models import Guest, OtherPlan
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip_requests import actions as requests
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.shared.people.models import Person, Protection

SPRING = {"day": date(2027, 3, 28), "time": time(2, 30)}
"""A time that the clock skips."""


class Stage(SipDrive):
    """A SIP of Elsa's, created at the health centre with the municipality, and the time, which the test moves."""

    def __init__(self, planners: Planners, clock: Any) -> None:
        super().__init__(planners)
        self.clock = clock
        self.rows: dict[str, UUID] = {}

    def person(self, name: str = "elsa") -> Actor:
        """A patient who is logged in."""
        person = self.planners.patients[name]
        return Actor(ActorKind.RESIDENT, person.id, person.name)

    def who(self, name: str) -> Planner:
        """Somebody on the staff."""
        return self.planners.staff[name]


S = Stage


# ── What happens to a plan, as spoilers ──────────────────────────────────────────────────────────────────────────────


def dies(s: S, who: str = "elsa") -> None:
    Person.objects.filter(pk=s.planners.patients[who].pk).update(deceased=True)


def week(s: S) -> None:
    s.clock.go(days=8)


def consented(s: S) -> None:
    s.consented()


def called(s: S) -> None:
    s.called()


NO = after(lambda s: s.withdrawn())
ENDED = after(lambda s: s.ended())
DEAD = after(dies)
PASSED = after(week)
ENDED_AFTER_A_NO = instead(lambda s: s.called().withdrawn().ended())


# ── The plan as a whole ──────────────────────────────────────────────────────────────────────────────────────────────


def create(s: S, *, patient: str = "edvin") -> None:
    actions.create(s.care.actor, s.planners.patients[patient], s.care.unit, [s.town.unit])


def inform(s: S, *, written: bool = True, reason: str = "") -> None:
    planning.inform(SIP, s.care.actor, s.key, written=written, reason=reason)


def consent(s: S, *, confirmed: bool = True) -> None:
    planning.consent(SIP, s.care.actor, s.key, confirmed=confirmed)


def refuse(s: S, *, confirmed: bool = True) -> None:
    planning.refuse(SIP, s.care.actor, s.key, confirmed=confirmed)


def withdraw(s: S, *, confirmed: bool = True) -> None:
    planning.withdraw(SIP, s.care.actor, s.key, confirmed=confirmed)


def assess_harm(s: S, *, who: str = "oskar", responsible: str = "doris", reason: str = "Kan inte säga ja.") -> None:
    planning.assess_harm(SIP, s.who(who).actor, s.key, responsible=s.who(responsible).staff, reason=reason)


def add_unit(s: S, *, unit: Any = None) -> None:
    planning.add_unit(SIP, s.care.actor, s.key, unit or s.planners.rehab)


def remove_unit(s: S, *, unit: Any = None, confirmed: bool = True) -> None:
    planning.remove_unit(SIP, s.care.actor, s.key, unit or s.planners.rehab, confirmed=confirmed)


def with_rehab(s: S) -> None:
    s.called()
    add_unit(s)


def alone(s: S) -> None:
    """The health centre is left alone in the plan."""
    s.called()
    remove_unit(s, unit=s.planners.care_office)


def with_ward(s: S) -> None:
    add_unit(s, unit=s.planners.ward_a)


def add_role(s: S, *, who: str = "oskar", unit: Any = None, role: str = "samordnare") -> None:
    planning.add_role(SIP, s.who(who).actor, s.key, unit or s.planners.health_centre, role)


def remove_role(
    s: S, *, who: str = "oskar", unit: Any = None, role: str = "samordnare", confirmed: bool = True
) -> None:
    unit = unit or s.planners.health_centre
    planning.remove_role(SIP, s.who(who).actor, s.key, unit, role, confirmed=confirmed)


def without_coordinators_role(s: S) -> None:
    s.called()
    remove_role(s)


def add_contact(
    s: S, *, who: str = "oskar", staff: str = "oskar", convener: bool = True, responsibility: str = ""
) -> None:
    contacts.add_contact(
        SIP, s.who(who).actor, s.key, s.who(staff).staff, s.planners.health_centre, convener=convener,
        responsibility=responsibility,
    )  # fmt: skip


def with_contact(s: S) -> None:
    s.called()
    add_contact(s)


def contact_of(s: S) -> Any:
    return Contact.objects.get(plan_id=s.key, removed__isnull=True).pk


def move_contact(s: S, *, who: str = "oskar", unit: Any = None) -> None:
    contacts.move_contact(SIP, s.who(who).actor, s.key, contact_of(s), unit or s.planners.health_centre)


def remove_contact(s: S, *, who: str = "oskar", contact: Any = None, confirmed: bool = True) -> None:
    contacts.remove_contact(SIP, s.who(who).actor, s.key, contact or contact_of(s), confirmed=confirmed)


def set_coordinator(s: S, *, staff: str = "oskar", at: str = "oskar") -> None:
    actions.set_coordinator(s.care.actor, s.key, s.who(staff).staff, s.who(at).unit)


def coordinated(s: S) -> None:
    s.called()
    set_coordinator(s)


def remove_coordinator(s: S, *, confirmed: bool = True) -> None:
    actions.remove_coordinator(s.care.actor, s.key, confirmed=confirmed)


def note_other_plan(s: S, *, day: Any = ..., holder: str = "LSS-enheten") -> None:
    other_plans.note_other_plan(s.care.actor, s.key, "lss", today() if day is ... else day, holder)


def noted(s: S) -> None:
    s.called()
    note_other_plan(s)


def remove_other_plan(s: S, *, other: Any = None, confirmed: bool = True) -> None:
    key = other or OtherPlan.objects.get(plan=s.key).id
    other_plans.remove_other_plan(s.care.actor, s.key, key, confirmed=confirmed)


def end(s: S, *, reason: str = "Målen är uppfyllda.", confirmed: bool = True) -> None:
    actions.end(s.care.actor, s.key, reason, confirmed=confirmed)


def remove(s: S, *, confirmed: bool = True) -> None:
    actions.remove(s.care.actor, s.key, confirmed=confirmed)


def write_to_coordinator(s: S, *, text: str = "Ring mig.") -> None:
    persons_words.write_to_coordinator(s.person(), s.key, text)


def invite(
    s: S, *, guest: str = "olof", role: str = "Skolsköterska", why: str = "Träffar barnet.", until: Any = None,
    confirmed: bool = True,
) -> None:  # fmt: skip
    person = s.planners.patients[guest] if guest else None
    guests.invite(s.care.actor, s.key, InvitingGiven(person, role, why, until or today(30), confirmed))


def invited(s: S) -> None:
    s.called()
    invite(s)


def protect(s: S) -> None:
    Person.objects.filter(pk=s.plan.patient_id).update(protection=Protection.SECRECY_MARK)


def take_back(s: S, *, confirmed: bool = True) -> None:
    guests.take_back(s.care.actor, s.key, Guest.objects.get(plan=s.key).id, confirmed=confirmed)


def write_message(s: S, *, text: str = "Nyckel finns.", ask: Any = ()) -> None:
    messages.write(SIP, s.town.actor, s.key, text, set(ask))


def asked(s: S) -> None:
    s.called()
    write_message(s, ask=[s.care.unit.id])


def told(s: S) -> None:
    s.called()
    write_message(s)


def acknowledge_message(s: S) -> None:
    messages.acknowledge(SIP, s.care.actor, s.key, latest(s))


def annul_message(s: S, *, who: str = "karin") -> None:
    messages.annul(SIP, s.who(who).actor, s.key, latest(s))


def without_others(s: S) -> None:
    """The other unit has gone by another way than a move, which no move allows before the call."""
    Participant.objects.filter(plan_id=s.key).exclude(unit=s.care.unit).update(removed=s.clock.now())


PLAN = [
    Scene("plan", "create", "", create, spoiled={
        "patient_lives": after(lambda s: dies(s, "edvin")),
        "no_ongoing": given(patient="elsa"),
    }),
    Scene("plan", "inform", "created", inform, spoiled={"written_or_reason": given(written=False, reason=" ")}),
    Scene("plan", "inform", "informed", inform, called, {
        "written_or_reason": given(written=False, reason=" "),
        "not_ended": ENDED,
    }),
    *(
        Scene("plan", name, "informed", act, lambda s: s.informed(), {
            "confirmed": given(confirmed=False),
            "not_ended": ENDED_AFTER_A_NO,
        })
        for name, act in (("consent", consent), ("refuse", refuse))
    ),
    Scene("plan", "assess_harm", "informed", assess_harm, lambda s: s.informed(), {
        "licensed": given(who="olga"),
        "responsible_licensed": given(responsible="ulla"),
        "refusal_overridden": instead(lambda s: s.refused().withdrawn(), reason=" "),
        "not_ended": ENDED_AFTER_A_NO,
    }),
    Scene("plan", "withdraw", "consented", withdraw, called, {
        "confirmed": given(confirmed=False),
        "not_ended": ENDED,
    }),
    Scene("plan", "add_unit", "consented", add_unit, called, {
        "not_refused": NO,
        "not_ended": ENDED,
        "unit_active": given(unit=lambda s: s.planners.inactive_clinic),
        "unit_new": given(unit=lambda s: s.planners.care_office),
    }),
    Scene("plan", "remove_unit", "consented", remove_unit, with_rehab, {
        "unit_takes_part": instead(called),
        "unit_stays": instead(alone, unit=lambda s: s.planners.health_centre),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "add_role", "consented", add_role, without_coordinators_role, {
        "unit_takes_part": instead(called, unit=lambda s: s.planners.rehab, role="fysioterapeut"),
        "own_organisation": given(who="karin"),
        "role_at_unit": given(role="fysioterapeut"),
        "role_new": given(role="sjukskoterska"),
    }),
    Scene("plan", "remove_role", "consented", remove_role, called, {
        "own_organisation": given(who="karin"),
        "role_takes_part": instead(without_coordinators_role),
        "duties_left": instead(with_rehab, who="rolf", unit=lambda s: s.planners.rehab, role="fysioterapeut"),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "add_contact", "consented", add_contact, called, {
        "may_keep_contacts": after(with_ward, who="vera"),
        "not_refused": NO,
        "contact_found": given(staff="rolf"),
        "responsibility": given(convener=False, responsibility=" "),
        "one_convener": after(add_contact),
    }),
    Scene("plan", "move_contact", "consented", move_contact, with_contact, {
        "may_keep_contacts": after(with_ward, who="vera"),
        "not_refused": NO,
        "contact_found": given(unit=lambda s: s.planners.rehab),
    }),
    Scene("plan", "remove_contact", "consented", remove_contact, with_contact, {
        "may_keep_contacts": after(with_ward, who="vera"),
        "contact_known": given(contact=lambda s: uuid4()),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "set_coordinator", "consented", set_coordinator, called, {
        "not_refused": NO,
        "not_ended": ENDED,
        "contact_found": given(staff="rolf"),
        "no_coordinator": after(set_coordinator),
    }),
    Scene("plan", "remove_coordinator", "consented", remove_coordinator, coordinated, {
        "not_ended": ENDED,
        "coordinator_known": instead(called),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "note_other_plan", "consented", note_other_plan, called, {
        "full_consent": NO,
        "not_ended": ENDED,
        "complete": given(holder=" "),
        "day_not_future": given(day=lambda s: today(1)),
    }),
    Scene("plan", "remove_other_plan", "consented", remove_other_plan, noted, {
        "not_ended": ENDED,
        "other_plan_known": given(other=lambda s: uuid4()),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "end", "consented", end, called, {
        "called": instead(consented),
        "not_ended": ENDED,
        "reason_given": given(reason=" "),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "remove", "consented", remove, consented, {
        "confirmed": given(confirmed=False),
        "not_called": instead(called),
    }),
    Scene("plan", "write_to_coordinator", "consented", write_to_coordinator, called, {
        "not_ended": ENDED,
        "text_written": given(text=" "),
        "texts_fit": given(text=LONG),
    }),
    Scene("plan", "invite_guest", "consented", invite, called, {
        "consented": NO,
        "not_ended": ENDED,
        "complete": given(role=" "),
        "texts_fit": given(why=LONG),
        "guest_may_log_in": given(guest=""),
        "guest_not_patient": given(guest="elsa"),
        "not_invited": after(invite),
        "last_day_fits": given(until=lambda s: today(-1)),
        "protection_chosen": after(protect),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "take_back_invitation", "consented", take_back, invited, {
        "not_ended": ENDED,
        "invited": after(take_back),
        "confirmed": given(confirmed=False),
    }),
    *of_messages(NO, called, asked, told, (write_message, acknowledge_message, annul_message)),
]  # fmt: skip


# ── Kallelse ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def save_call(s: S, **form: Any) -> None:
    calling.save_call(s.care.actor, s.key, s.call(**form), seen=s.seen("call"))


def send_call(s: S, **form: Any) -> None:
    calling.send_call(s.care.actor, s.key, s.call(**form), seen=s.seen("call"))


def move_meeting(s: S, **form: Any) -> None:
    calling.move_meeting(s.care.actor, s.key, s.call(**{"why": "Rummet är upptaget."} | form), seen=s.seen("call"))


def cancel_meeting(s: S, *, reason: str = "Patienten är sjuk.") -> None:
    calling.cancel_meeting(s.care.actor, s.key, reason, seen=s.seen("call"))


def moved_by_the_town(s: S) -> None:
    """The municipality has moved the meeting, so that the health centre has not acknowledged it."""
    s.called()
    moved = s.call(place="Biståndsenheten", why="Rummet är upptaget.")
    calling.move_meeting(s.town.actor, s.key, moved, seen=s.seen("call"))


def round_of_call(s: S) -> int:
    part = s.steps.call
    assert part is not None
    return part.round


def acknowledge(s: S, *, off: int = 0) -> None:
    calling.acknowledge(s.care.actor, s.key, round_of_call(s) + off)


def propose_time(s: S, *, day: Any = ..., time: Any = time(9), text: str = "Går det tidigare?") -> None:
    calling.propose_time(s.care.actor, s.key, today(6) if day is ... else day, time, text)


def meeting_begun(s: S) -> None:
    s.called()
    week(s)


def hold_meeting(s: S, *, came: Any = ("oskar", "karin")) -> None:
    presence = {s.who(name).unit.id: "came" for name in came}
    calling.hold_meeting(s.care.actor, s.key, "place", presence, seen=s.seen("call"))


def book_meeting(s: S) -> None:
    calling.book_meeting(s.care.actor, s.key, seen=s.seen("call"))


def held(s: S) -> None:
    meeting_begun(s)
    hold_meeting(s)


def come(s: S, *, off: int = 0) -> None:
    persons_words.come(s.person(), s.key, round_of_call(s) + off)


def ask_another_time(s: S, *, off: int = 0, text: str = "Hellre på morgonen.") -> None:
    persons_words.ask_another_time(s.person(), s.key, round_of_call(s) + off, text)


def answer_as_guest(s: S, *, comes: bool, off: int = 0, text: str = "Jag ringer in.") -> None:
    guests.answer(s.person("olof"), s.key, round_of_call(s) + off, text, comes=comes)


def come_as_guest(s: S, **form: Any) -> None:
    answer_as_guest(s, comes=True, **form)


def stay_away_as_guest(s: S, **form: Any) -> None:
    answer_as_guest(s, comes=False, **form)


def cancelled_and_ended(s: S) -> None:
    s.called()
    cancel_meeting(s)
    s.ended()


TIME = {
    "texts_fit": given(other=LONG),
    "hour_exists": given(**SPRING),
    "in_future": given(day=lambda s: today(-1)),
    "complete": given(place=" "),
}
CALL_ALIVE = {"full_consent": NO, "patient_lives": DEAD, "type_fits": given(call_type="follow_up")}
ANSWERED_AS_GUEST = {
    "before_meeting": PASSED,
    "same_round": given(off=1),
    "texts_fit": given(text=LONG),
}

CALL = [
    Scene("call", "save_call", "", save_call, consented, {
        "full_consent": NO,
        "not_ended": instead(cancelled_and_ended),
        "texts_fit": given(reason=LONG),
    }),
    Scene("call", "send_call", "", send_call, consented, TIME | CALL_ALIVE | {
        "not_ended": instead(cancelled_and_ended),
        "somebody_called": after(without_others),
    }),
    Scene("call", "move_meeting", "sent", move_meeting, called, TIME | CALL_ALIVE | {
        "not_ended": ENDED,
        "before_meeting": PASSED,
        "reason_given": given(why=" "),
    }),
    Scene("call", "cancel_meeting", "sent", cancel_meeting, called, {
        "before_meeting": PASSED,
        "reason_given": given(reason=" "),
        "texts_fit": given(reason=LONG),
    }),
    Scene("call", "acknowledge", "sent", acknowledge, moved_by_the_town, {
        "not_refused": NO,
        "not_ended": ENDED,
        "may_do_duty": after(nobody_may_acknowledge),
        "same_round": given(off=1),
        "not_done": after(acknowledge),
    }),
    Scene("call", "propose_time", "sent", propose_time, called, {
        "not_refused": NO,
        "not_ended": ENDED,
        "before_meeting": PASSED,
        "complete": given(time=None),
        "texts_fit": given(text=LONG),
        "hour_exists": given(**SPRING),
        "in_future": given(day=lambda s: today(-1)),
    }),
    Scene("call", "hold_meeting", "sent", hold_meeting, meeting_begun, {
        "not_refused": NO,
        "not_ended": ENDED,
        "meeting_begun": instead(called),
        "knows_units": given(came=["oskar"]),
    }),
    Scene("call", "book_meeting", "held", book_meeting, held, {
        "full_consent": NO,
        "not_ended": ENDED,
        "patient_lives": DEAD,
    }),
    Scene("call", "come", "sent", come, called, {
        "not_ended": ENDED,
        "before_meeting": PASSED,
        "same_round": given(off=1),
    }),
    Scene("call", "ask_another_time", "sent", ask_another_time, called, {
        "not_ended": ENDED,
        "before_meeting": PASSED,
        "same_round": given(off=1),
        "text_written": given(text=" "),
        "texts_fit": given(text=LONG),
    }),
    Scene("call", "come_as_guest", "sent", come_as_guest, invited, ANSWERED_AS_GUEST),
    Scene("call", "stay_away_as_guest", "sent", stay_away_as_guest, invited, ANSWERED_AS_GUEST),
]  # fmt: skip


# ── A person's request ───────────────────────────────────────────────────────────────────────────────────────────────


def ask(s: S, *, who: str = "edvin", unit: Any = None, text: str = "Vi behöver samordna hjälpen hemma.") -> None:
    requests.ask(s.person(who), (unit or s.planners.health_centre).id, text)


def waits(s: S) -> None:
    ask(s)


def accept(s: S) -> None:
    request = SipRequest.objects.get()
    requests.accept(s.care.actor, request.id, seen=request.content)


def decline(s: S, *, reason: str = "Du har redan en kontakt.") -> None:
    request = SipRequest.objects.get()
    requests.decline(s.care.actor, request.id, reason, seen=request.content)


REQUESTS = [
    Scene("requests", "ask", "", ask, spoiled={
        "unit_may_be_asked": given(unit=lambda s: s.planners.rehab),
        "no_ongoing": given(who="elsa"),
        "why_written": given(text=" "),
        "why_written long": given(text=LONG),
    }),
    Scene("requests", "accept", "waiting", accept, waits, {"alive": after(lambda s: dies(s, "edvin"))}),
    Scene("requests", "decline", "waiting", decline, waits, {
        "reason_written": given(reason=" "),
        "reason_written long": given(reason=LONG),
    }),
]  # fmt: skip

NO_PERSON = "after a no the person does not read the plan, and so does nothing in it"
NO_GUEST = "the invitation holds no longer, so that nobody is a guest of the plan"
NEVER_ALONE = {
    ("plan", "remove_role", "unit_takes_part"): "a unit that does not take part has no role that does",
    ("plan", "move_contact", "contact_known"): "the person, and so the place of work, is found by the contact",
    ("plan", "acknowledge_message", "message_found"): "nobody is asked to acknowledge a message that does not exist",
    ("plan", "annul_message", "message_found"): "a message that does not exist is nobody's own",
    ("plan", "remove", "not_ended"): "only a plan whose call was sent can be ended",
    ("plan", "write_to_coordinator", "full_consent"): NO_PERSON,
    ("plan", "write_to_coordinator", "called"): "before the call the person does not read the plan",
    ("call", "come", "full_consent"): NO_PERSON,
    ("call", "ask_another_time", "full_consent"): NO_PERSON,
    **{
        ("call", f"{answer}_as_guest", need): NO_GUEST
        for answer in ("come", "stay_away")
        for need in ("consented", "not_ended")
    },
}
"""The needs that cannot fail alone at the door, and why. They fail alone in ``test_each_need_alone.py``."""
