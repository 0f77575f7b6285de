"""What may happen to an assignment: a member of staff's place and permissions at a clinic (000-017, 000-018)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table


class Permission(TextChoices):
    """What somebody may do at a clinic; one person may hold several there (000-009)."""

    RECEIVER = "receiver", gettext_lazy("Ärendemottagare")
    HANDLER = "handler", gettext_lazy("Ärendehanterare")
    ADMINISTRATOR = "administrator", gettext_lazy("Administratör")
    LOG_REVIEWER = "log_reviewer", gettext_lazy("Granskare")


class S(TextChoices):
    """The states of an assignment."""

    ACTIVE = "active", gettext_lazy("Gäller")
    ENDED = "ended", gettext_lazy("Avslutat")


class M(TextChoices):
    """The moves of an assignment."""

    ADD = "add", gettext_lazy("Lägg till")
    SET_PERMISSIONS = "set_permissions", gettext_lazy("Ändra behörigheter")
    END = "end", gettext_lazy("Ta bort")


class W(TextChoices):
    """In what capacity somebody stands to an assignment."""

    ADMINISTRATOR = "administrator", gettext_lazy("Administratör på mottagningen")
    SYSTEM = "system", gettext_lazy("Vårdtråd (automatiskt)")


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """What the needs of an assignment ask about."""

    own: bool
    takes_own_administration: bool
    last_administrator: bool
    permissions_known: bool


def _not_locked_out(facts: AssignmentFacts) -> str | None:
    if facts.takes_own_administration:
        return _("Du kan inte ta bort din egen behörighet som administratör. Be en kollega göra det.")
    return None


def _somebody_left(facts: AssignmentFacts) -> str | None:
    if facts.last_administrator:
        return _("Mottagningen måste ha minst en administratör.")
    return None


def _known(facts: AssignmentFacts) -> str | None:
    return None if facts.permissions_known else _("Välj bland behörigheterna i listan.")


not_locked_out = Need("den egna administratörsbehörigheten rörs inte", _not_locked_out)
somebody_left = Need("mottagningen har fortfarande en administratör", _somebody_left)
known = Need("behörigheterna finns i listan", _known)

FRESH = Freshness.FRESH
NOBODY: frozenset[str] = frozenset()
ADMIN = frozenset({W.ADMINISTRATOR.value, W.SYSTEM.value})

TABLE: Table[AssignmentFacts] = Table(
    [
        Rule(M.ADD, frozenset({NOWHERE}), S.ACTIVE, ADMIN, NOBODY, FRESH, (known,)),
        Rule(
            M.SET_PERMISSIONS,
            frozenset({S.ACTIVE}),
            STAYS,
            ADMIN,
            NOBODY,
            FRESH,
            (known, not_locked_out, somebody_left),
        ),
        Rule(M.END, frozenset({S.ACTIVE}), S.ENDED, ADMIN, NOBODY, FRESH, (not_locked_out, somebody_left)),
    ],
    states=S,
    standings=W,
)
