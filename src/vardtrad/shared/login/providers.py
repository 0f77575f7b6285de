"""The interface of every way to log in: those of the rows (vardtrad.shared.login.ways), and the demo's own.

A provider proves who somebody is in one world and at which level of assurance. It never decides what they may do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from vardtrad.shared.login.models import World


@dataclass(frozen=True, slots=True)
class Proven:
    """What a provider has proven: the identity number of a resident or the HSA-id of staff, and the level (1–4)."""

    world: World
    subject: str
    assurance: int
    method: str
    # Marks of the account and the session at the provider, for its own logout; empty when it has none.
    provider_account: bytes = b""
    provider_session: bytes = b""


class Provider(Protocol):
    """A way to log in."""

    @property
    def key(self) -> str:
        """Its name in addresses and traces."""
        ...

    @property
    def world(self) -> World:
        """The one world it leads into."""
        ...

    @property
    def name(self) -> str | Promise:
        """The text of its button."""
        ...

    @property
    def about(self) -> str | Promise:
        """A sentence below its button; empty when none is needed."""
        ...

    def start(self, next_path: str) -> str:
        """The address where the login begins; ``next_path`` is where the user was going."""
        ...
