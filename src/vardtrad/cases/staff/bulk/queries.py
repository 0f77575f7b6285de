"""Who owns a job, how far it has come, which cases it holds, and with which rights it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.rules import TABLE, Capacity, Move, State
from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.standard_text import blanks, fill
from vardtrad.cases.case.thread import Entry, EntryKind, hidden_proxies, hidden_words
from vardtrad.cases.staff.bulk.models import Action, Job, JobRow, Outcome
from vardtrad.cases.staff.frame import work
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import with_hyphen
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.rules import Permission

MOST = 500
"""The largest number of cases in a job."""
MOST_ON_PAPER = 100
"""The largest number of cases in a PDF that is made while somebody waits; the page printed in the browser takes all."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen case: the content number that its row stores, and the move that the action makes of it."""

    case: UUID
    seen: int
    move: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come."""

    done: int
    refused: int
    total: int
    stopped: int = 0

    @property
    def carried_out(self) -> int:
        """How many rows have an outcome."""
        return self.done + self.refused + self.stopped


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a job as shown to its owner, with the case as it is now."""

    case: UUID
    case_type: str
    resident: str
    identity: str
    protected: bool
    status: str
    handler: str
    outcome: str
    sentence: str


def choosable(actor: Actor, keys: Sequence[UUID], action: str) -> list[Chosen]:
    """The cases that are at the actor's clinic and to which the actor has any relation, in the order given."""
    cases = Case.objects.filter(pk__in=list(keys), clinic_id=actor.here).in_bulk()
    capacities = capacities_of(actor, list(cases.values()))
    return [
        Chosen(key, cases[key].content, _move(action, cases[key], capacities[key]))
        for key in dict.fromkeys(keys)
        if key in cases and capacities[key]
    ][:MOST]


def _move(action: str, case: Case, capacities: frozenset[str]) -> str:
    """The move in the table of cases that an action makes from the state of this case."""
    if action == Action.DISTRIBUTE:
        return Move.ASSIGN if case.state == State.RECEIVED else Move.REASSIGN
    if action == Action.TAKE:
        untaken = case.state == State.RECEIVED or (Capacity.MEMBER in capacities and case.handler_id is None)
        return Move.TAKE if untaken else Move.REASSIGN
    return {Action.ANSWER.value: Move.ANSWER, Action.CLOSE.value: Move.CLOSE_WITHOUT_ANSWER}.get(action, "")


def job_of(actor: Actor, key: UUID) -> Job:
    """The actor's own job at the clinic. Raises Refused with the one answer for "missing" and "not yours"."""
    jobs = Job.objects.select_related("to_staff", "to_group", "clinic")
    job = jobs.filter(pk=key, staff_id=actor.id, clinic_id=actor.here).first()
    if job is None:
        door.note(actor, "open_job", "job", thing=key, refused=True)
        raise not_there()
    return job


def progress(job: UUID) -> Progress:
    """How many rows have which outcome: one query."""
    counted = dict(JobRow.objects.filter(job_id=job).values_list("outcome").annotate(Count("id")))
    done, refused, stopped = (counted.get(outcome, 0) for outcome in (Outcome.DONE, Outcome.REFUSED, Outcome.STOPPED))
    return Progress(done, refused, sum(counted.values()), stopped)


def under_way(actor: Actor) -> list[tuple[Job, int]]:
    """The actor's own jobs at the clinic that are not done yet, each with its number of cases: one query."""
    jobs = Job.objects.filter(staff_id=actor.id, clinic_id=actor.here, ordered__isnull=False, done__isnull=True)
    return [(job, job.number) for job in jobs.annotate(number=Count("rows")).order_by("ordered")]


def target(key: str, clinic: UUID) -> Staff | Group:
    """The person or group of the clinic that a form names; the table decides whether cases may go there."""
    group = Group.objects.filter(pk=key, clinic_id=clinic).first()
    return group if group is not None else Staff.objects.get(pk=key)


def cannot(actor: Actor, job: Job, to: UUID | None = None) -> set[UUID]:
    """The cases that would be refused if the job were carried out at this moment: a few queries.

    They are gone, have changed since they were chosen, have no such move in the table, or are already with ``to``. The
    other needs of the table are only checked when the job is carried out.
    """
    chosen = list(JobRow.objects.filter(job=job).values_list("case_id", "move", "seen"))
    cases = Case.objects.filter(pk__in=[key for key, _move, _seen in chosen], clinic_id=actor.here).in_bulk()
    capacities = capacities_of(actor, list(cases.values()))
    return {
        key
        for key, move, seen in chosen
        if not _may(cases.get(key), capacities.get(key, frozenset()), move, seen)
        or (to is not None and _lies_with(cases[key], to))
    }


def _lies_with(case: Case, to: UUID) -> bool:
    return to == (case.handler_id or case.group_id)


def _may(case: Case | None, capacities: frozenset[str], move: str, seen: int) -> bool:
    if case is None or case.content != seen:
        return False
    rule = TABLE.find(move, case.state)
    return rule is not None and bool(rule.who & capacities)


def types_of(job: Job, without: Iterable[UUID]) -> list[tuple[UUID, str, int]]:
    """The case types among the cases of a job, each with its name and how many, the most common first: one query.

    ``without`` are the cases that are passed by.
    """
    rows = JobRow.objects.filter(job=job).exclude(case_id__in=list(without))
    counted = rows.values_list("case__case_type_id", "case__case_type__name").annotate(number=Count("id"))
    return sorted(counted, key=lambda row: (-row[2], row[1]))


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer as the first case gets it, that case's id, and the cases for which a blank cannot be filled."""

    case: UUID | None
    text: str
    unfilled: set[UUID]


