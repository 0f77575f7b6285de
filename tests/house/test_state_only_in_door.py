"""The source itself: a state changes only in the door, traces are made only there, time is read in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from vardtrad.gate.models import AppendOnly, Movable, Part

SRC = Path(settings.BASE_DIR)
FILES = sorted(path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
DOOR = SRC / "gate" / "door"

DOORS_OWN = {"state", "version", "content"}
"""Fields of a Movable that only the door writes."""


def outside(*allowed: Path) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every file of the product except these."""
    for path in FILES:
        if not any(path == place or place in path.parents for place in allowed):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield path, node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(SRC)}:{getattr(node, 'lineno', '?')}"


def name_of(node: ast.AST) -> str:
    """The last name of a dotted expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def targets(node: ast.AST) -> list[ast.expr]:
    """The targets that a statement assigns to."""
    if isinstance(node, ast.Assign):
        assigned = list(node.targets)
    elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        assigned = [node.target]
    else:
        return []
    return [
        part for target in assigned for part in (target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target])
    ]


STATES_OF_OTHERS = {
    "planning/sip/calling.py": "a meeting is a kept row of a plan: how it went is written by a move of the plan",
    "planning/sip/versions/queries.py": "a meeting as it stood at a version is put together to be shown, never saved",
    "shared/notify/bounces.py": "that a notice came back is the worker's own, like the notices",
    "shared/notify/outgoing.py": "what became of a message is the worker's own, like the notices",
    "shared/notify/sms/smpp.py": "the state of a line, in the words of its library",
}
"""Files in which the name ``state`` is of something that is no thing of the door's."""


def assigned_outside_the_door(nodes: Iterator[tuple[Path, ast.AST]]) -> list[str]:
    """Assignments to the door's own fields, and setattr, which could hide one."""
    return [
        where(path, node)
        for path, node in nodes
        for target in targets(node)
        if isinstance(target, ast.Attribute)
        and target.attr in DOORS_OWN
        and not (target.attr == "state" and str(path.relative_to(SRC)) in STATES_OF_OTHERS)
    ]


def test_no_state_is_assigned_outside_the_door() -> None:
    assert assigned_outside_the_door(outside(DOOR)) == []
    hidden = [
        where(path, node)
        for path, node in outside(DOOR)
        if isinstance(node, ast.Call) and name_of(node.func) == "setattr"
    ]
    assert hidden == []


def test_this_test_would_notice() -> None:
    bad = ast.parse("case.state = 'closed'\ncase.version += 1\ncase.handler, case.content = h, 3")
    assert len(assigned_outside_the_door((SRC / "x.py", node) for node in ast.walk(bad))) == 3


OURS = [model for model in apps.get_models() if model.__module__.startswith("vardtrad.")]
MOVABLES = {model.__name__ for model in OURS if issubclass(model, (Movable, Part))}
KEPT = {model.__name__ for model in OURS if issubclass(model, AppendOnly)}


def chain(node: ast.AST) -> list[str]:
    """The names of a chain of calls from its root: Case.objects.filter(…).update → Case, objects, filter, update."""
    if isinstance(node, ast.Call):
        return chain(node.func)
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


WRITES = {
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "update_set",
    "get_or_create",
    "update_or_create",
    "save",
    "asave",
}

