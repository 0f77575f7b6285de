"""The walls hold: each of these wrong imports, added to the real graph of imports, breaks a contract of pyproject.toml.

An import is added to the graph in memory and taken out again, so that no file is written and each trial takes a moment.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "acyclic_siblings": AcyclicSiblingsContract,
}

WRONG = [
    # Between the halves. The first three passed unseen when the halves were kept apart by lists of names.
    ("vardtrad.cases.case.closing", "vardtrad.planning.svu.payment.rules"),
    ("vardtrad.cases.staff.statistics.queries", "vardtrad.planning.plan.models"),
    ("vardtrad.planning.svu.board.queries", "vardtrad.cases.case.models"),
    ("vardtrad.planning.start.views", "vardtrad.cases.staff.frame.queries"),
    ("vardtrad.cases.resident.queries", "vardtrad.planning.messages.models"),
    # Up through the house.
    ("vardtrad.kernel.clock", "vardtrad.gate.models"),
    ("vardtrad.gate.door.moves", "vardtrad.shared.people.models"),
    ("vardtrad.shared.people.models", "vardtrad.cases.case.models"),
    ("vardtrad.shared.web.forms", "vardtrad.planning.plan.rules"),
    ("vardtrad.cases.case.models", "vardtrad.operations.permissions.urls"),
    ("vardtrad.planning.plan.models", "vardtrad.live.queries"),
    ("vardtrad.shared.login.queries", "vardtrad.config.settings"),
    # Up inside a wing.
    ("vardtrad.cases.teams.models", "vardtrad.cases.case.models"),
    ("vardtrad.cases.tasks.models", "vardtrad.cases.staff.tasks.views"),
    ("vardtrad.cases.resident.queries", "vardtrad.cases.staff.lists.queries"),
    ("vardtrad.cases.staff.frame.queries", "vardtrad.cases.staff.bulk.models"),
    ("vardtrad.planning.consent.models", "vardtrad.planning.plan.models"),
    ("vardtrad.planning.messages.queries", "vardtrad.planning.svu.models"),
    ("vardtrad.shared.care_units.models", "vardtrad.shared.login.models"),
    # Up inside a room, and round in a circle.
    ("vardtrad.planning.svu.rules", "vardtrad.planning.svu.models"),
    ("vardtrad.cases.listing.queries", "vardtrad.cases.listing.actions"),
    ("vardtrad.cases.case.policy", "vardtrad.cases.case.thread"),
    # The kernel and the outside world.
    ("vardtrad.kernel.tables", "jinja2"),
]
"""An importing module and one that it must not know."""


class House:
    """The graph of imports as it is, and the contracts that judge it."""

    def __init__(self) -> None:
        configure()
        options: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
        session = {"root_packages": [options["root_package"]], "include_external_packages": "True"}
        self.graph = grimp.build_graph("vardtrad", include_external_packages=True, cache_dir=None)
        self.contracts = [
            KINDS[contract["type"]](
                name=contract["name"],
                session_options=session,
                contract_options={name: _as_text(value) for name, value in contract.items()},
            )
            for contract in options["contracts"]
        ]

    def broken(self) -> list[str]:
        """The names of the contracts that the graph breaks; a check may change its graph, so each gets a copy."""
        return [
            contract.name for contract in self.contracts if not contract.check(deepcopy(self.graph), verbose=False).kept
        ]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, bool) else value


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def test_the_house_breaks_none_of_these_rules(house: House) -> None:
    assert house.broken() == []


@pytest.mark.parametrize(("importer", "imported"), WRONG)
def test_a_wrong_import_breaks_a_contract(house: House, importer: str, imported: str) -> None:
    if imported not in house.graph.modules:
        house.graph.add_module(imported, is_squashed=True)
    assert importer in house.graph.modules, "the importing module has moved: update its name here"
    assert not house.graph.direct_import_exists(importer=importer, imported=imported)
    house.graph.add_import(importer=importer, imported=imported)
    try:
        assert house.broken()
    finally:
        house.graph.remove_import(importer=importer, imported=imported)


@pytest.mark.parametrize(
    "room", ["billing", "cases.billing", "cases.staff.billing", "planning.billing", "shared.billing"]
)
def test_a_new_room_without_a_place_breaks_a_contract(house: House, room: str) -> None:
    assert f"vardtrad.{room}" not in house.graph.modules, "there is such a room now: take another name"
    house.graph.add_module(f"vardtrad.{room}")
    try:
        assert house.broken()
    finally:
        house.graph.remove_module(f"vardtrad.{room}")


def test_no_contract_lets_an_import_pass() -> None:
    """An exception to a contract is a hole; the way out is to move the code, with an ADR."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert "ignore_imports" not in text
    assert "exhaustive_ignores" not in text
