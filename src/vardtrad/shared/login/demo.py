"""The demo's own identity provider: for the made-up people of the demo, and off everywhere else.

It implements the same interface as the ways in of the rows. It proves nothing about real people, so it refuses
to exist outside demo mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Proven, Provider
from vardtrad.shared.people.models import Person

PIN = "123456"
"""The PIN code of every card in the demo; printed on the demo's login page."""


@dataclass(frozen=True, slots=True)
class DemoProvider:
    """Login by choosing one of the people of the demo."""

    key: str
    world: World
    name: str | Promise
    about: str | Promise = ""

    def start(self, next_path: str) -> str:
        """The page where a person is chosen."""
        page = reverse("demo_resident" if self.world == World.RESIDENT else "demo_staff")
        return f"{page}?{urlencode({'till': next_path})}" if next_path else page


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the tour: somebody logs in, arrives at an address, and does what the sentence says."""

    world: World
    person: UUID
    name: str
    does: str | Promise
    target: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A story of the tour, told by the people who take part in it."""

    heading: str | Promise
    steps: Sequence[Step]


class Tour(Protocol):
    """What the demo's data know of its people (the setting DEMO_TOUR); this room knows only how they log in."""

    def tries(self) -> Mapping[str, str | Promise]:
        """What is worth trying as each of them, by identity number and HSA-id."""
        ...

    def chapters(self) -> Sequence[Chapter]:
        """The stories; none in a database without the demo's region."""
        ...


def tour() -> Tour:
    """The tour of the demo's own data."""
    made: Tour = import_string(settings.DEMO_TOUR)()
    return made


def providers(world: World) -> list[Provider]:
    """The demo's way to log in to a world: none outside demo mode."""
    if not settings.DEMO:
        return []
    names: dict[World, Promise] = {World.RESIDENT: _("BankID (demo)"), World.STAFF: _("E-tjänstekort")}
    return [DemoProvider("demo", world, names[world])]


def people_of_tour() -> frozenset[UUID]:
    """The people whom the tour leads to."""
    return frozenset(step.person for chapter in tour().chapters() for step in chapter.steps)


def prove_resident(key: UUID) -> Proven | None:
    """What the demo proves of a chosen resident."""
    person = Person.objects.filter(pk=key).first() if settings.DEMO else None
    return Proven(World.RESIDENT, person.identity, 3, "demo") if person is not None else None


def prove_staff(key: UUID, pin: str) -> Proven | None:
    """What the demo proves of a card: nothing without the right PIN code (000-005)."""
    staff = Staff.objects.filter(pk=key).first() if settings.DEMO and pin == PIN else None
    return Proven(World.STAFF, staff.hsa_id, 3, "demo-card") if staff is not None else None
