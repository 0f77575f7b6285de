"""The fields of an open plan as a seat sees them: their values, and which of them it may write in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel.tables import NO_OFFERS, NOWHERE, Offers
from vardtrad.planning.fields import queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import may_fill
from vardtrad.planning.fields.queries import NEVER, Named, Saved
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, persons_in
from vardtrad.planning.plan.capacities import closed_units
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import LIMITED, Capacity
from vardtrad.planning.plan.views import plan_address
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest

KNOWING = "bryter"
"""The query parameter that says that the page has warned the user: the round that saving would break."""


@dataclass(slots=True)
class FieldView:
    """A field as the page shows it (planning/plan/p.html, p.field; planning/fields/_fields.html)."""

    path: str
    label: str
    kind: str
    section: str
    value: str
    value_words: str
    revision: int
    required: bool
    editable: bool
    choices: list[tuple[str, str]] = field(default_factory=list)
    locked_words: str = ""
    rows: int = 2
    by_words: str = ""
    editing_words: str = ""
    save_href: str = ""
    editing_href: str = ""
    history_href: str = ""
    search_href: str = ""
    error: str = ""
    theirs: str | None = None
    theirs_revision: int = 0
    hint: str = ""
    when: tuple[str, str] | None = None
    people: list[tuple[Named, str]] = field(default_factory=list)
    myself: tuple[Named, str] | None = None
    many: bool = False
    submit_key: str = ""

    @property
    def anchor(self) -> str:
        """The field's id on the page, to which addresses can link."""
        return anchor_of(self.path)

    @property
    def saved_words(self) -> str:
        """Who last saved the field, and when."""
        return self.by_words


def anchor_of(path: str) -> str:
    """The id of a field on the page."""
    return "falt-" + path.replace(".", "-")


def marker(form: FieldForm, plan: Plan) -> str:
    """A short mark of everything in the plan but its field texts: when it changes, an open page is out of date."""
    return f"{queries.other_changes(plan.id)}.{form.stands(plan)}"


