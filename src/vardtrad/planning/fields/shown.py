"""The section of a page that shows the fields and rows of a form, with input that was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import place_of
from vardtrad.planning.fields.looking import FieldView, Looking, marker
from vardtrad.planning.fields.row_views import OPEN, Rows
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.views import Opened, plan_address
from vardtrad.shared.login.guards import SeatRequest
from vardtrad.shared.web.forms import PlainForm

SAVE = "spara-falt"
"""The name in Opened of a field form that was refused."""
MOST_OPEN = 20
"""How many rows may stand open at once: an address is typed by anybody."""


class Typed(PlainForm):
    """The input of a field form, kept so that the page can show it again."""

    def __init__(self, path: str, value: str, revision: int, sentence: str) -> None:
        super().__init__()
        self.path, self.value, self.revision, self.sentence = path, value, revision, sentence


def section(
    request: SeatRequest,
    form: FieldForm,
    plan: Plan,
    capacities: frozenset[str],
    opened: Opened,
    *,
    moment: datetime | None = None,
    warned: bool = False,
    at: str = "",
) -> dict[str, Any]:
    """What planning/fields/_fields.html needs, all under the name ``fields``: a fixed number of queries.

    ``plan`` (with ``form.related``) and ``capacities`` come from ``door.read``. With ``moment`` (UTC) the fields are
    shown as they were then, read-only, on the page at the address ``at``. Where saving would break attestations, the
    fields are read-only until the user has been ``warned`` and has chosen to write.
    """
    looking = Looking(request, form, plan, capacities, moment=moment, warned=warned)
    views = looking.views()
    rows = Rows(looking, open_rows(request, opened), at or plan_address(request, plan.process, plan.id, form.step))
    groups = rows.groups()
    every = [*views, *rows.open_fields]
    kept: list[tuple[str, str]] = []
    sentence = ""
    if opened.name == SAVE and isinstance(opened.form, Typed):
        shown = next((view for view in every if view.path == opened.form.path), None)
        sentence = opened.sentence or opened.form.sentence
        if shown is not None and shown.editable:
            _show_refused(shown, opened.form, sentence)
        elif opened.form.value.strip():
            spec = form.spec(opened.form.path)
            kept.append((str(spec.label) if spec is not None else "", opened.form.value))
    return {
        "fields": {
            "form": form,
            "all": views,
            "by_path": {view.path: view for view in views},
            "groups": {group.spec.name: group for group in groups},
            "saved": looking.saved,
            "rows": list(rows.all.values()),
            "values_href": looking.address("varden"),
            "marker": marker(form, plan) if moment is None else "",
            "kept": kept,
            "breaks": looking.breaks,
            "warned": warned,
        }
    }


def _show_refused(shown: FieldView, typed: Typed, sentence: str) -> None:
    """Put the typed text back into its field, next to what somebody else has saved in the meantime."""
    shown.error = sentence
    if shown.revision != typed.revision and typed.value != shown.value:
        shown.theirs, shown.theirs_revision = shown.value_words, shown.revision
        shown.error = ""
    shown.value = typed.value


def open_rows(request: SeatRequest, opened: Opened | None = None) -> set[UUID]:
    """The rows that the page is to show with their fields: those of the address, and that of a refused field."""
    keys = set()
    for text in request.GET.getlist(OPEN)[:MOST_OPEN]:
        place = place_of(f"x.{text}.x")
        if place is not None:
            keys.add(place[1])
    if opened is not None and isinstance(opened.form, Typed):
        place = place_of(opened.form.path)
        if place is not None:
            keys.add(place[1])
    return keys
