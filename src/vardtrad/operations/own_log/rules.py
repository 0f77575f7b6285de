"""What a person is told of who has had access, and what counts as access.

The law gives the right to be told of the access that there has been: patientdatalagen (2008:355) 8 kap. 5 §, and lagen
(2022:913) om sammanhållen vård- och omsorgsdokumentation for plans. Whether the names of staff are told is for the
region to decide (setting ``OWN_LOG_SHOWS``): the unit and the profession are told unless it says otherwise.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NO_ACCESS = frozenset({"session", "proxy", "power", "own_log", "job", "statistics", "view"})
"""The labels of traces that concern somebody's login, or nobody's data in particular."""


class Shows(TextChoices):
    """How much is told of who it was."""

    UNIT = "unit", _("Enheten")
    ROLE = "role", _("Enheten och yrket")
    NAME = "name", _("Enheten, yrket och namnet")


class Kind(TextChoices):
    """What somebody did, in the words that the person reads."""

    READ = "read", _("Läste")
    LIST = "list", _("Såg i en lista")
    SEARCH = "search", _("Sökte fram dig")
    FILE = "file", _("Öppnade en fil")
    CARD = "card", _("Läste kontaktkortet")
    PAPER = "paper", _("Skrev ut eller hämtade")
    WROTE = "wrote", _("Skrev eller ändrade")


_KINDS = {
    "read": Kind.READ,
    "read_version": Kind.READ,
    "open_external": Kind.READ,
    "list": Kind.LIST,
    "search": Kind.SEARCH,
    "add_recipient": Kind.SEARCH,
    "look_up": Kind.SEARCH,
    "try_addressing": Kind.SEARCH,
    "read_file": Kind.FILE,
    "read_card": Kind.CARD,
    "print": Kind.PAPER,
    "export": Kind.PAPER,
    "mark_seen": Kind.READ,
    "mark_read": Kind.READ,
}


def kind_of(action: str) -> Kind:
    """What an action of the log is to the person; every other action is a move, so something was written."""
    return _KINDS.get(action, Kind.WROTE)