@dataclass
class Looking:
    """A user's view of the fields of a plan, from a seat. What is read of the plan is read once.

    ``closed`` are the units whose words the seat has no ground to read: a field that one of them wrote last is hidden.
    """

    request: SeatRequest
    form: FieldForm
    plan: Plan
    capacities: frozenset[str]
    moment: datetime | None = None
    warned: bool = False

    @cached_property
    def closed(self) -> frozenset[UUID]:
        """The units whose words are closed to the seat."""
        return closed_units(self.request.actor, self.plan.id, self.capacities)

    def address(self, last: str, **query: str | int) -> str:
        """The address of one of the form's endpoints."""
        at = f"{self._endpoints}{last}"
        return f"{at}?{urlencode(query)}" if query else at

    @cached_property
    def _endpoints(self) -> str:
        return f"{plan_address(self.request, self.plan.process, self.plan.id)}falt/{self.form.name}/"

    @property
    def limited(self) -> bool:
        """Whether the user may read only what the own unit wrote (design decision 7)."""
        return self.plan.state in LIMITED

    @property
    def party(self) -> Party | None:
        """The party of a user who takes part, or writes without taking part; None for a user who only reads."""
        own = self.request.seat.party
        return own if self.capacities & {own.value, Capacity.WRITER.value} else None

    @cached_property
    def saved(self) -> Mapping[str, Saved]:
        """What is saved in the plan's fields, by path; after a no, what the own unit has written there."""
        if self.limited:
            return queries.own_values(self.plan.id, self.request.seat.unit.id)
        return queries.values(self.plan.id) if self.moment is None else queries.values_at(self.plan.id, self.moment)

    @cached_property
    def prefilled(self) -> Mapping[str, str]:
        """What fields that nobody has saved show from elsewhere in the plan."""
        return {} if self.limited or self.closed else self.form.prefilled(self.plan)

    def shows(self, spec: FieldSpec) -> bool:
        """Whether the page has the field at all."""
        saved = self.saved.get(spec.path)
        if self.limited:
            return saved is not None
        return saved is None or saved.unit not in self.closed

    def now(self, spec: FieldSpec) -> Saved:
        """What this seat may read in a field."""
        saved = self.saved.get(spec.path)
        if saved is None:
            value = self.prefilled.get(spec.path, "")
            return replace(NEVER, value=value) if value else NEVER
        return saved if self.limited or (self.shows(spec) and not self.hides(spec)) else NEVER

    def hides(self, spec: FieldSpec) -> bool:
        """Whether a field is still hidden from the user's party."""
        return self.form.hidden(self.plan, self.party, spec)

    def told(self, history: Sequence[Saved]) -> list[Saved]:
        """The part of a field's history (newest first) that this seat may read: since it could see the field."""
        since = self.form.told(self.plan, self.party)
        history = [saved for saved in history if saved.unit not in self.closed]
        later = [saved for saved in history if since is None or (saved.at is not None and saved.at > since)]
        return [*later, *history[len(later) : len(later) + 1]]

    @cached_property
    def offers(self) -> Offers:
        """What the step's table offers this seat, in the plan as it is now; nothing at an earlier version."""
        party = self.party
        if self.moment is not None or party is None:
            return NO_OFFERS
        part = getattr(self.plan, self.form.part, None)
        state = part.state if part is not None else NOWHERE
        table = self.form.subject.parts[self.form.part].table
        return table.offers(state, self.capacities, lambda: self.form.known(self.plan, party))

    def may_write(self) -> bool:
        """Whether this seat may save."""
        return self.offers.may(self.form.move)

    def writes_in(self, spec: FieldSpec) -> bool:
        """Whether this seat may write in a field now."""
        own = may_fill(spec, self.party, self.request.seat.unit.id)
        return own and self.may_write() and not self.form.locked(self.plan, spec)

    def views(self, specs: Sequence[FieldSpec] | None = None) -> list[FieldView]:
        """Fields in their order: these, or those of the form that stand in no row."""
        specs = [spec for spec in (self.form.specs() if specs is None else specs) if self.shows(spec)]
        specs = queries.resolved(specs, self.plan.id)
        people = queries.named_in(specs, {spec.path: self.now(spec) for spec in specs})
        views = []
        for spec in specs:
            writes = self.writes_in(spec) and (self.warned or not self.breaks)
            views.append(self.view(spec, self.now(spec), people, self.writing.get(spec.path, ()), writes=writes))
        return views

    @cached_property
    def breaks(self) -> int:
        """The round of attestations that this seat's party would break by writing; 0 for none."""
        return self.form.breaks(self.plan, self.party) if self.party is not None and self.may_write() else 0

    @cached_property
    def writing(self) -> Mapping[str, Sequence[str]]:
        """Who else writes in which field just now."""
        if self.limited or self.closed or self.moment is not None:
            return {}
        return queries.writing(self.plan.id, leave=self.request.actor.id)

    def view(
        self,
        spec: FieldSpec,
        now: Saved,
        people: Mapping[str, Named],
        writing: Sequence[str],
        *,
        writes: bool,
    ) -> FieldView:
        """What the template draws for a single field."""
        view = FieldView(
            path=spec.path,
            label=str(spec.label),
            kind=spec.kind.value,
            section=str(spec.section),
            value=now.value,
            value_words=queries.words_of(spec, now.value, people),
            revision=now.revision,
            required=spec.required or spec.required_when is not None,
            editable=writes,
            choices=_choices(spec),
            by_words=queries.saved_words(now),
            editing_words="" if self.hides(spec) else queries.editing_words(writing),
            history_href=self.address("historik", falt=spec.path),
            hint=str(spec.hint),
            when=spec.required_when,
            many=spec.many,
            rows=spec.lines,
        )
        if writes:
            knowing = {KNOWING: self.breaks} if self.breaks else {}
            view.save_href = self.address("spara", **knowing)
            view.editing_href = self.address("skriver")
            if spec.kind is FieldKind.PERSON:
                self.offer_people(spec, view, people, knowing)
        return view

    def offer_people(
        self, spec: FieldSpec, view: FieldView, people: Mapping[str, Named], knowing: Mapping[str, int]
    ) -> None:
        """Add the field's people, each with the value left without them, and the user if a doctor (001-139)."""
        standing = persons_in(view.value)
        view.people = [
            (people.get(hsa_id, Named(hsa_id, hsa_id, "")), "\n".join(other for other in standing if other != hsa_id))
            for hsa_id in standing
        ]
        view.search_href = self.address("person", falt=spec.path, **knowing)
        view.myself = self.myself(spec, view.value)

    def myself(self, spec: FieldSpec, value: str) -> tuple[Named, str] | None:
        """The user, with the value that adding them gives; None for users who are no doctor or already in the field."""
        staff = self.request.session_row.staff
        doctor = staff is not None and staff.licensed and self.request.seat.role.doctor
        if staff is None or not doctor or staff.hsa_id in persons_in(value):
            return None
        return Named(staff.hsa_id, staff.name, staff.title), with_person(spec, value, staff.hsa_id)


def _choices(spec: FieldSpec) -> list[tuple[str, str]]:
    """The choices in words; a choice that is not required can be cleared."""
    choices = [(value, str(words)) for value, words in spec.choices]
    clears = not spec.required and choices and spec.kind is not FieldKind.CHOICES
    return [*choices, ("", _("Inte ifyllt"))] if clears else choices


def with_person(spec: FieldSpec, value: str, hsa_id: str) -> str:
    """The value of a PERSON field when a person is chosen: added if several are allowed, otherwise replacing."""
    return "\n".join([*persons_in(value), hsa_id]) if spec.many else hsa_id
