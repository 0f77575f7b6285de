"""The entries of a clinic as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from vardtrad.cases.waiting_list import history
from vardtrad.cases.waiting_list.following_up import View, condition
from vardtrad.cases.waiting_list.models import (
    CodeChange,
    CodeExport,
    GuaranteeService,
    PhoneCall,
    ServiceRound,
    WaitingEntry,
)
from vardtrad.cases.waiting_list.rules import State
from vardtrad.kernel.actors import Actor
from vardtrad.shared.lists.paging import PAGE, Cursor


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a view, and where the next rows begin."""

    rows: list[WaitingEntry]
    older: Cursor | None


@dataclass(frozen=True, slots=True)
class History:
    """What has happened with an entry: the changes of its code and the contacts, both oldest first."""

    changes: list[CodeChange]
    contacts: list[PhoneCall]

    @property
    def latest(self) -> CodeChange | None:
        """The latest change that holds."""
        return history.latest_in_force(self.changes)


def page(actor: Actor, view: View, after: Cursor | None = None) -> Page:
    """One page of a view at the actor's clinic, with patients and offers. One query.

    Latest change first; among those to phone the one that nothing has happened with for longest stands first.
    """
    rows = WaitingEntry.objects.filter(condition(view), clinic_id=actor.unit).select_related("patient", "offer")
    calls = view is View.CALL
    if after is not None:
        place = (after.updated, after.id)
        columns = Tuple(F("updated"), F("id"))
        rows = rows.filter(TupleGreaterThan(columns, place) if calls else TupleLessThan(columns, place))
    ordered = rows.order_by("updated", "id") if calls else rows.order_by("-updated", "-id")
    entries = list(ordered[: PAGE + 1])
    shown = entries[:PAGE]
    return Page(shown, Cursor(shown[-1].updated, shown[-1].id) if len(entries) > PAGE else None)


def history_of(entry: WaitingEntry) -> History:
    """The changes and contacts of an entry. Two queries."""
    changes = CodeChange.objects.filter(entry=entry).select_related("export").order_by("id")
    return History(list(changes), list(PhoneCall.objects.filter(entry=entry).order_by("id")))


def removed_before(moment: datetime) -> QuerySet[WaitingEntry, Any]:
    """The keys of the entries that were taken off the list, and not touched since, before a moment (UTC)."""
    return WaitingEntry.objects.filter(state=State.REMOVED, updated__lt=moment).values("id")


# ── Changes of codes for the record system ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the record system wants it: by the personal number, without a name."""

    id: UUID
    entry: UUID
    identity: str
    protected: bool
    kind: str
    code_from: str
    code_to: str
    at: datetime
    by_name: str
    since: date | None
    corrects: bool


def changes_to_take_out(clinic: UUID, most: int) -> list[Change]:
    """The changes of a clinic that have not been taken out, the oldest first. One query."""
    return _changes(CodeChange.objects.filter(clinic_id=clinic, export__isnull=True), most)


def changes_of(export: CodeExport, most: int) -> list[Change]:
    """The changes that were taken out together. One query."""
    return _changes(CodeChange.objects.filter(export=export), most)


def exports(clinic: UUID) -> list[CodeExport]:
    """The latest exports of a clinic."""
    return list(CodeExport.objects.filter(clinic_id=clinic).order_by("-at")[:PAGE])


def export_of(clinic: UUID, key: UUID) -> CodeExport | None:
    """An export of the clinic."""
    return CodeExport.objects.filter(clinic_id=clinic, pk=key).first()


def _changes(rows: QuerySet[CodeChange], most: int) -> list[Change]:
    values = rows.order_by("id").values_list(
        "id", "entry_id", "entry__patient__identity", "entry__patient__protection", "entry__kind", "code_from",
        "code_to", "at", "by_name", "entry__since", "corrects",
    )  # fmt: skip
    return [
        Change(key, entry, identity, protection != "none", kind, before, after, at, by, since, corrects is not None)
        for key, entry, identity, protection, kind, before, after, at, by, since, corrects in values[:most]
    ]


# ── Vårdgarantiservice ───────────────────────────────────────────────────────────────────────────────────────────────


def service_of(unit: UUID) -> GuaranteeService | None:
    """The Vårdgarantiservice that a unit is; None when it is nobody's."""
    return GuaranteeService.objects.filter(unit_id=unit).first()


def accepted(organisation: UUID, *, informed: bool, after: Cursor | None = None) -> Page:
    """One page of those who have accepted at the organisation's clinics, without the dead. One query.

    Those who have not been told the provider stand with the oldest change of code first; of the others the latest told.
    """
    rows = WaitingEntry.objects.filter(
        clinic__organisation_id=organisation,
        state__in=[State.HVNY, State.HVOP],
        informed__isnull=not informed,
        patient__deceased=False,
    ).select_related("patient", "clinic")
    column = "informed" if informed else "coded"
    if after is not None:
        columns, place = Tuple(F(column), F("id")), (after.updated, after.id)
        rows = rows.filter(TupleLessThan(columns, place) if informed else TupleGreaterThan(columns, place))
    ordered = rows.order_by("-informed", "-id") if informed else rows.order_by("coded", "id")
    entries = list(ordered[: PAGE + 1])
    shown = entries[:PAGE]
    if len(entries) <= PAGE:
        return Page(shown, None)
    return Page(shown, Cursor(getattr(shown[-1], column), shown[-1].id))


def looks_since(unit: UUID, moment: datetime) -> list[ServiceRound]:
    """When the service has gone through its list since a moment, the latest first."""
    return list(ServiceRound.objects.filter(unit_id=unit, at__gte=moment).order_by("-at"))


def latest_look(unit: UUID) -> ServiceRound | None:
    """When the service last went through its list."""
    return ServiceRound.objects.filter(unit_id=unit).order_by("-at").first()