# Writes that go neither through the door nor through the door of settings, each with the reason why that is in order.
WITHOUT_THE_DOOR = {
    "config": "the demo's data is laid out by the owner of the demo",
    "shared/login": "sessions and kept forms are no things of care and have no state",
    "shared/rate_limit": "how often somebody has tried is a count for ten minutes and has no state",
    "shared/directory": "staff and positions come from outside and have no state; each change leaves a trace",
    "planning/fields": "who has a field open for writing is a hint that goes out by itself",
    "planning/plan/actions.py": (
        "whom a session has searched for, and general messages, have no state; each leaves a trace"
    ),
    "cases/case/setting_up.py": "what a clinic offers has no state; laying it out leaves a trace",
    "shared/people/actions.py": "somebody outside the register is entered by staff, with a trace",
    "shared/people/register/actions.py": (
        "each change goes through the door of settings, around what writes; when the register last spoke is no change"
    ),
    "shared/people/register/asking.py": "when the register was last asked about somebody is no change of the person",
    "shared/drafts/actions.py": "what somebody has typed and not sent is nobody's record",
    "shared/letters/actions.py:order": "a letter belongs to what asked for it, in whose move it is written",
    "shared/letters/actions.py:order_each": "the same for many at once",
    "shared/forms/actions.py:deliver": "a form that comes with the product, within the caller's change of settings",
    "shared/notify/codes.py": "a one-time code is kept for minutes and has no state",
    "shared/notify/bounces.py": "that a notice came back is the worker's own, like the notices",
    "shared/notify/outgoing.py": "what is sent and what became of it is the worker's own, like the notices",
    "shared/proxies/powers.py:end_all_given_by": "all at once, when a login is locked; the lock leaves the trace",
    "shared/documents/reading.py": "it draws pictures into memory, in a process that has no database",
    "shared/documents/joining.py": "it puts files together in memory",
    "shared/drafts/files.py": "files to be sent with what somebody has typed are nobody's record",
    "operations/own_log/actions.py": "the log by person is derived from the traces, and can be derived again",
    "operations/accessibility/actions.py:report": "a fault that anybody may report has no state and is nobody's record",
    "cases/staff/sending/actions.py": (
        "whom a case shall be sent to, until it is sent; the cases themselves begin at the door"
    ),
    "cases/staff/sending/carrying_out.py": "the outcome for each recipient; the cases themselves begin at the door",
    "cases/staff/frame/work.py": "which worker has a piece of ordered work in hand is the worker's own",
    "cases/teams/actions.py:profession_groups": "what a clinic begins with has no state; laying it out leaves a trace",
    "cases/case/standard_answers/actions.py:mark_used": "which answers somebody used last is a memory of the order",
    "cases/case/presence/actions.py": "who has a case open is a hint that goes out by itself",
    "cases/staff/lists/actions.py": (
        "what staff have searched for, and their saved views, are their own and have no state"
    ),
    "cases/staff/bulk/parts.py": "the files of a print job are kept for a day for who ordered them",
    "cases/staff/bulk/actions.py": (
        "a job says what somebody asked for; what happens to its cases goes through the door"
    ),
    "gate/worker.py": "deadlines, notices and submit keys are the worker's own",
    "gate/sets.py": "how a set of rows is written; whoever writes one is asked",
    "gate/door": "the door",
}


def is_settings_door(node: ast.AST) -> bool:
    """Whether this is ``with settings_door.change(…)``."""
    return isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call) and chain(item.context_expr) == ["settings_door", "change"]
        for item in node.items
    )


def within_settings_door(tree: ast.AST) -> set[ast.AST]:
    """All that runs only inside the door of settings: its bodies, and functions of the file that only they call."""
    inside = {child for node in ast.walk(tree) if is_settings_door(node) for child in ast.walk(node)}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("_")]
    grown = True
    while grown:
        grown = False
        for function in functions:
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == function.name]
            if function not in inside and calls and all(call in inside for call in calls):
                inside |= set(ast.walk(function))
                grown = True
    return inside


def functions_named(tree: ast.Module, name: str) -> set[ast.AST]:
    """Everything in the function of a file that WITHOUT_THE_DOOR names by "file:function"."""
    return {
        child
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == name
        for child in ast.walk(node)
    }


def written(path: Path, tree: ast.Module) -> list[str]:
    """Where a file writes to the database, outside the door of settings and the functions that are named."""
    exempt = within_settings_door(tree)
    for name in WITHOUT_THE_DOOR:
        file, _, function = name.partition(":")
        if function and SRC / file == path:
            exempt |= functions_named(tree, function)
    return [
        where(path, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in WRITES
        # A dict has an update too; a queryset's follows one of these.
        and not (name_of(node.func) == "update" and chain(node.func)[-2] not in {"objects", "filter", "all", "exclude"})
        and chain(node.func)[0] not in verbs_of(tree)
        and node not in exempt
    ]  # fmt: skip


def verbs_of(tree: ast.Module) -> set[str]:
    """The names under which a file has imported the verbs of subjects: "svu.create" is one of them, no queryset's."""
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imported for alias in node.names if alias.name == "actions"}


