"""The numbers of law: quoted from the statutes, read by the code that counts with them, and repeated nowhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from vardtrad.config import generated_docs, law_pages, rules_pages
from vardtrad.kernel import law
from vardtrad.kernel.law import Days, Hours, Number, Section, Statute, TimeOfDay, Topic, Years
from vardtrad.planning.plan import reading_rules

SRC = Path(settings.BASE_DIR)
ROOT = Path(__file__).resolve().parents[2]
STATUTES = ROOT.parent / "shared" / "reference" / "law"

NUMBERS = law.numbers()
NAMES = {name: value for name, value in vars(law).items() if isinstance(value, Number)}
SECTIONS = list(dict.fromkeys(section for number in NUMBERS for section in number.sections))
GROUNDS = [value for value in vars(reading_rules).values() if isinstance(value, Section)]
"""The sections on which somebody may read a plan from outside: a page of their own, quoted in the same way."""

HOLDERS = {"law.py", "law_examples.py"}
SOURCES = [
    path
    for path in sorted(SRC.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts) and not (path.parent.name == "kernel" and path.name in HOLDERS)
]
TEMPLATES = sorted(SRC.rglob("*.html"))
MANUAL = ROOT / "docs" / "manual" / "svu"


# ── The words of the statutes ────────────────────────────────────────────────────────────────────────────────────────


@cache
def text_of(number: str) -> str:
    """The statute's text. Links are markup of the copy and not the statute's words: only the shown text is kept."""
    path = STATUTES / f"sfs-{number.replace(':', '-')}.md"
    if not path.is_file():
        pytest.skip(f"../shared/reference/law/{path.name} is not here")
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", path.read_text("utf-8"))


@cache
def sections_of(number: str) -> dict[str, str]:
    """The text of each section, each run of blanks as one, by its place: "5 kap. 4 §"."""
    sections: dict[str, str] = {}
    chapter = place = ""
    for line in text_of(number).splitlines():
        if heading := re.match(r"#+ (\d+ kap\.)", line):
            chapter = f"{heading[1]} "
        elif heading := re.match(r"#+ (\d+(?: [a-z])? §)$", line):
            place = chapter + heading[1]
        elif place:
            sections[place] = " ".join(f"{sections.get(place, '')} {line}".split())
    return sections


def place_of(section: Section) -> str:
    """A place without the part of the section: "5 kap. 4 § första meningen" is in "5 kap. 4 §"."""
    return section.place[: section.place.index("§") + 1]


@pytest.mark.parametrize("section", SECTIONS + GROUNDS, ids=lambda section: f"{section.statute.number} {section.place}")
def test_a_quotation_stands_in_the_section_that_it_names(section: Section) -> None:
    assert " ".join(section.quotation.split()) in sections_of(section.statute.number)[place_of(section)]


@pytest.mark.parametrize(
    "statute", dict.fromkeys(section.statute for section in SECTIONS + GROUNDS), ids=lambda statute: statute.number
)
def test_a_statute_has_its_own_title_and_date(statute: Statute) -> None:
    head = dict(line.split(": ", 1) for line in text_of(statute.number).split("---")[1].strip().splitlines())
    assert (head["beteckning"], head["rubrik"]) == (statute.number, statute.title)
    assert date.fromisoformat(head["ikraft_datum"]) == statute.in_force


def in_a_statute(number: Number) -> str:
    """The number as a statute writes it."""
    match number:
        case Days(value=value):
            return f"{ {3: 'tre', 4: 'fyra'}[value] } dagar"
        case Years(value=18):
            return "arton år"
        case Hours() | Years() | TimeOfDay():
            return number.words
    raise AssertionError(number)


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_a_quotation_says_the_number_or_the_page_says_that_no_statute_does(number: Number) -> None:
    assert number.sections
    assert (number.in_force is None) == bool(number.not_law)
    if number.not_law:
        assert not [section for section in number.sections if in_a_statute(number) in section.quotation]
        return
    assert in_a_statute(number) in number.sections[0].quotation
    assert number.in_force is not None
    assert number.in_force >= number.sections[0].statute.in_force


# ── Each number stands once ──────────────────────────────────────────────────────────────────────────────────────────


def reads(tree: ast.AST) -> Iterator[str]:
    """The numbers that a file reads: X in law.X."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "law":
            yield node.attr


