"""The demo's own identity provider: for the made-up people of the demo, and off everywhere else.

It implements the same interface as OIDC, BankID and SITHS will. It proves nothing about real people, so it refuses
to exist outside demo mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
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

    def start(self, next_path: str) -> str:
        """The page where a person is chosen."""
        page = reverse("demo_resident" if self.world == World.RESIDENT else "demo_staff")
        return f"{page}?{urlencode({'till': next_path})}" if next_path else page


def providers(world: World) -> list[Provider]:
    """The ways to log in that this installation has for a world; the demo's only in demo mode."""
    if not settings.DEMO:
        return []
    names: dict[World, Promise] = {World.RESIDENT: _("BankID (demo)"), World.STAFF: _("E-tjänstekort")}
    return [DemoProvider("demo", world, names[world])]


def prove_resident(key: UUID) -> Proven | None:
    """What the demo proves of a chosen resident."""
    person = Person.objects.filter(pk=key).first() if settings.DEMO else None
    return Proven(World.RESIDENT, person.identity, 3, "demo") if person is not None else None


def prove_staff(key: UUID, pin: str) -> Proven | None:
    """What the demo proves of a card: nothing without the right PIN code (000-005)."""
    staff = Staff.objects.filter(pk=key).first() if settings.DEMO and pin == PIN else None
    return Proven(World.STAFF, staff.hsa_id, 3, "demo-card") if staff is not None else None
