"""The fields of Samordnad individuell plan, and its rows: units, other participants, sub-goals and activities."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.planning.fields.groups import GroupSpec, path_in, place_of
from vardtrad.planning.fields.models import Field, Row
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, Listed
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS as ASSESSMENT_FIELDS
from vardtrad.planning.sip.assessment_fields import EVERYBODY
from vardtrad.planning.sip.guest_standing import in_force
from vardtrad.planning.sip.guest_standing import named as guest_name
from vardtrad.planning.sip.models import Guest

UNITS, OTHERS, SUB_GOALS, ACTIVITIES = "enheter", "deltagare", "delmal", "aktivitet"
NO_MEASURES = "inga"
"""The value of a unit's field that says that it has no measures of its own (001-210)."""
PERSON = "personen"
"""The value of a responsible that is the person whom the plan is about (B-42)."""

RESPONSIBLE = "ansvarig"
"""The name of an activity's field that says who is responsible."""

DAY, TIME, REASON = "sip.datum", "sip.tid", "sip.orsak"
MEETING, SITUATION = gettext_lazy("Planeringen"), gettext_lazy("Situation och mål")
RISK = gettext_lazy("Riskbedömning och åtgärder")

PLAN_FIELDS: tuple[FieldSpec, ...] = (
    # What stands in the call is shown until somebody writes something else (001-199).
    FieldSpec(DAY, gettext_lazy("Datum för planering"), EVERYBODY, FieldKind.DATE, MEETING),
    FieldSpec(TIME, gettext_lazy("Tid för planering"), EVERYBODY, FieldKind.TIME, MEETING),
    FieldSpec(REASON, gettext_lazy("Initiativorsak"), EVERYBODY, section=MEETING),
    FieldSpec("sip.nulage", gettext_lazy("Nuvarande situation"), EVERYBODY, section=SITUATION, required=True, lines=4),
    FieldSpec("sip.huvudmal", gettext_lazy("Huvudmål"), EVERYBODY, section=SITUATION, required=True, lines=3),
    FieldSpec("sip.risk", gettext_lazy("Riskbedömning"), EVERYBODY, section=RISK),
    FieldSpec("sip.atgardsplan", gettext_lazy("Åtgärdsplan"), EVERYBODY, section=RISK),
    FieldSpec("sip.tecken", gettext_lazy("Tidigare tecken på återsjuknande"), EVERYBODY, section=RISK),
    FieldSpec("sip.stodbehov", gettext_lazy("Medicinska och psykiatriska stödbehov"), EVERYBODY, section=RISK),
)


# ── Lists of the plan itself ─────────────────────────────────────────────────────────────────────────────────────────


def units_of(plan: UUID, moment: datetime | None = None) -> list[tuple[UUID, str]]:
    """The units of the plan, as (key, name), in the order in which they came: those that take part, or did then."""
    rows = Participant.objects.filter(plan_id=plan)
    if moment is None:
        rows = rows.filter(removed__isnull=True)
    else:
        rows = rows.filter(Q(removed__isnull=True) | Q(removed__gt=moment), added__lte=moment)
    return list(rows.order_by("added", "id").values_list("unit_id", "unit__name"))


def _units(plan: UUID) -> Listed:
    """The units of the plan by their keys, and the names of those that took part earlier: one query."""
    rows = Participant.objects.filter(plan_id=plan).order_by("added", "id")
    told = list(rows.values_list("unit_id", "unit__name", "removed"))
    here = tuple((str(unit), name) for unit, name, removed in told if removed is None)
    return Listed(here, {str(unit): name for unit, name, _removed in told})


def units_to_choose(plan: UUID) -> Listed:
    """The units that can be responsible for a sub-goal (001-203)."""
    return _units(plan)


def responsible_to_choose(plan: UUID) -> Listed:
    """All participants (001-206): the units, the person, those added by name, and the guests (B-42, B-51)."""
    units, others = _units(plan), dict(_others(plan))
    standing = set(Row.objects.filter(plan_id=plan, group=OTHERS, removed=False).values_list("id", flat=True))
    named = tuple((str(key), name) for key, name in others.items() if key in standing and name)
    words = dict(units.words) | {str(key): name for key, name in others.items()}
    invited = [(guest, guest_name(guest)) for guest in _guests(plan)]
    words |= {str(guest.person_id): name for guest, name in invited}
    holding = set(in_force([plan]).values_list("id", flat=True)) if invited else set()
    guests = tuple((str(guest.person_id), name) for guest, name in invited if guest.id in holding)
    return Listed((*units.choices, (PERSON, _("Personen själv")), *named, *guests), words)


