"""Who acts: a resident, a member of staff at a care unit, the product itself, or nobody known yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5


class ActorKind(StrEnum):
    """The worlds that an actor can belong to; they never mix (design.md, two worlds)."""

    RESIDENT = "resident"
    # Never an actor: the addressee of a notice about an inbox that a resident sees to for somebody else, by their link.
    PROXY = "proxy"
    STAFF = "staff"
    # Never an actor either: the addressee of a notice to a unit's mailbox, which whoever works there reads.
    UNIT = "unit"
    SYSTEM = "system"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts in one request or one piece of work, with the rights read for just that moment.

    ``unit`` and ``organisation`` say where staff act; ``roles`` are the permissions held there now. A withdrawn
    permission is therefore gone at the next request (ASVS 8.3.2). ``role`` is the one that staff act in when they plan
    together with others (001-027); it comes from the position in the directory. ``name`` and ``title`` are the
    directory's and stand in logs; ``goes_by`` and ``sign_off`` are what residents see instead (000-047…051).

    A resident who is a proxy right now (ombudsläget) ``acts_for`` another person, on a ``ground`` and with ``deeds`` of
    the table of vardtrad.shared.proxies.rules; where ``clinics`` is not None only what was written to these clinics.
    """

    kind: ActorKind
    id: UUID
    name: str = ""
    title: str = ""
    unit: UUID | None = None
    organisation: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    session: UUID | None = None
    role: str = ""
    goes_by: str = ""
    sign_off: str = ""
    acts_for: UUID | None = None
    clinics: frozenset[UUID] | None = None
    ground: str = ""
    deeds: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_system(self) -> bool:
        """Whether the product itself acts, at a deadline for instance."""
        return self.kind is ActorKind.SYSTEM

    @property
    def matters_of(self) -> UUID:
        """Whose matters a resident sees to: the resident's own, or those of the person whom a proxy acts for."""
        return self.acts_for or self.id

    @property
    def writes_as(self) -> UUID:
        """Under what the actor's unsent words are kept: a proxy's apart for each person, and never anybody else's."""
        return self.id if self.acts_for is None else writes_as(self.id, self.acts_for)

    @property
    def in_own_matters(self) -> Actor:
        """The same one, acting for nobody: for what a proxy does with the own login and the own screen."""
        return replace(self, acts_for=None, clinics=None, ground="", deeds=frozenset())

    def reads_at(self, clinic: UUID) -> bool:
        """Whether a resident reads what was written to this clinic: in own matters, and as most proxies, all."""
        return self.clinics is None or clinic in self.clinics

    @property
    def here(self) -> UUID:
        """The unit where the actor acts. Raises ValueError for one who acts at none."""
        if self.unit is None:
            raise ValueError("the actor is at no unit")
        return self.unit

    @property
    def signature(self) -> str:
        """Name and title, the default signature under what staff write (000-049)."""
        return f"{self.name}, {self.title}" if self.title else self.name

    @property
    def letter_name(self) -> str:
        """The name that residents see."""
        return self.goes_by or self.name

    @property
    def letter_signature(self) -> str:
        """What stands under a message to a resident."""
        return self.sign_off or self.signature


def writes_as(proxy: UUID, person: UUID) -> UUID:
    """Under what the unsent words of a proxy for a person are kept."""
    return uuid5(proxy, str(person))


def system(name: str) -> Actor:
    """The named system actor that carries out a deadline or a chore, the same id at every start."""
    return Actor(kind=ActorKind.SYSTEM, id=uuid5(NAMESPACE_URL, f"vardtrad:system:{name}"), name=name)


NOBODY = Actor(kind=ActorKind.NOBODY, id=UUID(int=0))
