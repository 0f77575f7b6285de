"""Asking the population register now, where an installation has one that can be asked.

Without ``VARDTRAD_REGISTER_URL`` the register is the files that the operator loads, and nothing is asked. A register
that is down refuses nobody who is already known: what is stored stays in force, until it is told otherwise. But nobody
becomes somebody's proxy by what was stored (``told`` raises RegisterDown then).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings

from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.register import actions
from vardtrad.shared.people.register.riv import Personuppgiftstjansten
from vardtrad.shared.people.register.said import Register, Said


def register() -> Register | None:
    """The register that this installation asks; None when it lives on loaded files."""
    if not settings.REGISTER_URL:
        return None
    return Personuppgiftstjansten(
        url=settings.REGISTER_URL,
        logical_address=settings.REGISTER_LOGICAL_ADDRESS,
        certificate=settings.REGISTER_CERTIFICATE,
        key=settings.REGISTER_KEY,
        authorities=settings.REGISTER_AUTHORITIES,
        seconds=settings.REGISTER_SECONDS,
        version=settings.REGISTER_VERSION,
    )


def told(number: IdentityNumber) -> None:
    """Have what is stored of a person be what the register says at this moment. Raises RegisterDown."""
    asked = register()
    if asked is not None:
        actions.take_in(asked.ask([number]).values())


def refresh(older_than: timedelta, *, most: int) -> actions.Report:
    """Ask again about those whom the register spoke of longest ago, at most so many. Raises RegisterDown.

    A person who was entered by hand is not asked about: the register never spoke of them.
    """
    asked, report = register(), actions.Report()
    if asked is None:
        return report
    now = clock.now()
    people = list(Person.objects.filter(register_said__lt=now - older_than).order_by("register_said")[:most])
    answers: Iterable[Said] = asked.ask([person.number for person in people]).values()
    report = actions.take_in(answers)
    # Somebody whom the register does not know any more must not be first in line for ever.
    Person.objects.filter(pk__in=[person.pk for person in people]).update(register_said=now)
    return report
