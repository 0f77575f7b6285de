"""Asking the population register now, where an installation has one that can be asked.

Without ``VARDTRAD_REGISTER_URL`` the register is the files that the operator loads, and nothing is asked. A register
that is down refuses nobody who is already known: what is stored stays in force, until it is told otherwise. But nobody
becomes somebody's proxy by what was stored (``told`` raises RegisterDown then).
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.register import actions
from vardtrad.shared.people.register.riv import MOST_AT_ONCE, Personuppgiftstjansten
from vardtrad.shared.people.register.said import Register, RegisterDown

logger = logging.getLogger(__name__)


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


def told(*numbers: IdentityNumber, on_behalf_of: IdentityNumber | None = None) -> bool:
    """Have what is stored of some persons be what the register says at this moment. Raises RegisterDown.

    False when it said nothing of one of them: then what is stored is no ground for anything new.

    ``on_behalf_of`` asks for somebody who says that they may act for the others: of a stranger nothing is stored unless
    the register names that person beside them, so that nobody fills the product with people by typing numbers.
    """
    asked = register()
    if asked is None:
        return True
    answers = asked.ask(numbers)
    known = actions.known_among([number.value for number in numbers])
    actions.take_in(
        said
        for number, said in answers.items()
        if on_behalf_of is None or number in known or said.names(on_behalf_of.value)
    )
    return all(number.value in answers for number in numbers)


def told_again(*numbers: IdentityNumber) -> None:
    """Have what is stored of some persons be what the register says, or stay as it is when the register is down."""
    try:
        told(*numbers)
    except RegisterDown as error:
        logger.warning("%s", error)


def refresh(older_than: timedelta, *, most: int, first: Collection[UUID] = ()) -> actions.Report:
    """Ask again about those whom the register spoke of longest ago, at most so many. Raises RegisterDown.

    ``first`` are the ids of those who come before all others: whoever acts for somebody, and who is acted for. What a
    part of the persons is said to be is stored before the next part is asked about. A person who was entered by hand
    is not asked about: the register never spoke of them.
    """
    asked, report = register(), actions.Report()
    if asked is None:
        return report
    now = clock.now()
    old = Person.objects.filter(register_said__lt=now - older_than).order_by("register_said")
    people = list(old.filter(pk__in=first)[:most])
    people += list(old.exclude(pk__in=first)[: most - len(people)])
    for begin in range(0, len(people), MOST_AT_ONCE):
        part = people[begin : begin + MOST_AT_ONCE]
        report.count(actions.take_in(asked.ask([person.number for person in part]).values()))
        # Somebody whom the register does not know any more must not be first in line for ever.
        Person.objects.filter(pk__in=[person.pk for person in part]).update(register_said=now)
    return report