def repeated(tree: ast.AST) -> list[str]:
    """Where a file has a number of law of its own.

    Searches for a length of days or hours and a time of day that equal a number of law, an age in a comparison, and,
    in a file that reads a number, that same number written out.
    """
    spans = {
        ("days" if isinstance(number, Days) else "hours", number.value)
        for number in NUMBERS
        if isinstance(number, Days | Hours)
    }
    ages = {number.value for number in NUMBERS if isinstance(number, Years)}
    times = {number.value for number in NUMBERS if isinstance(number, TimeOfDay)}
    own = {NAMES[name].value for name in reads(tree) if name in NAMES}
    repeats = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            numbers = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and type(arg.value) is int]
            if name == "timedelta":
                given = {(key.arg, getattr(key.value, "value", None)) for key in node.keywords}
                repeats += [node] if given & spans else []
            if name == "time" and 0 < len(numbers) == len(node.args) <= 3 and time(*numbers) in times:
                repeats.append(node)
        if isinstance(node, ast.Compare):
            sides = [side.value for side in (node.left, *node.comparators) if isinstance(side, ast.Constant)]
            repeats += [node] if ages & set(sides) else []
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in own:
            repeats.append(node)
    return [f"{node.lineno}: {ast.unparse(node)}" for node in repeats]


def test_no_other_file_repeats_a_number_of_law() -> None:
    repeats = {
        str(path.relative_to(SRC)): lines
        for path in SOURCES
        if (lines := repeated(ast.parse(path.read_text("utf-8"))))
    }  # fmt: skip
    assert repeats == {}


@pytest.mark.parametrize(
    "source",
    [
        "last = day + timedelta(days=3)",
        "last = at + datetime.timedelta(hours=24)",
        "cut_off: time = time(12, 0)",
        "grown = age >= 13",
        "LAST = 3\nlast = day + law.CALL_TO_SIP.span",
    ],
)
def test_a_repeated_number_would_be_noticed(source: str) -> None:
    assert repeated(ast.parse(source))


def test_every_number_of_law_is_read_by_the_product() -> None:
    code = {name for path in SOURCES for name in reads(ast.parse(path.read_text("utf-8")))}
    assert set(NAMES) - code == set()


def test_pages_write_out_no_number_of_law_themselves() -> None:
    words = [number.words for number in NUMBERS] + [in_a_statute(number) for number in NUMBERS]
    written = [
        f"{path.relative_to(SRC)}: {word}"
        for path in TEMPLATES
        # The manual is plain text; it is looked at below.
        if "manual" not in path.parts
        for word in words
        if re.search(rf"\b{re.escape(word)}\b", path.read_text("utf-8"))
    ]
    assert written == []


def test_the_manual_says_the_numbers_of_law() -> None:
    notice = (MANUAL / "inskrivning.md").read_text("utf-8")
    assert f"Inskrivningsmeddelandet ska skickas inom {law.ADMISSION_NOTICE.words}." in notice
    call = (MANUAL / "tid-for-utskrivning.md").read_text("utf-8")
    assert f"ska öppenvården kalla inom {in_a_statute(law.CALL_TO_SIP)}:" in call


# ── The page for the lawyer ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_has_a_chapter_for_each_topic_and_every_quotation() -> None:
    (text,) = law_pages.pages().values()
    for topic in Topic:
        assert f"\n## {topic}\n" in text
    for section in SECTIONS:
        assert f"\n> {section.quotation}\n" in text


def test_the_page_of_grounds_has_every_row_and_every_quotation() -> None:
    text = rules_pages.pages()["reading.md"]
    for ground in reading_rules.GROUNDS:
        assert f"| {ground.reader.label} | {ground.holder.label} | {ground.basis.label} |" in text
    for section in GROUNDS:
        assert f"\n> {section.quotation}\n" in text


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    generated_docs.write(tmp_path)
    assert generated_docs.stale(tmp_path) == []
    page = Path("law") / "numbers.md"
    (tmp_path / page).write_text("Annat", "utf-8")
    assert generated_docs.stale(tmp_path) == [page]
    (tmp_path / page).unlink()
    assert generated_docs.stale(tmp_path) == [page]
