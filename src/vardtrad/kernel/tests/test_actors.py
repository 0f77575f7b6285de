"""Who acts: what each property says, and what it says when something is missing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from vardtrad.kernel.actors import NOBODY, Actor, ActorKind, system

UNIT = UUID(int=7)
RUT = Actor(ActorKind.STAFF, UUID(int=1), "Rut Rask", "undersköterska", unit=UNIT)


def test_only_the_product_itself_is_the_system() -> None:
    assert [kind for kind in ActorKind if Actor(kind, UUID(int=1)).is_system] == [ActorKind.SYSTEM]
    assert not NOBODY.is_system
    assert NOBODY.id == UUID(int=0)


def test_where_somebody_acts() -> None:
    assert RUT.here == UNIT
    with pytest.raises(ValueError, match="at no unit"):
        _ = replace(RUT, unit=None).here


@pytest.mark.req("000-049")
def test_what_stands_under_what_staff_write() -> None:
    assert RUT.signature == "Rut Rask, undersköterska"
    assert replace(RUT, title="").signature == "Rut Rask"
    assert RUT.letter_signature == RUT.signature
    assert replace(RUT, sign_off="Hälsningar Rut").letter_signature == "Hälsningar Rut"
    assert RUT.letter_name == "Rut Rask"
    assert replace(RUT, goes_by="Syster Rut").letter_name == "Syster Rut"


def test_a_system_actor_is_the_same_at_every_start_and_another_for_each_name() -> None:
    assert system("clock") == system("clock")
    assert system("clock").id != system("sealer").id
    assert (system("clock").kind, system("clock").name) == (ActorKind.SYSTEM, "clock")
