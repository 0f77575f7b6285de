"""Changing what the population register knows about a person: one function, which a region's own register may replace.

``VARDTRAD_POPULATION_REGISTER`` names another function with the same shape (docs/adr, "the register's one way in").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from vardtrad.shared.people.models import Person

Change = Callable[[Person, str], None]
"""Takes a person, and the HSA-id of the unit where the person is listed from now on.

It is called under the lock of the request that was accepted, before anything is written. It tells the register and
sets ``listed_at`` on the person, and may be called again with the same answer. It raises Refused, with a sentence for
staff, when the register does not take it: then the request stays as it was.
"""


def list_at(person: Person, hsa_id: str) -> None:
    """Have the register list the person at a unit; the caller writes ``person.listed_at``. Raises Refused."""
    cast("Change", import_string(settings.POPULATION_REGISTER))(person, hsa_id)


def own_copy(person: Person, hsa_id: str) -> None:
    """The default: the product's own copy of the register is the register."""
    person.listed_at = hsa_id
