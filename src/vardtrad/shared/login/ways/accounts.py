"""Choosing among several assignments: whoever has more than one HSA-id here says which before the session begins.

Until then the browser keeps what was proven, signed and for five minutes; it counts once.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from vardtrad.shared.care_units.models import Assignment, Staff
from vardtrad.shared.care_units.queries import ACTIVE
from vardtrad.shared.care_units.rules import State
from vardtrad.shared.login import cookies
from vardtrad.shared.login.ways import rows
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped, Why

COOKIE = "vt_uppdrag"
SECONDS = 300
_SALT = "vardtrad.shared.login.ways.accounts"


@dataclass(frozen=True, slots=True)
class Account:
    """An HSA-id to choose: its title, and the units where it works."""

    hsa_id: str
    title: str
    places: tuple[str, ...]


def choices(who: Identified) -> list[Account]:
    """The HSA-ids of somebody that may log in here, with what they are; one query for all and one for their places."""
    staff = Staff.objects.filter(active=True, hsa_id__in=who.subjects).prefetch_related("assignments__unit")
    return [
        Account(
            each.hsa_id,
            each.title,
            tuple(sorted(place.unit.name for place in each.assignments.all() if place.state == State.ACTIVE)),
        )
        for each in staff.order_by("title", "hsa_id")
    ]


def first_page(who: Identified, subject: str) -> str:
    """The start page of the unit whose assignment was chosen at the provider; empty when none was, or not here."""
    if not who.unit:
        return ""
    places = Assignment.objects.filter(ACTIVE, staff__hsa_id=subject, unit__hsa_id=who.unit, unit__takes_cases=True)
    key = places.values_list("unit_id", flat=True).first()
    return reverse("clinic_start", args=[key]) if key is not None else ""


def keep(response: HttpResponseBase, who: Identified, target: str, once: str) -> None:
    """Let the browser keep what was proven until a choice is made; ``once`` names this very login."""
    kept = {**who.as_texts(), "target": target, "once": once}
    value = signing.dumps(kept, salt=_SALT, compress=True)
    cookies.put(response, COOKIE, value, seconds=SECONDS)


def kept(request: HttpRequest) -> tuple[Identified, str, str]:
    """What the browser keeps: who was proven, the page to come to, and the name of the login. Raises Stopped."""
    try:
        value = cookies.value_of(request.COOKIES, COOKIE)
        # What was signed with a key that has been changed logs nobody in: it lives for minutes only.
        read = signing.loads(value, salt=_SALT, max_age=SECONDS, fallback_keys=[])
    except signing.BadSignature:
        raise Stopped(Why.NOT_BEGUN_HERE) from None
    way = rows.way_of(read["way"])
    if way is None:
        raise Stopped(Why.NOT_BEGUN_HERE)
    return Identified.of_texts(way, read), read["target"], read["once"]


def forget(response: HttpResponseBase) -> None:
    """Have the browser forget what was proven."""
    cookies.take_away(response, COOKIE)
