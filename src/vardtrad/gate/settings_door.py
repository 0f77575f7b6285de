"""The door of settings: how everything changes that has no state, such as permissions' rules, groups and terms.

What has a state goes through ``gate/door`` and its table. Settings have neither, but the same promises hold for them:
one transaction, a check of who may that no caller can forget, a lock so that two people change one after the other,
and one trace row, also when the change is refused. A verb states whose settings it changes and writes in the body:

    with settings_door.change(CLINIC_SETTINGS, actor, "save_group", "group", thing=group) as change:
        ...
        change.detail = {"name": name}

The body may raise Refused at any point: then nothing is written except the trace of the refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from vardtrad.gate.door.constraints import refusal_of
from vardtrad.gate.door.trace import note
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused, not_there


@dataclass(frozen=True, slots=True)
class Settings:
    """A kind of settings: who may change them, and which row is locked while they are changed.

    ``check`` raises Refused for an actor who may not. ``lock`` gives the row that belongs to this actor, such as the
    clinic's; an actor without one is refused as if the page did not exist. Without a ``lock`` the body locks the rows
    that it changes.
    """

    check: Callable[[Actor], None]
    lock: Callable[[Actor], QuerySet[Any]] | None = None


@dataclass(slots=True)
class Change:
    """A change under way, and what its trace will say.

    ``person`` is the patient or resident whom it concerns, if any. ``detail`` holds what was changed, never anything
    about a patient's health. A body that finds everything as wanted already, as after a double click, sets
    ``repeated``: then it must not have written anything, and no trace is left.
    """

    action: str
    thing: UUID | None = None
    person: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    repeated: bool = False


@contextmanager
def change(
    settings: Settings,
    actor: Actor,
    action: str,
    label: str,
    *,
    thing: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> Iterator[Change]:
    """Check, lock, let the body write, and leave a trace with this action and label, all in one transaction.

    ``detail`` is what was asked for: the trace of a refusal holds it together with the reason. Raises Refused, also for
    a constraint of the database that the body breaks, in that constraint's sentence.
    """
    asked = dict(detail or {})
    under_way = Change(action, thing=thing, detail=dict(asked))
    try:
        with _constraints_refuse(), transaction.atomic():
            settings.check(actor)
            if settings.lock is not None:
                _lock(settings.lock(actor))
            yield under_way
            if not under_way.repeated:
                note(
                    actor,
                    under_way.action,
                    label,
                    thing=under_way.thing,
                    person=under_way.person,
                    detail=under_way.detail,
                )
    except Refused as refused:
        reason = asked | {"reason": refused.reason.value}
        note(actor, action, label, thing=under_way.thing, person=under_way.person, refused=True, detail=reason)
        raise


@contextmanager
def _constraints_refuse() -> Iterator[None]:
    """Turn a broken constraint that has a sentence into a refusal; any other is raised as it is."""
    try:
        yield
    except IntegrityError as error:
        raise refusal_of(error) from None


def _lock(rows: QuerySet[Any]) -> None:
    """Wait for the row and hold it until the transaction ends. Raises Refused when there is none."""
    if not list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)):
        raise not_there()