def tried(actor: Actor, job: Job, text: str) -> Tried:
    """The answer to the cases of a job that the actor may still read."""
    keys = list(JobRow.objects.filter(job=job).order_by("place").values_list("case_id", flat=True))
    cases = readable(actor, keys, "patient", "clinic", "case_type")
    texts = {key: fill(text, cases[key], actor) for key in keys if key in cases}
    first = next(iter(texts), None)
    return Tried(
        first, texts.get(first, text) if first else text, {key for key, filled in texts.items() if blanks(filled)}
    )


def readable(actor: Actor, keys: Sequence[UUID], *related: str) -> dict[UUID, Case]:
    """The cases to which the actor has any relation now.

    A job can outlive the right to read its cases: days as a substitute end, a member leaves a group.
    """
    chosen = Case.objects.select_related(*related) if related else Case.objects.all()
    cases = chosen.filter(clinic_id=actor.here).in_bulk(list(keys))
    capacities = capacities_of(actor, list(cases.values()))
    return {key: case for key, case in cases.items() if capacities[key]}


_COLUMNS = (
    "case_id", "case__case_type__name", "case__patient__identity", "case__patient__given_name",
    "case__patient__family_name", "case__patient__protection", "case__state", "case__feedback", "case__origin",
    "case__handler__given_name", "case__handler__family_name", "case__group__name", "outcome", "sentence",
)  # fmt: skip


def rows(actor: Actor, job: Job) -> list[Row]:
    """The rows of a job whose cases are at the clinic and may still be read by the actor, those not done first."""
    job_rows = JobRow.objects.filter(job=job, case__clinic_id=actor.here).order_by("place").values_list(*_COLUMNS)
    values = list(job_rows)
    may_read = readable(actor, [value[0] for value in values])
    shown = [_row(value) for value in values if value[0] in may_read]
    return sorted(shown, key=lambda row: row.outcome == Outcome.DONE)


def _row(values: Sequence[str]) -> Row:
    key, case_type, identity, given, family, protection, state, feedback, origin, *rest = values
    handler_given, handler_family, group, outcome, sentence = rest
    number = with_hyphen(identity)
    return Row(
        case=UUID(str(key)),
        case_type=case_type,
        resident=f"{given} {family}".strip() or number,
        identity=number,
        protected=protection != "none",
        status=status_words(state, feedback, _("Tilldelat"), origin),
        handler=f"{handler_given} {handler_family}" if handler_given else group or "",
        outcome=outcome,
        sentence=sentence,
    )


def without_a_name(job: Job, shown: Iterable[Row]) -> list[str]:
    """The sentences of rows not done whose cases the owner may no longer see, without saying whose cases they are."""
    here = {row.case for row in shown}
    left = JobRow.objects.filter(job=job, outcome__in=[Outcome.REFUSED, Outcome.STOPPED]).exclude(case_id__in=here)
    return list(left.order_by("place").values_list("sentence", flat=True))


def actor_now(job: Job) -> Actor:
    """The person who ordered the job, with present rights at the clinic: none when the assignment has ended."""
    return work.actor_now(job.staff, job.clinic, job.session)


@dataclass(frozen=True, slots=True)
class Printed:
    """A case to print, its status in words, and its messages as entries of the thread."""

    case: Case
    status: str
    thread: list[Entry]


def to_print(actor: Actor, job: Job, *, internal: bool, only: Sequence[UUID] | None = None) -> list[Printed]:
    """The cases of a job with all their messages, in order, as far as the actor may read them now: a few queries.

    ``only``: no others than these.
    """
    rows = JobRow.objects.filter(job=job) if only is None else JobRow.objects.filter(job=job, case_id__in=list(only))
    keys = list(rows.order_by("place").values_list("case_id", flat=True))
    cases = Case.objects.select_related("patient", "case_type", "handler", "group", "clinic")
    by_key = cases.filter(clinic_id=actor.here).in_bulk(keys)
    capacities = capacities_of(actor, list(by_key.values()))
    said: dict[UUID, list[Entry]] = {}
    messages = Message.objects.filter(case_id__in=[key for key in by_key if capacities[key]])
    written = list((messages if internal else messages.filter(internal=False)).order_by("at", "id"))
    hidden = hidden_proxies(written)
    for message in written:
        said.setdefault(message.case_id, []).append(_entry(message, hides=message.author in hidden))
    read = [by_key[key] for key in keys if key in by_key and capacities[key]]
    return [
        Printed(case, status_words(case.state, case.feedback, _("Tilldelat"), case.origin), said.get(case.id, []))
        for case in read
    ]


def _entry(message: Message, *, hides: bool) -> Entry:
    look = EntryKind.RESIDENT if message.from_resident else EntryKind.STAFF
    return Entry(
        look=EntryKind.NOTE if message.internal else look,
        at=message.at,
        text=message.text,
        kind="" if message.kind == MessageKind.OPENING else str(MessageKind(message.kind).label),
        author=hidden_words() if hides else message.author_name,
        unit=message.unit_name,
        signature=message.signature,
    )


def may_work(actor: Actor) -> bool:
    """Whether somebody receives or handles cases at the clinic."""
    return bool(actor.roles & {Permission.RECEIVER.value, Permission.HANDLER.value})


def left_to_do() -> tuple[int, int]:
    """The number of jobs that have been ordered and are not done, and of their cases without an outcome."""
    jobs = Job.objects.filter(ordered__isnull=False, done__isnull=True)
    return jobs.count(), JobRow.objects.filter(job__in=jobs, outcome=Outcome.WAITING).count()
