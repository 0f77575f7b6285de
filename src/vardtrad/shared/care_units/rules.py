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
    # Sets up how the units of the own organisation plan together (001-002, 001-030).
    CONFIGURATOR = "configurator", gettext_lazy("Systemadministratör")


class Party(TextChoices):
    """The three parties that plan together (001-001)."""

    INPATIENT = "inpatient", gettext_lazy("Slutenvård")
    OUTPATIENT = "outpatient", gettext_lazy("Öppenvård")
    MUNICIPALITY = "municipality", gettext_lazy("Kommun")

    @property
    def letter(self) -> str:
        """The party's abbreviation (001-017)."""
        return {"inpatient": "S", "outpatient": "Ö", "municipality": "K"}[self.value]

    @property
    def definite(self) -> str:
        """The party as a sentence names it: "öppenvården"."""
        return {
            "inpatient": _("slutenvården"),
            "outpatient": _("öppenvården"),
            "municipality": _("kommunen"),
        }[self.value]


class Duty(TextChoices):
    """What a role may be responsible for at a unit (001-030)."""

    ACKNOWLEDGE = "acknowledge", gettext_lazy("Kvittera")
    ATTEST = "attest", gettext_lazy("Justera")
    APPROVE = "approve", gettext_lazy("Godkänna")


class State(TextChoices):
    """The states of an assignment."""

    ACTIVE = "active", gettext_lazy("Gäller")
    ENDED = "ended", gettext_lazy("Avslutat")


class Move(TextChoices):
    """The moves of an assignment."""

    ADD = "add", gettext_lazy("Lägg till")
    SET_PERMISSIONS = "set_permissions", gettext_lazy("Ändra behörigheter")
    END = "end", gettext_lazy("Ta bort")


class Capacity(TextChoices):
    """In what capacity somebody acts on an assignment."""

    ADMINISTRATOR = "administrator", gettext_lazy("Administratör på mottagningen")
    SYSTEM = "system", gettext_lazy("Vårdtråd (automatiskt)")


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """The facts for the needs of an assignment."""

    own: bool
    takes_own_administration: bool
    last_administrator: bool
    permissions_known: bool
    takes_configuration_into_own_hands: bool


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


def _not_ones_own_to_give(facts: AssignmentFacts) -> str | None:
    if facts.takes_configuration_into_own_hands:
        return _("Behörigheten Systemadministratör ges och tas bort av en systemadministratör.")
    return None


not_locked_out = Need("den egna administratörsbehörigheten rörs inte", _not_locked_out)
somebody_left = Need("mottagningen har fortfarande en administratör", _somebody_left)
known = Need("behörigheterna finns i listan", _known)
# A clinic's administrator must not open the whole organisation's rules to anybody (ASVS 8.2.1).
given_by_a_configurator = Need("Systemadministratör ges och tas bort av en systemadministratör", _not_ones_own_to_give)

NEEDS_FRESH_PAGE = Freshness.NEEDS_FRESH_PAGE
NOBODY: frozenset[str] = frozenset()
ADMIN = frozenset({Capacity.ADMINISTRATOR.value, Capacity.SYSTEM.value})

TABLE: Table[AssignmentFacts] = Table(
    [
        Rule(
            Move.ADD,
            frozenset({NOWHERE}),
            State.ACTIVE,
            ADMIN,
            NOBODY,
            NEEDS_FRESH_PAGE,
            (known, given_by_a_configurator),
        ),
        Rule(
            Move.SET_PERMISSIONS,
            frozenset({State.ACTIVE}),
            STAYS,
            ADMIN,
            NOBODY,
            NEEDS_FRESH_PAGE,
            (known, given_by_a_configurator, not_locked_out, somebody_left),
        ),
        Rule(
            Move.END,
            frozenset({State.ACTIVE}),
            State.ENDED,
            ADMIN,
            NOBODY,
            NEEDS_FRESH_PAGE,
            (not_locked_out, somebody_left),
        ),
    ],
    states=State,
    capacities=Capacity,
)


# ── How a unit plans together with others ────────────────────────────────────────────────────────────────────────────


class SetupState(TextChoices):
    """Whether a unit takes part in planning."""

    ACTIVE = "active", gettext_lazy("Aktiv")
    INACTIVE = "inactive", gettext_lazy("Inte aktiv")


class SetupMove(TextChoices):
    """The moves of a unit's setup."""

    ACTIVATE = "activate", gettext_lazy("Aktivera")
    SET_ROLES = "set_roles", gettext_lazy("Ändra roller och ansvar")
    DEACTIVATE = "deactivate", gettext_lazy("Avaktivera")


class SetupCapacity(TextChoices):
    """In what capacity somebody acts on a unit's setup."""

    CONFIGURATOR = "configurator", gettext_lazy("Systemadministratör i organisationen")
    SYSTEM = "system", gettext_lazy("Vårdtråd (automatiskt)")


Roles = dict[str, list[str]]
"""The active roles of a unit by code, each with its duties (001-030)."""


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """The facts for the needs of a setup."""

    roles: Roles
    known_roles: frozenset[str]
    is_a_party: bool


def _a_party(facts: SetupFacts) -> str | None:
    return (
        None
        if facts.is_a_party
        else _("Enheten är varken slutenvård, öppenvård eller kommun, så den kan inte vara aktiv.")
    )


def _known_roles(facts: SetupFacts) -> str | None:
    known = set(facts.roles) <= facts.known_roles and all(
        set(duties) <= set(Duty.values) for duties in facts.roles.values()
    )
    return None if known else _("Välj bland rollerna och ansvaren i listan.")


def _every_duty(facts: SetupFacts) -> str | None:
    """A unit where nobody may acknowledge would hold up every patient, so such a setup is refused."""
    missing = [duty.label for duty in Duty if not any(duty.value in duties for duties in facts.roles.values())]
    if not missing:
        return None
    return _("Minst en roll behöver ha ansvar för: %(duties)s. Annars stannar ärendena här.") % {
        "duties": ", ".join(str(label).lower() for label in missing)
    }


a_party = Need("enheten är slutenvård, öppenvård eller kommun", _a_party)
known_roles = Need("rollerna och ansvaren finns i listan", _known_roles)
every_duty = Need("varje ansvar ligger hos minst en roll", _every_duty)

CONFIGURATOR = frozenset({SetupCapacity.CONFIGURATOR.value, SetupCapacity.SYSTEM.value})

SETUP_TABLE: Table[SetupFacts] = Table(
    [
        Rule(
            SetupMove.ACTIVATE,
            frozenset({NOWHERE, SetupState.INACTIVE}),
            SetupState.ACTIVE,
            CONFIGURATOR,
            NOBODY,
            NEEDS_FRESH_PAGE,
            (a_party, known_roles, every_duty),
        ),
        Rule(
            SetupMove.SET_ROLES,
            frozenset({SetupState.ACTIVE}),
            STAYS,
            CONFIGURATOR,
            NOBODY,
            NEEDS_FRESH_PAGE,
            (known_roles, every_duty),
        ),
        Rule(
            SetupMove.DEACTIVATE,
            frozenset({SetupState.ACTIVE}),
            SetupState.INACTIVE,
            CONFIGURATOR,
            NOBODY,
            NEEDS_FRESH_PAGE,
        ),
    ],
    states=SetupState,
    capacities=SetupCapacity,
)
