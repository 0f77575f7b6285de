"""The rows of an SVU as people play them, and what spoils each of their needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.needs.at_the_door import Scene, Spoiled, after, given, instead
from tests.plans import CARE_FIELDS, TOWN_FIELDS, Drive

S = Drive
Begin, Act = Callable[[Any], object], Callable[..., object]
LONG = "x" * 4001


def today(days: int = 0) -> Any:
    from vardtrad.kernel import clock

    return clock.today() + timedelta(days=days)


def noon(days: int) -> datetime:
    from vardtrad.kernel import clock

    return clock.now() + timedelta(days=days)


def svu() -> Any:
    from vardtrad.planning.svu.subject import SVU

    return SVU


def plan_verb(name: str) -> Any:
    from vardtrad.planning.plan import actions, contacts

    return getattr(actions, name, None) or getattr(contacts, name)


def verb(name: str) -> Any:
    from vardtrad.planning.svu import actions

    return getattr(actions, name)


def message_verb(name: str) -> Any:
    from vardtrad.planning.messages import actions

    return getattr(actions, name)


# ── What happens to a plan, as spoilers ──────────────────────────────────────────────────────────────────────────────

NO = after(lambda s: s.withdrawn())
HOME = after(lambda s: s.discharged())
DEAD = after(lambda s: s.happened("deceased"))
NOT_PUBLISHED = instead(lambda s: s.consented())


def published(s: S) -> None:
    s.published()


def consented(s: S) -> None:
    s.consented()


# ── The plan as a whole ──────────────────────────────────────────────────────────────────────────────────────────────


def create(s: S, *, knows_other: bool = True) -> None:
    verb("create")(s.ward.actor, s.planners.patients["elsa"], s.ward.unit, [], knows_other=knows_other)


def inform(s: S, *, written: bool = True, reason: str = "") -> None:
    plan_verb("inform")(svu(), s.ward.actor, s.key, written=written, reason=reason)


def consent(s: S, *, confirmed: bool = True) -> None:
    plan_verb("consent")(svu(), s.ward.actor, s.key, confirmed=confirmed)


def refuse(s: S, *, confirmed: bool = True) -> None:
    plan_verb("refuse")(svu(), s.ward.actor, s.key, confirmed=confirmed)


def withdraw(s: S, *, confirmed: bool = True) -> None:
    plan_verb("withdraw")(svu(), s.ward.actor, s.key, confirmed=confirmed)


def assess_harm(s: S, *, who: str = "vera", responsible: str = "doris", reason: str = "Kan inte uttrycka sig.") -> None:
    staff = s.planners.staff
    verb_ = plan_verb("assess_harm")
    verb_(svu(), staff[who].actor, s.key, responsible=staff[responsible].staff, reason=reason)


def add_unit(s: S, *, unit: Any = None) -> None:
    plan_verb("add_unit")(svu(), s.ward.actor, s.key, unit or s.planners.rehab)


def remove_unit(s: S, *, who: str = "oskar", unit: Any = None, confirmed: bool = True) -> None:
    actor = s.planners.staff[who].actor
    plan_verb("remove_unit")(svu(), actor, s.key, unit or s.planners.rehab, confirmed=confirmed)


def with_rehab(s: S) -> None:
    s.published()
    add_unit(s)


def with_another_ward(s: S) -> None:
    s.published()
    add_unit(s, unit=s.planners.ward_b)


def add_role(s: S, *, who: str = "oskar", unit: Any = None, role: str = "samordnare") -> None:
    plan_verb("add_role")(svu(), s.planners.staff[who].actor, s.key, unit or s.planners.health_centre, role)


def remove_role(
    s: S, *, who: str = "oskar", unit: Any = None, role: str = "samordnare", confirmed: bool = True
) -> None:
    actor, unit = s.planners.staff[who].actor, unit or s.planners.health_centre
    plan_verb("remove_role")(svu(), actor, s.key, unit, role, confirmed=confirmed)


def without_coordinator(s: S) -> None:
    s.published()
    remove_role(s)


def without_ward_doctor(s: S) -> None:
    s.published()
    remove_role(s, who="vera", unit=s.planners.ward_a, role="lakare")


def add_contact(
    s: S, *, who: str = "oskar", staff: str = "oskar", convener: bool = True, responsibility: str = ""
) -> None:
    people = s.planners.staff
    plan_verb("add_contact")(
        svu(), people[who].actor, s.key, people[staff].staff, s.planners.health_centre, convener=convener,
        responsibility=responsibility,
    )  # fmt: skip


def convened(s: S) -> None:
    s.published().convened()


def contact_of(s: S) -> Any:
    from vardtrad.planning.plan.models import Contact

    return Contact.objects.get(plan_id=s.key, removed__isnull=True).pk


def move_contact(s: S, *, who: str = "oskar", contact: Any = None, unit: Any = None) -> None:
    key = contact or contact_of(s)
    plan_verb("move_contact")(svu(), s.planners.staff[who].actor, s.key, key, unit or s.planners.health_centre)


def remove_contact(s: S, *, who: str = "oskar", contact: Any = None, confirmed: bool = True) -> None:
    key = contact or contact_of(s)
    plan_verb("remove_contact")(svu(), s.planners.staff[who].actor, s.key, key, confirmed=confirmed)


def register_event(
    s: S, *, who: str = "vera", kind: str = "leave", day: Any = ..., text: str = "Hos dottern.", confirmed: bool = True
) -> None:
    from vardtrad.planning.svu import events

    actor = s.planners.staff[who].actor
    events.register_event(actor, s.key, kind, today() if day is ... else day, text, confirmed=confirmed)


def remove(s: S, *, confirmed: bool = True) -> None:
    verb("remove")(s.ward.actor, s.key, confirmed=confirmed)


def write_message(s: S, *, text: str = "Nyckel finns.", ask: Any = ()) -> None:
    message_verb("write")(svu(), s.ward.actor, s.key, text, set(ask))


def asked(s: S) -> None:
    s.published().messaged(s.ward, ask=(s.care,))


def told(s: S) -> None:
    s.published().messaged(s.ward)


def latest(s: S) -> Any:
    from vardtrad.planning.messages.models import Message

    return Message.objects.filter(plan_id=s.key).latest("at").id


def acknowledge_message(s: S, *, who: str = "oskar") -> None:
    message_verb("acknowledge")(svu(), s.planners.staff[who].actor, s.key, latest(s))


def annul_message(s: S, *, who: str = "vera") -> None:
    message_verb("annul")(svu(), s.planners.staff[who].actor, s.key, latest(s))


def nurses_only(s: S, *duties: str) -> None:
    """The nurses keep their seats, at the health centre and at the ward, but only these duties."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions
    from vardtrad.shared.care_units.models import Setup

    roles = {"sjukskoterska": list(duties), "lakare": ["acknowledge", "attest", "approve"]}
    for setup in Setup.objects.filter(unit__in=[s.planners.health_centre, s.planners.ward_a]):
        actions.set_roles(system("testerna"), setup.id, roles, seen=setup.content)