def test_nothing_is_written_but_by_the_doors_and_those_named() -> None:
    allowed = [SRC / name for name in WITHOUT_THE_DOOR if ":" not in name]
    places = [
        place
        for path in FILES
        if not any(path == other or other in path.parents for other in allowed)
        for place in written(path, ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert places == []


def test_each_exception_from_the_doors_is_needed() -> None:
    """A file that no longer writes past the doors must leave the list, so that the list stays true."""
    for name in set(WITHOUT_THE_DOOR) - {"gate/door"}:
        file, _, function = name.partition(":")
        paths = [path for path in FILES if path == SRC / file or SRC / file in path.parents]
        assert any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITES
            and node not in within_settings_door(tree)
            and (not function or node in functions_named(tree, function))
            for path in paths
            for tree in [ast.parse(path.read_text(encoding="utf-8"))]
            for node in ast.walk(tree)
        ), name


def test_a_write_outside_the_door_of_settings_would_be_noticed() -> None:
    tree = ast.parse(
        "def save(actor):\n"
        "    with settings_door.change(OWN, actor, 'save', 'x'):\n"
        "        Group.objects.create()\n"
        "        _inside()\n"
        "    _outside()\n"
        "    Group.objects.create()\n"
        "def _inside():\n"
        "    Group.objects.create()\n"
        "def _outside():\n"
        "    Group.objects.create()\n"
    )
    assert written(SRC / "x.py", tree) == ["x.py:6", "x.py:10"]


def test_things_are_never_written_past_the_door_even_there() -> None:
    for path, node in outside(DOOR):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            names = chain(node.func)
            assert names[0] not in MOVABLES | KEPT, where(path, node)


def test_traces_versions_and_seals_are_made_only_in_the_door() -> None:
    made = [
        where(path, node)
        for path, node in outside(DOOR)
        if isinstance(node, ast.Call) and name_of(node.func) in {"Trace", "Version", "Seal"}
    ]
    assert made == []


def test_things_are_made_only_for_the_door() -> None:
    """A Movable or a kept row is built only in a verb, which passes it to the door."""
    made = {
        str(path.relative_to(SRC))
        for path, node in outside(DOOR)
        if isinstance(node, ast.Call) and name_of(node.func) in (MOVABLES | KEPT) - {"Trace", "Version", "Seal"}
        # Python's own events are not events of care.
        and chain(node.func)[0] not in {"asyncio", "threading"}
    }  # fmt: skip
    # An earlier version is put together from its snapshots, to be shown and never saved.
    # The preview of a standard answer is filled in from an invented case, which is never saved.
    # So is the text that many recipients get, in the demo too: each is filled in before there is a case.
    # An entry of a calendar is called an event too.
    shown_only = {
        "planning/svu/versions/queries.py", "planning/sip/versions/queries.py",
        "cases/case/standard_answers/queries.py", "planning/sip/invitations.py",
        "cases/staff/sending/texts.py", "config/demo/waiting.py",
    }  # fmt: skip
    verbs = {path for path in made if path.endswith("/actions.py") or path.startswith("cases/case/moves/")}
    verbs.add("planning/svu/events.py")
    # Verbs of a capability that has a file of its own beside actions.py.
    verbs |= made & {
        "planning/plan/reading.py", "planning/plan/contacts.py", "planning/sip/calling.py",
        "planning/sip/persons_words.py", "planning/sip/guests.py", "cases/tasks/passing_on.py",
            "cases/tasks/documented.py",
        "cases/waiting_list/offering.py",
    }  # fmt: skip
    # The demo's past, whose versions and traces the door makes (gate/door/history.py).
    verbs.add("config/demo/volume.py")
    assert made - verbs <= shown_only


def test_the_time_is_read_in_one_place() -> None:
    asks = {"now", "utcnow", "today", "time", "localtime", "monotonic", "time_ns"}
    places = []
    for path, node in outside(SRC / "kernel" / "clock.py", SRC / "config"):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asks:
            root = chain(node.func)[0]
            if root in {"datetime", "date", "timezone", "time", "dt"}:
                places.append(where(path, node))
        if isinstance(node, ast.ImportFrom) and node.module == "vardtrad.kernel.clock":
            places += [where(path, node) for name in node.names if name.name in {"now", "today"}]
        if isinstance(node, ast.ImportFrom) and node.module in {"django.utils.timezone", "time"}:
            places.append(where(path, node))
    # The id's own clock: uuid7 is not a time of care.
    assert [place for place in places if not place.startswith("kernel/uuid7.py")] == []


def test_whether_a_row_is_new_is_asked_of_the_row() -> None:
    """``_state`` is private to Django; the base of everything that the door moves wraps it as ``is_new``."""
    reached_for = [
        where(path, node)
        for path, node in outside(SRC / "gate" / "models.py")
        if isinstance(node, ast.Attribute) and node.attr == "_state"
    ]
    assert reached_for == []


VIEWS = [path for path in FILES if path.name == "views.py" or path.parent.name == "views"]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(SRC)))
def test_views_ask_no_database_and_open_no_transactions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"objects", "_default_manager", "select_for_update"}, where(path, node)
        if isinstance(node, ast.Name):
            assert node.id not in {"transaction", "atomic"}, where(path, node)
        # Models only as types and for isinstance: they are never called, see above.
        if isinstance(node, ast.Call):
            assert name_of(node.func) not in MOVABLES | KEPT, where(path, node)


def test_models_hold_no_rules() -> None:
    for path in FILES:
        if path.name == "models.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    assert node.name not in {"save", "delete", "clean", "full_clean"}, where(path, node)


def test_no_signals() -> None:
    for path, node in outside():
        if isinstance(node, ast.ImportFrom) and node.module:
            assert "signals" not in node.module, where(path, node)


def test_no_drawers() -> None:
    drawers = {"utils", "helpers", "common", "misc", "signals", "constants", "managers", "services"}
    assert not [path for path in FILES if {path.stem, path.parent.name} & drawers]


def test_files_stay_short() -> None:
    assert not [
        f"{path.relative_to(SRC)}: {lines}"
        for path in FILES
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    ]
