"""The templates and the files beside them: short lines, and no room that uses a room above it.

The order of the rooms is that of the import layers in pyproject.toml. import-linter does not see which template
another template includes, which template a view draws, and which style or script a page loads; these tests do.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import jinja2
import jinja2.nodes
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

SRC = Path(settings.BASE_DIR)
ROOT = SRC.parent.parent
TEMPLATES = sorted(path for path in SRC.rglob("*.html") if "templates" in path.parts)
STYLES = sorted(path for path in SRC.rglob("*.css") if "vendor" not in path.parts)
MODULES = sorted(path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))

LONGEST_TEMPLATE_LINE = 160
LONGEST_STYLE_LINE = 180

Room = tuple[str, ...]

BASE: Room = ("shared", "web")
"""The room of the base pages, the components and the files of every page. For templates it is the lowest room of all:
each may build on it, also those of rooms below it by the imports, and it builds on none."""

Layers = dict[Room, dict[str, int]]


def layers_of_the_house() -> Layers:
    """For each package with layers, the height of each room in it: 0 is the top, siblings have the same height."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return {
        tuple(container.split(".")[1:]): {
            re.sub(r"[()\s]", "", name): height
            for height, layer in enumerate(contract["layers"])
            for name in re.split(r"[|:]", layer)
        }
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
    }


def may_use(user: Room, used: Room, layers: Layers) -> bool:
    """Whether a room may use another: the same room, a part of it, or one below by the layers.

    Rooms in a package without layers are parts of one room.
    """
    shared = 0
    while shared < min(len(user), len(used)) and user[shared] == used[shared]:
        shared += 1
    if shared in (len(user), len(used)):
        return True
    heights = layers.get(user[:shared])
    return heights is None or heights[user[shared]] < heights[used[shared]]


def room_of(path: Path) -> Room:
    """The room that a file of the product lies in: its package, without the folder templates or static."""
    folders = path.parent.relative_to(SRC).parts
    for kind in ("templates", "static"):
        if kind in folders:
            folders = folders[: folders.index(kind)]
    return folders


def may_build_on(user: Room, used: Room, layers: Layers) -> bool:
    """Whether a room's template may include, import, extend or load something of another room."""
    return used == BASE or (user != BASE and may_use(user, used, layers))


def faults(uses: Iterable[tuple[Path, str, Room]], allowed: Callable[[Room, Room, Layers], bool]) -> list[str]:
    """Each use of something in a room that may not be used, as a sentence."""
    layers = layers_of_the_house()
    return [
        f"{path.relative_to(SRC)} uses {name}" for path, name, room in uses if not allowed(room_of(path), room, layers)
    ]


def room_of_template(name: str) -> Room:
    """The room in a template's name. Raises AssertionError when there is no such template."""
    room, _, file = name.rpartition("/")
    assert (SRC / room / "templates" / file).is_file(), f"there is no template {name}"
    return tuple(room.split("/"))


def room_of_static(name: str) -> Room:
    """The room of a style, script or picture. Raises AssertionError when there is no such file."""
    path = finders.find(name)
    assert path, f"there is no static file {name}"
    return room_of(Path(path))


def nodes_of(path: Path) -> jinja2.nodes.Template:
    """A template's syntax tree."""
    return engines.all()[0].env.parse(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]


def names_in(node: jinja2.nodes.Node) -> list[str]:
    """The template names that an include, import or extends may mean: literals, also those in a choice."""
    return [constant.value for constant in literals(node) if str(constant.value).endswith(".html")]


def literals(node: jinja2.nodes.Node) -> Iterator[jinja2.nodes.Const]:
    if isinstance(node, jinja2.nodes.Const):
        yield node
    yield from node.find_all(jinja2.nodes.Const)


def templates_in_templates() -> Iterator[tuple[Path, str, Room]]:
    """Which template includes, imports or extends which."""
    kinds = (jinja2.nodes.Include, jinja2.nodes.Import, jinja2.nodes.FromImport, jinja2.nodes.Extends)
    for path in TEMPLATES:
        for node in nodes_of(path).find_all(kinds):
            # A name that is not written in the template comes from a module, where it is checked.
            for name in names_in(node.template):
                yield path, name, room_of_template(name)