def nobody_may_acknowledge(s: S) -> None:
    nurses_only(s, "approve")


def of_messages(no: Spoiled, open_plan: Begin, asked: Begin, told: Begin, verbs: tuple[Act, Act, Act]) -> list[Scene]:
    """The rows of messages in a plan of either process; ``verbs`` write, acknowledge and annul one.

    ``asked`` and ``told`` bring the plan to a message that asks for a receipt, and to one that does not.
    """
    write, acknowledge, annul = verbs
    return [
        Scene("plan", "write_message", "consented", write, open_plan, {
            "not_refused": no,
            "some_text": given(text=" "),
            "not_too_long": given(text=LONG),
            "receivers_take_part": given(ask=lambda s: [s.planners.rehab.id]),
            "tells_nobody": given(text="Ring om 19330404-9228."),
        }),
        Scene("plan", "acknowledge_message", "consented", acknowledge, asked, {
            "asked": instead(told),
            "not_given": after(acknowledge),
            "not_annulled": after(annul),
            "may_do_duty": after(nobody_may_acknowledge),
        }),
        Scene("plan", "annul_message", "consented", annul, told, {
            "own": given(who="oskar"),
            "not_annulled": after(annul),
        }),
    ]  # fmt: skip


EVENT = {
    "admission_published": NOT_PUBLISHED,
    "day_given": given(day=None),
    "event_in_the_stay": given(day=lambda s: today(-4)),
    "death_not_future": given(kind="deceased", day=lambda s: today(1)),
    "event_of_party": given(who="oskar"),
    "names_what_it_corrects": given(kind="correction"),
    "returns_from_leave": given(kind="return"),
    "dies_once": after(lambda s: s.happened("deceased"), kind="deceased"),
    "somebody_to_tell": given(kind="told_outside"),
    "event_text": given(text=" "),
    "returns_after_leave": after(lambda s: s.happened("leave"), kind="return", day=lambda s: today(-1)),
    "ahead_or_sure": given(kind="transfer", day=lambda s: today(1), confirmed=False),
    "death_confirmed": given(kind="deceased", confirmed=False),
}

