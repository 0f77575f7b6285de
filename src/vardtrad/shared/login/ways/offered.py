"""The ways in as a login page offers them, and the way out of the provider after a logout."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from vardtrad.shared.login.models import World
from vardtrad.shared.login.ways import rows
from vardtrad.shared.login.ways.row_rules import LEVELS
from vardtrad.shared.login.ways.way import Way


@dataclass(frozen=True, slots=True)
class Offer:
    """A way in on the login page (vardtrad.shared.login.providers.Provider), for a login at a level."""

    way: Way
    level: int = 0

    @property
    def key(self) -> str:
        """The id of its row."""
        return self.way.id

    @property
    def world(self) -> World:
        """The one world it leads into."""
        return self.way.world

    @property
    def name(self) -> str:
        """The text of its button."""
        return self.way.name

    @property
    def about(self) -> str:
        """The sentence below its button."""
        return self.way.told

    def start(self, next_path: str) -> str:
        """The address that sends the browser to the provider."""
        given = {"till": next_path} if next_path else {}
        if self.level:
            given["niva"] = str(self.level)
        return reverse("way_start", args=[self.way.id]) + (f"?{urlencode(given)}" if given else "")


def providers(world: World, level: int = 0) -> list[Offer]:
    """The ways of the rows into a world that can give a level."""
    return [Offer(way, level) for way in rows.ways_into(world, level)]


def wanted_level(request: HttpRequest) -> int:
    """The level that a page behind this login needs, as its address says; 0 when it says none.

    An address that says less than the page needs leads to a session that the page refuses, so it may say anything.
    """
    text = request.GET.get("niva", "")
    return int(text) if text in {str(level) for level in LEVELS} else 0


def to_leave(request: HttpRequest, world: World) -> Way | None:
    """The way whose provider somebody who has just logged out may still be logged in at; None when that cannot be."""
    way = rows.way_of(request.GET.get("ut", ""))
    if way is None or way.world != world or way.protocol not in {"oidc", "saml"}:
        return None
    return way if way.logout and way.single_sign_on else None
