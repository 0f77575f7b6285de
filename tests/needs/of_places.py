"""What the rows of assignments and setups need."""

from __future__ import annotations

from tests.needs.oracle import Oracle, breaks
from vardtrad.shared.care_units import rules

ASSIGNMENTS = Oracle(
    table=rules.TABLE,
    rows={
        ("add", ""): "known given_by_a_configurator",
        ("set_permissions", "active"): "known given_by_a_configurator not_locked_out somebody_left",
        ("end", "active"): "not_locked_out somebody_left",
    },
    good=rules.AssignmentFacts(
        own=False, takes_own_administration=False, last_administrator=False, permissions_known=True,
        takes_configuration_into_own_hands=False,
    ),
    breaks={
        "known": breaks("Välj bland behörigheterna", permissions_known=False),
        "given_by_a_configurator": breaks("Systemadministratör ges", takes_configuration_into_own_hands=True),
        "not_locked_out": breaks("din egen behörighet", own=True, takes_own_administration=True),
        "somebody_left": breaks("minst en administratör", last_administrator=True),
    },
)  # fmt: skip

ALL_DUTIES = ["acknowledge", "attest", "approve"]
NURSES = {"sjukskoterska": ALL_DUTIES}

SETUPS = Oracle(
    table=rules.SETUP_TABLE,
    rows={
        ("activate", ""): "a_party known_roles every_duty",
        ("set_roles", "active"): "known_roles every_duty",
        ("deactivate", "active"): "",
    },
    good=rules.SetupFacts(roles=NURSES, known_roles=frozenset({"sjukskoterska", "lakare"}), is_a_party=True),
    breaks={
        "a_party": breaks("varken slutenvård, öppenvård eller kommun", is_a_party=False),
        "known_roles": (
            *breaks("Välj bland rollerna", roles=NURSES | {"trollkarl": []}),
            *breaks("Välj bland rollerna", roles=NURSES | {"lakare": ["fly"]}),
        ),
        "every_duty": (
            *breaks("ha ansvar för: kvittera.", roles={"sjukskoterska": ["attest", "approve"]}),
            *breaks("ha ansvar för: justera.", roles={"sjukskoterska": ["acknowledge", "approve"]}),
            *breaks("ha ansvar för: godkänna.", roles={"sjukskoterska": ["acknowledge", "attest"]}),
            *breaks("ha ansvar för: kvittera, justera, godkänna.", roles={}),
        ),
    },
)
