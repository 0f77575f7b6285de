"""The rows of a form's repeated groups: added, moved, removed after a question, put back, and drawn one at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.planning.fields import queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.forms import RowForm
from vardtrad.planning.fields.groups import GroupSpec, RowChange, RowGiven, place_of
from vardtrad.planning.fields.looking import Looking
from vardtrad.planning.fields.row_views import OPEN, Rows, RowView, anchor_of_row
from vardtrad.planning.fields.views.places import Endpoint
from vardtrad.planning.plan.views import Opened, PlanPage, plan_address, seat_context
from vardtrad.shared.login.guards import SeatRequest, at_unit, unattended
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show, status_of

ROW = "rad"
"""The name in Opened of a change of a row that was refused."""
SEEN = "sett"


def _step(request: SeatRequest, form: FieldForm, plan: UUID, row: UUID | None = None, *, open_: bool = False) -> str:
    """The address of the step, at a row."""
    address = plan_address(request, form.subject.label, plan, form.step)
    query = f"?{OPEN}={row.hex}" if row is not None and open_ else ""
    return address + query + (f"#{anchor_of_row(row)}" if row is not None else "")


def _change(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, given: RowGiven, key: UUID, said: str
) -> HttpResponseBase:
    """Change a row and go to where it stands, or show the page with why not."""
    if form.arrange is None:
        raise not_there()
    try:
        form.arrange(request.actor, plan, given, submit_key=key)
    except Refused as refused:
        shown = page(request, plan, form.step, Opened(ROW, None, sentence_to_show(refused)))
        shown.status_code = status_of(refused)
        return shown
    if given.change is RowChange.REMOVE:
        return flash.on(_step(request, form, plan, given.under), said)
    address = _step(request, form, plan, given.row, open_=given.change is not RowChange.MOVE)
    return flash.on(address, said) if said else HttpResponseRedirect(address)


def change(form: FieldForm, page: PlanPage, kind: RowChange) -> Endpoint:
    """The view that adds, moves or puts back a row (not the one that removes it, which asks first)."""

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponseBase:
        sent = RowForm(request.POST)
        if not sent.is_valid():
            return page(request, plan, form.step, Opened(ROW, None, sent.sentence))
        data = sent.cleaned_data
        added = uuid5(plan, data["submit_key"].hex)  # so that a form sent twice leads to the same row
        given = RowGiven(
            change=kind,
            group=form.group(data["grupp"]),
            row=added if kind is RowChange.ADD else data["rad"] or added,
            party=request.seat.party,
            under=data["under"],
            after=data["efter"],
        )
        said = _("Det som var borttaget är tillbaka.") if kind is RowChange.RESTORE else ""
        return _change(request, form, page, plan, given, data["submit_key"], said)

    return view


def _looked(request: SeatRequest, form: FieldForm, plan: UUID, *, reads: bool, open_: bool = True) -> tuple[Any, Rows]:
    """The plan, with its rows as this seat sees them; the row that the address names is open. Raises Refused."""
    read = door.read if reads else door.follow
    thing, capacities = read(form.subject, request.actor, plan, related=("patient", *form.related))
    looking = Looking(request, form, thing, capacities, warned=True)
    named = _named(request)
    opened = {named} if open_ and named is not None else set()
    return thing, Rows(looking, opened, plan_address(request, form.subject.label, plan, form.step))


def _named(request: SeatRequest) -> UUID | None:
    place = place_of(f"x.{request.GET.get(OPEN, '')}.x")
    return place[1] if place is not None else None


def _row(request: SeatRequest, rows: Rows) -> RowView:
    """The row that the address names. Raises Refused where the seat has no such row."""
    named = _named(request)
    row = next((row for row in rows.views() if row.key == named), None)
    if row is None:
        raise not_there()
    return row


def remove(form: FieldForm, page: PlanPage) -> Endpoint:
    """The question whether a row is to be removed, which shows what stands there and who writes there; and the yes."""

    @at_unit
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SeatRequest, plan: UUID) -> HttpResponseBase:
        named = _named(request)
        group = form.group(str(request.GET.get("grupp", "")))
        if named is None or group is None:
            raise not_there()
        if request.method == "POST":
            sent = PlainForm(request.POST)
            seen = str(request.POST.get(SEEN, ""))
            given = RowGiven(
                change=RowChange.REMOVE,
                group=group,
                row=named,
                party=request.seat.party,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            )
            key = sent.cleaned_data["submit_key"] if sent.is_valid() else uuid4()
            said = _("Du har tagit bort %(row)s. Texten finns kvar under Borttagna.") % {
                "row": str(group.definite).lower()
            }
            return _change(request, form, page, plan, given, key, said)
        seen_now = queries.tally(plan, named)  # before the page is read: what comes after it is not seen
        thing, rows = _looked(request, form, plan, reads=True)
        row = _row(request, rows)
        if not row.may_change:
            raise not_there()
        context = seat_context(request) | {
            "patient": thing.patient,
            "row": row,
            "inside": [inner for group in row.groups for inner in group.rows],
            "form": PlainForm(),
            "seen": seen_now,
            "back": row.open_href,
        }
        return render(request, "planning/fields/remove.html", context)

    return view


def removed(form: FieldForm) -> Endpoint:
    """The page with the removed rows of a group, what was written in them, and a button that puts each back."""

    @at_unit
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        group = form.group(str(request.GET.get("grupp", "")))
        if group is None:
            raise not_there()
        thing, rows = _looked(request, form, plan, reads=True)
        if rows.looking.limited or rows.looking.closed:
            raise not_there()
        gone = sorted(
            (row for row in rows.all.values() if row.group == group.name and row.removed),
            key=lambda row: row.at,
            reverse=True,
        )
        context = seat_context(request) | {
            "patient": thing.patient,
            "group": group,
            "entries": [(row, _written(rows, group, row.id)) for row in gone],
            "form": PlainForm() if rows.may(RowChange.RESTORE) and rows.looking.party in group.parties else None,
            "restore_href": rows.looking.address("rad/aterstall"),
            "back": _step(request, form, plan),
        }
        return render(request, "planning/fields/removed.html", context)

    return view


def _written(rows: Rows, group: GroupSpec, key: UUID) -> list[tuple[str, str]]:
    """What stands in a row, as (label, words), the empty fields left out."""
    specs = queries.resolved(group.specs(key), rows.looking.plan.id)
    words = ((spec, queries.words_of(spec, rows.looking.now(spec).value, {})) for spec in specs)
    return [(str(spec.label), text) for spec, text in words if text]


def drawn(form: FieldForm, *, open_: bool) -> Endpoint:
    """The view that draws a single row for the page's script: closed, when others have added it, or opened."""

    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        _thing, rows = _looked(request, form, plan, reads=False, open_=open_)
        return render(request, "planning/fields/row.html", {"row": _row(request, rows)})

    return at_unit(require_GET(view)) if open_ else at_unit(unattended(require_GET(view)))
