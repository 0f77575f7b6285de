"""The mark of protected identity stands wherever staff see a patient's name or number (design decision 10).

The sources are walked, so a new page, list or file without the mark fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SRC = Path(settings.BASE_DIR)
ROOMS = [SRC / "planning", SRC / "cases" / "staff", SRC / "operations"]
THE_PERSONS_OWN = (SRC / "planning" / "own", SRC / "operations" / "letters" / "templates" / "paper.html")
"""The person's own pages, papers and letters: the mark warns staff, not the person."""
TEMPLATES = [
    path
    for room in ROOMS
    for path in sorted(room.rglob("templates/**/*.html"))
    if not any(path.is_relative_to(own) for own in THE_PERSONS_OWN)
]
SOURCES = [
    path
    for room in [*ROOMS, SRC / "cases"]
    for path in sorted(room.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
]

# What a template writes of a patient: patient.name, row.person.name, found.patient.identity_shown, row.identity …
SHOWS = re.compile(r"\b(patient\.(name|number|identity)|person\.(identity|number)|\w+\.person\.name|row\.identity)")
MARK = re.compile(r"shielded\(|'shield'|#shield|is_protected %\}")


def expressions(text: str) -> Iterator[str]:
    """What a template puts out or gives to a macro."""
    yield from re.findall(r"\{\{.*?\}\}", text, re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_template_that_names_a_patient_has_the_mark(path: Path) -> None:
    text = path.read_text("utf-8")
    shows = [expression for expression in expressions(text) if SHOWS.search(expression)]
    assert not shows or MARK.search(text) or PART_OF.get(path.name) == path.parent.parent.name, shows


PART_OF = {
    # A letter and the thread of a printed case are under a head that has the mark (open_case/templates/paper.html).
    "_paper.html": "open_case",
    # The names of an SVU and a SIP in the trail of pages are under a head that has it (publications/open_plan.html).
    "plan.html": "pages",
}


def lists_of_words(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """Each list in a source, with the sentences in it: the heads of a file's columns are one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List):
            words = {
                str(call.args[0].value)
                for call in node.elts
                if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
            }
            yield node.lineno, words


def test_a_file_with_a_column_of_numbers_has_one_for_the_mark() -> None:
    files = [
        (path, line, words)
        for path in SOURCES
        for line, words in lists_of_words(ast.parse(path.read_text("utf-8")))
        if "Personnummer" in words
    ]
    assert len(files) >= 2
    assert [(path.name, line) for path, line, words in files if "Skyddade personuppgifter" not in words] == []


def test_a_row_with_a_patients_number_says_whether_it_is_protected() -> None:
    bare = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            fields = {
                line.target.id
                for line in node.body
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
            }
            if {"identity", "identity_shown"} & fields and not {"protected", "protection"} & fields:
                bare.append(f"{path.relative_to(SRC)}: {node.name}")
    assert bare == []
