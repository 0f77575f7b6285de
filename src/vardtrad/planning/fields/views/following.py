"""What an open page asks again: what others save and write in the fields, and which rows there are (B-29, ADR 15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from vardtrad.gate import door
from vardtrad.planning.fields import actions
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import removed_by
from vardtrad.planning.fields.looking import Looking, marker
from vardtrad.planning.fields.row_views import Rows
from vardtrad.planning.fields.shown import open_rows
from vardtrad.planning.fields.views.places import Endpoint
from vardtrad.shared.login.guards import SeatRequest, at_unit, unattended


def values(form: FieldForm) -> Endpoint:
    """The view that an open page calls when the plan has changed: every field that this seat may read (ADR 15)."""

    @at_unit
    @unattended
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.follow(form.subject, request.actor, plan, related=form.related)
        looking = Looking(request, form, thing, capacities, warned=True)
        rows = Rows(looking, open_rows(request), "")
        part = getattr(thing, form.part, None)
        told = [
            {
                "path": field.path,
                "revision": field.revision,
                "value": field.value,
                "value_words": field.value_words,
                "saved_words": field.by_words,
                "editing_words": field.editing_words,
            }
            for field in [*looking.views(), *rows.open_fields]
        ]
        seen = part.content if part is not None else 0
        return JsonResponse({"fields": told, "rows": _told(rows), "marker": marker(form, thing), "seen": seen})

    return view


def _told(rows: Rows) -> list[dict[str, Any]]:
    """The rows for the page's script, in their order: which group, under which row, and what a closed one says."""
    # After a no, and to who reads by a ground of its own, nothing tells what others have removed.
    told = () if rows.looking.limited or rows.looking.closed else rows.all.values()
    standing = [
        {
            "row": row.key.hex,
            "group": row.group.name,
            "under": row.under.hex if row.under is not None else "",
            "href": row.part_href,
            "heading": row.heading,
            "editing": row.editing_words,
            "cells": {cell.path: cell.words for cell in row.cells},
        }
        for row in rows.views()
    ]
    removed = [
        {"row": row.id.hex, "removed": removed_by(str(group.definite), row.by_name)}
        for row in told
        if row.removed and (group := rows.looking.form.group(row.group)) is not None
    ]
    return standing + removed


def editing(form: FieldForm) -> Endpoint:
    """The view that records that a user writes in a field, or has left it (``left``): a hint to others, no lock."""

    @at_unit
    @unattended
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.follow(form.subject, request.actor, plan, related=form.related)
        spec = form.spec(str(request.POST.get("path", "")))
        if spec is not None and Looking(request, form, thing, capacities).writes_in(spec):
            mark = actions.leave if request.POST.get("left") else actions.write_in
            mark(request.actor, plan, spec.path)
        return HttpResponse(status=204)

    return view