def static_files_in_templates() -> Iterator[tuple[Path, str, Room]]:
    """Which template loads which style, script or picture."""
    for path in TEMPLATES:
        for call in nodes_of(path).find_all(jinja2.nodes.Call):
            if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "static":
                for constant in literals(call.args[0]):
                    yield path, constant.value, room_of_static(constant.value)


def templates_in_modules() -> Iterator[tuple[Path, str, Room]]:
    """Which module names which template, to draw it."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value
                if re.fullmatch(r"[\w/-]+/[\w-]+\.html", name):
                    yield path, name, room_of_template(name)


@pytest.mark.parametrize(
    ("files", "longest"),
    [(TEMPLATES, LONGEST_TEMPLATE_LINE), (STYLES, LONGEST_STYLE_LINE)],
    ids=["templates", "styles"],
)
def test_lines_are_short_enough_to_read(files, longest):
    assert files
    assert [
        f"{path.relative_to(SRC)}:{number} has {len(line)} characters"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > longest
    ] == []


def test_a_template_uses_templates_of_its_own_room_or_below():
    uses = list(templates_in_templates())
    assert len(uses) > len(TEMPLATES)
    assert faults(uses, may_build_on) == []


def test_a_page_loads_styles_and_scripts_of_its_own_room_or_below():
    uses = list(static_files_in_templates())
    assert uses
    assert faults(uses, may_build_on) == []


def test_a_style_or_script_has_the_name_of_its_room():
    names = {
        str(Path(*room_of(path), path.name)): path for path in SRC.rglob("static/*.*") if "shared" not in path.parts
    }
    assert "cases/staff/lists/lists.css" in names
    assert {name: finders.find(name) for name in names} == {name: str(path) for name, path in names.items()}


def test_a_page_is_drawn_from_its_own_room_or_above():
    uses = list(templates_in_modules())
    assert len(uses) > len(TEMPLATES) / 3
    assert faults(uses, may_use) == []


def test_the_context_of_every_page_comes_from_the_room_of_the_base_pages():
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    assert processors
    assert [name for name in processors if not name.startswith("vardtrad.shared.web.")] == []


HOUSE: Layers = {(): {"cases": 0, "shared": 1}, ("cases",): {"staff": 0, "tasks": 1, "case": 2}}


@pytest.mark.parametrize(
    ("user", "used", "allowed"),
    [
        ("cases/staff", "cases/staff", True),
        ("cases/staff", "cases/case", True),
        ("cases/staff", "shared/web", True),
        ("cases/staff/lists", "cases/tasks", True),
        ("cases/case/answers", "cases/case/thread", True),
        ("cases/case", "cases/case/thread", True),
        ("cases/case", "cases/staff", False),
        ("cases/tasks", "cases/staff/lists", False),
        ("shared/web", "cases/case", False),
    ],
)
def test_a_room_may_use_itself_and_what_is_below(user, used, allowed):
    assert may_use(tuple(user.split("/")), tuple(used.split("/")), HOUSE) is allowed


def test_every_template_builds_on_the_base_pages_and_they_build_on_none():
    layers = {(): {"cases": 0, "shared": 1}, ("shared",): {"web": 0, "login": 1}}
    assert may_build_on(("shared", "login"), BASE, layers)
    assert not may_build_on(BASE, ("shared", "login"), layers)
    assert not may_build_on(("shared", "login"), ("cases", "staff"), layers)
    assert not may_use(("shared", "login"), BASE, layers)


def test_siblings_in_a_layer_do_not_use_each_other():
    layers = {(): {"messages": 0, "fields": 0}}
    assert not may_use(("messages",), ("fields",), layers)
    assert not may_use(("fields",), ("messages",), layers)


def test_the_layers_are_those_of_the_import_contracts():
    layers = layers_of_the_house()
    assert layers[()]["config"] < layers[()]["cases"] == layers[()]["planning"] < layers[()]["kernel"]
    assert layers["cases", "staff"]["lists"] == layers["cases", "staff"]["open_case"]
