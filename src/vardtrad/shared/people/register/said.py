"""What a population register says about one person: the shape that every source gives, and that the verbs take in.

A field that is None was not said, as opposed to said to be empty: a register that answers for a protected person says
neither address nor relations, and what is not said changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vardtrad.kernel.identity import IdentityNumber
from vardtrad.shared.people.models import Protection, Registration, TrusteeKind


class RegisterDown(Exception):
    """The register did not answer, answered too slowly, or answered with something else than its contract says.

    The message is for the operator's log and holds no number and nothing of an answer.
    """


@dataclass(frozen=True, slots=True)
class Address:
    """A Swedish address as the register writes it."""

    street: str = ""
    postal_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Trustee:
    """A god man or förvaltare; ``person_matters`` when the assignment includes to care for the person."""

    identity: str
    kind: TrusteeKind
    person_matters: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the register says about one person. Numbers are in the stored form of twelve characters.

    ``guardians`` and ``trustees`` are all that there are now. ``earlier_numbers`` are those that the person had before.
    The third kind of protection, fingerade personuppgifter, cannot be told from an ordinary person and is not here.
    """

    identity: str
    given_name: str
    family_name: str
    protection: Protection
    registration: Registration
    deceased: bool
    address: Address | None = None
    municipality_code: str | None = None
    guardians: tuple[str, ...] | None = None
    trustees: tuple[Trustee, ...] | None = None
    earlier_numbers: tuple[str, ...] = ()

    def names(self, number: str) -> bool:
        """Whether it names the person with this stored number as guardian, god man or förvaltare."""
        return number in (self.guardians or ()) or any(one.identity == number for one in self.trustees or ())


class Register(Protocol):
    """A population register that can be asked."""

    def ask(self, numbers: Sequence[IdentityNumber]) -> Mapping[str, Said]:
        """What it says about these persons, by stored number; without those it does not know. Raises RegisterDown."""
        ...