def _guests(plan: UUID) -> list[Guest]:
    """Everybody who is or has been invited, in order: a plan that names somebody is readable when that has ended."""
    return list(Guest.objects.filter(plan_id=plan).select_related("person").order_by("added", "id"))


def _others(plan: UUID) -> Iterator[tuple[UUID, str]]:
    """Those who were added by name, as (the row's key, the name)."""
    named = Field.objects.filter(plan_id=plan, path__startswith=f"{OTHERS}.", path__endswith=".namn")
    for path, name in named.order_by("at").values_list("path", "value"):
        place = place_of(path)
        if place is not None:
            yield place[1], " ".join(name.split())


def _rows_of_units(plan: UUID, moment: datetime | None) -> Collection[tuple[UUID, str]]:
    return units_of(plan, moment)


# ── The groups ───────────────────────────────────────────────────────────────────────────────────────────────────────

UNIT_ROWS = GroupSpec(
    name=UNITS,
    word=gettext_lazy("Enhet"),
    definite=gettext_lazy("Enheten"),
    add="",
    remove="",
    given_rows=_rows_of_units,
    summary=("namn", "telefon", "insatser"),
    ordered=False,
    fields=(
        FieldSpec("namn", gettext_lazy("Namn"), EVERYBODY),
        FieldSpec("telefon", gettext_lazy("Telefon"), EVERYBODY, lines=1),
        FieldSpec(
            "insatser",
            gettext_lazy("Egna insatser"),
            EVERYBODY,
            FieldKind.CHOICE,
            choices=((NO_MEASURES, gettext_lazy("Inga egna insatser")),),
            own_row=True,
        ),
    ),
)

OTHER_ROWS = GroupSpec(
    name=OTHERS,
    word=gettext_lazy("Deltagare"),
    definite=gettext_lazy("Deltagaren"),
    add=gettext_lazy("Lägg till ytterligare deltagare"),
    remove=gettext_lazy("Ta bort deltagare"),
    summary=("namn", "relation", "telefon"),
    fields=(
        FieldSpec("namn", gettext_lazy("Namn"), EVERYBODY, required=True, lines=1),
        FieldSpec("relation", gettext_lazy("Relation eller roll"), EVERYBODY, lines=1),
        FieldSpec("telefon", gettext_lazy("Telefon"), EVERYBODY, lines=1),
    ),
)

SUB_GOAL_ROWS = GroupSpec(
    name=SUB_GOALS,
    word=gettext_lazy("Delmål"),
    definite=gettext_lazy("Delmålet"),
    add=gettext_lazy("Skapa nytt delmål"),
    remove=gettext_lazy("Ta bort delmål"),
    summary=("rubrik", "enhet"),
    fields=(
        FieldSpec("rubrik", gettext_lazy("Delmål"), EVERYBODY, required=True),
        FieldSpec(
            "enhet",
            gettext_lazy("Ansvarig enhet"),
            EVERYBODY,
            FieldKind.CHOICE,
            required=True,
            listed=units_to_choose,
        ),
    ),
)

ACTIVITY_ROWS = GroupSpec(
    name=ACTIVITIES,
    word=gettext_lazy("Aktivitet"),
    definite=gettext_lazy("Aktiviteten"),
    add=gettext_lazy("Skapa ny aktivitet"),
    remove=gettext_lazy("Ta bort aktivitet"),
    inside=SUB_GOALS,
    summary=("rubrik", "ansvarig", "datum", "status"),
    fields=(
        FieldSpec("rubrik", gettext_lazy("Aktivitet"), EVERYBODY, required=True),
        FieldSpec("beskrivning", gettext_lazy("Beskrivning"), EVERYBODY),
        FieldSpec(
            RESPONSIBLE,
            gettext_lazy("Ansvarig för uppföljning"),
            EVERYBODY,
            FieldKind.CHOICE,
            listed=responsible_to_choose,
        ),
        FieldSpec("datum", gettext_lazy("Datum för uppföljning"), EVERYBODY, FieldKind.DATE),
        # These two are still written when the plan has been approved (001-208, 001-215).
        FieldSpec(
            "status",
            gettext_lazy("Status"),
            EVERYBODY,
            FieldKind.CHOICE,
            choices=tuple(settings.PLANNING_LISTS["activity_status"].items()),
            always=True,
        ),
        FieldSpec("uppfoljning", gettext_lazy("Uppföljning"), EVERYBODY, always=True),
    ),
)

PLAN_GROUPS: tuple[GroupSpec, ...] = (UNIT_ROWS, OTHER_ROWS, SUB_GOAL_ROWS, ACTIVITY_ROWS)


def measures_path(unit: UUID) -> str:
    """The path of the field in which a unit says that it has no measures of its own."""
    return path_in(UNITS, unit, "insatser")