PLAN = [
    Scene("plan", "create", "", create, spoiled={"knows_other": given(knows_other=False)}),
    Scene("plan", "inform", "created", inform, spoiled={"written_or_reason": given(written=False, reason=" ")}),
    Scene("plan", "inform", "informed", inform, published, {
        "written_or_reason": given(written=False, reason=" "),
        "not_closed": HOME,
    }),
    *(
        Scene("plan", name, "informed", act, lambda s: s.informed(), {
            "confirmed": given(confirmed=False),
            "not_closed": instead(lambda s: s.published().withdrawn().discharged()),
        })
        for name, act in (("consent", consent), ("refuse", refuse))
    ),
    Scene("plan", "assess_harm", "informed", assess_harm, lambda s: s.informed(), {
        "licensed": given(who="ulla"),
        "responsible_licensed": given(responsible="ulla"),
        "refusal_overridden": instead(lambda s: s.refused().withdrawn(), reason=" "),
        "not_closed": instead(lambda s: s.published().withdrawn().discharged()),
    }),
    Scene("plan", "withdraw", "consented", withdraw, published, {
        "confirmed": given(confirmed=False),
        "not_closed": HOME,
    }),
    Scene("plan", "add_unit", "consented", add_unit, published, {
        "fills_gap": NO,
        "unit_active": given(unit=lambda s: s.planners.inactive_clinic),
        "unit_new": given(unit=lambda s: s.planners.care_office),
    }),
    Scene("plan", "remove_unit", "consented", remove_unit, with_rehab, {
        "unit_takes_part": instead(published),
        "ward_removes_itself": instead(with_another_ward, unit=lambda s: s.planners.ward_a),
        "party_stays": given(unit=lambda s: s.planners.care_office),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "add_role", "consented", add_role, without_coordinator, {
        "unit_takes_part": instead(published, unit=lambda s: s.planners.rehab, role="fysioterapeut"),
        "own_organisation": given(who="karin"),
        "role_at_unit": given(role="fysioterapeut"),
        "role_new": given(role="sjukskoterska"),
    }),
    Scene("plan", "remove_role", "consented", remove_role, published, {
        "own_organisation": given(who="karin"),
        "role_takes_part": instead(without_coordinator),
        "duties_left": instead(with_rehab, who="rolf", unit=lambda s: s.planners.rehab, role="fysioterapeut"),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "add_contact", "consented", add_contact, published, {
        "may_keep_contacts": given(who="vera"),
        "not_refused": NO,
        "contact_found": given(staff="rolf"),
        "responsibility": given(convener=False, responsibility=" "),
        "one_convener": after(lambda s: s.convened()),
    }),
    Scene("plan", "move_contact", "consented", move_contact, convened, {
        "may_keep_contacts": given(who="vera"),
        "not_refused": NO,
        "contact_found": given(unit=lambda s: s.planners.rehab),
    }),
    Scene("plan", "remove_contact", "consented", remove_contact, convened, {
        "may_keep_contacts": given(who="vera"),
        "contact_known": given(contact=lambda s: uuid4()),
        "confirmed": given(confirmed=False),
    }),
    Scene("plan", "register_event", "consented", register_event, published, EVENT),
    Scene("plan", "remove", "consented", remove, published, {
        "confirmed": given(confirmed=False),
        "not_started": after(lambda s: s.assessing()),
        "not_closed": HOME,
    }),
    *of_messages(NO, published, asked, told, (write_message, acknowledge_message, annul_message)),
]  # fmt: skip


# ── Inskrivning and Beräknad tid ─────────────────────────────────────────────────────────────────────────────────────


def admission(
    name: str, s: S, *, day: Any = ..., expected: Any = ..., reason: str = "Fallolycka.", confirmed: bool = True,
    judged: Any = None,
) -> None:  # fmt: skip
    from vardtrad.planning.svu.given import AdmissionGiven

    form = AdmissionGiven(
        today(-3) if day is ... else day, today(4) if expected is ... else expected, reason, confirmed, judged=judged
    )
    verb(name)(s.ward.actor, s.key, form, seen=s.seen("admission"))


def save_draft(s: S, **form: Any) -> None:
    admission("save_draft", s, **form)


def publish_admission(s: S, **form: Any) -> None:
    admission("publish_admission", s, **form)


def correct_admission(s: S, **form: Any) -> None:
    admission("correct_admission", s, **form)


def acknowledge(s: S, step: str, *, who: str = "oskar", off: int = 0) -> None:
    from vardtrad.planning.svu.rules import Step

    part = getattr(s.steps, step)
    verb("acknowledge")(s.planners.staff[who].actor, s.key, Step(step), part.round + off)


def acknowledge_admission(s: S, **form: Any) -> None:
    acknowledge(s, "admission", **form)


def acknowledge_time(s: S, **form: Any) -> None:
    acknowledge(s, "discharge_time", **form)


def change_estimate(s: S, *, day: Any = ..., reason: str = "Behöver längre tid.") -> None:
    from vardtrad.planning.svu.given import EstimateGiven

    form = EstimateGiven(today(7) if day is ... else day, reason)
    verb("change_estimate")(s.ward.actor, s.key, form, seen=s.seen("discharge_time"))


def declare_ready(s: S, *, day: Any = ..., reason: str = "Snabbare än väntat.", doctor: str = "doris") -> None:
    from vardtrad.planning.svu.given import ReadyGiven

    who = s.planners.staff[doctor].staff if doctor else None
    form = ReadyGiven(today() if day is ... else day, who, reason)
    verb("declare_ready")(s.ward.actor, s.key, form, seen=s.seen("discharge_time"))


DATES = {
    "expected_after": given(expected=lambda s: today(-4)),
    "judged_in_the_stay": given(judged=lambda s: noon(-5)),
}
PUBLISHING = {
    "not_future": given(day=lambda s: today(1)),
    "cause_as_allowed": given(reason=" "),
}
CONFIRMING = {
    "not_deceased": DEAD,
    "may_do_duty": after(nobody_may_acknowledge),
    "same_round": given(off=1),
}
TIME = {
    "not_closed": HOME,
    "not_deceased": DEAD,
    "day_given": given(day=None),
    "day_after_admission": given(day=lambda s: today(-4)),
}

ADMISSION = [
    Scene("admission", "save_draft", "", save_draft, consented, DATES | {
        "consent_registered": instead(lambda s: s.informed()),
        "dates_given": given(day=None),
        "no_cause_refused": instead(lambda s: s.refused()),
    }),
    Scene("admission", "publish_admission", "", publish_admission, consented, DATES | PUBLISHING | {
        "consent_registered": instead(lambda s: s.informed()),
        "dates_given": given(expected=None),
        "receivers_or_sure": after(
            lambda s: remove_unit_of_the_town(s), confirmed=False
        ),
    }),
    Scene("admission", "correct_admission", "published", correct_admission, published, DATES | PUBLISHING | {
        "not_closed": HOME,
        "dates_given": given(day=None),
    }),
    Scene("admission", "acknowledge", "published", acknowledge_admission, published, CONFIRMING | {
        "not_done": after(acknowledge_admission),
    }),
]  # fmt: skip


def remove_unit_of_the_town(s: S) -> None:
    """The town's unit has gone by another way than a move, which no move allows."""
    from vardtrad.kernel import clock
    from vardtrad.planning.plan.models import Participant

    Participant.objects.filter(plan_id=s.key, unit=s.planners.care_office).update(removed=clock.now())


DISCHARGE_TIME = [
    Scene("discharge_time", "change_estimate", "", change_estimate, published, TIME | {
        "admission_published": NOT_PUBLISHED,
        "reason_for_change": given(reason=" "),
    }),
    Scene("discharge_time", "declare_ready", "", declare_ready, published, TIME | {
        "admission_published": NOT_PUBLISHED,
        "doctor_given": given(doctor="vera"),
    }),
    Scene("discharge_time", "declare_ready", "ready", declare_ready, lambda s: s.published().ready(), TIME | {
        "reason_for_change": given(reason=" "),
        "doctor_given": given(doctor=""),
    }),
    Scene("discharge_time", "acknowledge", "estimated", acknowledge_time, lambda s: s.published().estimated(),
        CONFIRMING | {"not_done": after(acknowledge_time)}),
]  # fmt: skip


# ── Kartläggning and Ställningstagande ───────────────────────────────────────────────────────────────────────────────


def start_assessment(s: S) -> None:
    verb("start_assessment")(s.ward.actor, s.key)


def assessing(s: S) -> None:
    s.published().assessing()


def save(
    s: S, path: str, value: str, *, who: str = "vera", revision: Any = None, knowing: bool = True, party: Any = None
) -> None:
    from vardtrad.planning.fields.queries import NEVER, values

    planner = s.planners.staff[who]
    now = values(s.key).get(path, NEVER).revision if revision is None else revision
    save_field = verb("save_assessment_field" if path.startswith("kartlaggning") else "save_statement_field")
    save_field(planner.actor, s.key, path, value, now, party=planner.seat.party, knowing=knowing)


def save_assessment(
    s: S, *, path: str = "kartlaggning.onskemal_patient", value: str = "Vill hem.", **form: Any
) -> None:
    save(s, path, value, **form)


def save_statement(
    s: S, *, path: str = "stallningstagande.yttrande", value: str = "Elsa vill hem.", **form: Any
) -> None:
    save(s, path, value, **form)


def stated(s: S) -> None:
    s.published().stated()


def marked(s: S) -> None:
    s.published().marked()


def mark_complete(s: S) -> None:
    verb("mark_complete")(s.ward.actor, s.key, seen=s.seen("statement"))


def answer_sip(s: S, approves: bool, reason: str) -> None:
    verb("answer_sip")(s.care.actor, s.key, approves=approves, reason=reason, seen=s.seen("statement"))


def approve_sip(s: S) -> None:
    answer_sip(s, True, "")


def reject_sip(s: S, *, reason: str = "Behövs inte.") -> None:
    answer_sip(s, False, reason)


def attest(s: S, *, who: str = "oskar", off: int = 0) -> None:
    statement = s.steps.statement
    assert statement is not None
    verb("attest")(s.planners.staff[who].actor, s.key, statement.round + off, seen=statement.content)


def all_attested(s: S) -> None:
    s.published().attested()


def approved(s: S) -> None:
    s.published().marked().fills(s.care, CARE_FIELDS).fills(s.town, TOWN_FIELDS).answers(s.care, approves=True)


def rejected(s: S) -> None:
    s.published().marked().fills(s.care, CARE_FIELDS).answers(s.care, approves=False)


def nobody_may_attest(s: S) -> None:
    nurses_only(s, "acknowledge")


def empties(path: str, who: str) -> Any:
    return lambda s: s.writes(s.planners.staff[who], path, "")


WORKS = {"full_consent": NO, "not_closed": HOME, "not_deceased": DEAD}

ASSESSMENT = [
    Scene("assessment", "start_assessment", "", start_assessment, published, WORKS | {
        "admission_published": NOT_PUBLISHED,
    }),
    Scene("assessment", "start_assessment", "started", start_assessment, assessing, {"full_consent": NO}),
    Scene("assessment", "save_assessment", "started", save_assessment, assessing, {
        "full_consent": NO,
        "not_closed": HOME,
        "field_of_own_party": given(who="oskar"),
        "field_current": given(revision=7),
        "field_fits": given(path="kartlaggning.adl", value="annat"),
    }),
]  # fmt: skip

STATEMENT = [
    Scene("statement", "save_statement", "", save_statement, published, {
        "full_consent": NO,
        "admission_published": NOT_PUBLISHED,
        "not_closed": HOME,
        "field_of_own_party": given(path="stallningstagande.insatser_kommun"),
        "field_current": given(revision=7),
        "field_fits": given(value="x" * 8001),
        "field_persons": given(path="stallningstagande.lakare_slutenvard", value=lambda s: s.care.staff.hsa_id),
    }),
    Scene("statement", "save_statement", "marked", save_statement, marked, {
        "full_consent": NO,
        "not_closed": HOME,
        "unlocked": instead(
            all_attested, who="karin", path="stallningstagande.insatser_kommun", value="Mer hemtjänst."
        ),
        "field_of_own_party": given(path="stallningstagande.insatser_kommun"),
        "field_current": given(revision=7),
        "field_fits": given(value="x" * 8001),
        "field_persons": given(path="stallningstagande.lakare_slutenvard", value="SE0"),
        "breaks_knowingly": instead(all_attested, knowing=False),
    }),
    Scene("statement", "mark_complete", "writing", mark_complete, stated, WORKS | {
        "nothing_missing": after(empties("stallningstagande.yttrande", "vera")),
    }),
    Scene("statement", "approve_sip", "marked", approve_sip, marked, WORKS | {"unlocked": instead(all_attested)}),
    Scene("statement", "reject_sip", "marked", reject_sip, marked, WORKS | {
        "unlocked": instead(all_attested),
        "said_why": given(reason=" "),
    }),
    Scene("statement", "attest", "marked", attest, approved, {
        "full_consent": NO,
        "not_deceased": DEAD,
        "may_do_duty": after(nobody_may_attest),
        "same_round": given(off=1),
        "not_done": after(attest),
        "nothing_missing": after(empties("stallningstagande.ansvar_oppenvard", "oskar")),
        "sip_approved": instead(lambda s: s.published().marked().fills(s.care, CARE_FIELDS)),
    }),
    Scene("statement", "attest", "rejected", lambda s, **form: attest(s, **{"who": "vera"} | form), rejected, {
        "full_consent": NO,
        "not_deceased": DEAD,
        "may_do_duty": after(nobody_may_attest),
        "same_round": given(off=1),
        "nothing_missing": after(empties("stallningstagande.yttrande", "vera")),
    }),
]  # fmt: skip


# ── Utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def discharge(
    s: S, *, day: Any = ..., ending: str = "discharge", where: str = "ordinart", confirmed: bool = True
) -> None:
    from vardtrad.planning.svu.given import DischargeGiven

    form = DischargeGiven(today() if day is ... else day, ending, where, confirmed=confirmed)
    verb("discharge")(s.ward.actor, s.key, form, seen=s.seen("discharge"))


def undo_discharge(s: S, *, confirmed: bool = True) -> None:
    verb("undo_discharge")(s.ward.actor, s.key, confirmed=confirmed, seen=s.seen("discharge"))


def leave_start_page(s: S) -> None:
    from vardtrad.planning.plan.models import Participant

    Participant.objects.filter(plan_id=s.key).update(listed=False)


DISCHARGE = [
    Scene("discharge", "discharge", "", discharge, published, {
        "admission_published": NOT_PUBLISHED,
        "day_given": given(day=None),
        "discharge_day_not_future": given(day=lambda s: today(1)),
        "day_after_admission": given(day=lambda s: today(-4)),
        "ending_known": given(ending="annat"),
        "discharged_to": given(where="månen"),
        "comment_where_elsewhere": given(where="annat"),
        "convener_or_sure": given(confirmed=False),
    }),
    Scene("discharge", "undo_discharge", "published", undo_discharge, lambda s: s.published().discharged(), {
        "confirmed": given(confirmed=False),
        "on_start_page": after(leave_start_page),
    }),
]  # fmt: skip

SCENES = [*PLAN, *ADMISSION, *DISCHARGE_TIME, *ASSESSMENT, *STATEMENT, *DISCHARGE]

NEVER_ALONE = {
    ("remove_role", "unit_takes_part"): "a unit that does not take part has no role that does",
    ("register_event", "event_known"): "an unknown kind of event belongs to no party",
    ("acknowledge_message", "message_found"): "nobody is asked to acknowledge a message that does not exist",
    ("annul_message", "message_found"): "a message that does not exist is nobody's own",
    ("move_contact", "contact_known"): "the person, and so the place of work, is found by the contact",
    ("save_assessment", "field_known"): "an unknown field is no party's own",
    ("save_statement", "field_known"): "an unknown field is no party's own",
    ("save_assessment", "field_row_stands"): "the assessment has no field that stands in a row",
    ("save_statement", "field_row_stands"): "the statement has no field that stands in a row",
    ("save_assessment", "field_persons"): "the assessment has no field for persons",
    ("attest", "not_done"): "after a no nobody has attested the new round: the ward's own attestation ends that state",
}
"""The needs that cannot fail alone at the door, and why. They fail alone in ``test_each_need_alone.py``."""
