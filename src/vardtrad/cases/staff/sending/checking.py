"""A pasted or uploaded list of recipients: each row is checked by itself, and what is wrong is said for that row.

Lists come from spreadsheets, letters and other systems: with blanks and dashes of every kind, a heading, a name beside
the number, several numbers on a line, the same person twice. A row is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse
from vardtrad.kernel.pasted import without_stray_characters
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import with_numbers

MOST_ROWS = 10_000
"""More rows than this are not looked at: a list holds at most as many as can be sent to, and some to correct."""
MOST_UNKNOWN = 100
"""With more numbers than this that are nobody's, nothing is looked up: then the list is wrong, or guessed."""
LONGEST_ROW = 200

_CELLS = re.compile(r"[;,\t|]")
_AMONG_WORDS = re.compile(r"(?<![0-9])[0-9]{8}[-+]?[0-9]{4}(?![0-9])")
_LIKE_A_NUMBER = re.compile(r"[0-9]{6,8}[-+]?[0-9A-Z]{4}", re.IGNORECASE)


class TooLong(ValueError):
    """The list has more rows than are looked at."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that no recipient came of: its number in the list from 1, what stands in it, and why, in a sentence."""

    row: int
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a list: the people in its order, each once, the rows to correct, and how many stood there twice."""

    people: list[Person] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    twice: int = 0
    unknown: int = 0


def read_number(text: str) -> IdentityNumber:
    """The identity number that is written, with its century. Raises ValueError with a sentence that never holds it."""
    signs = sum(char.isalnum() for char in text)
    if signs != 12:
        raise ValueError(
            _("Skriv personnumret med 12 siffror, ÅÅÅÅMMDD-XXXX. Du skrev %(signs)d tecken.") % {"signs": signs}
        )
    try:
        return parse(text)
    except InvalidIdentityNumber as error:
        raise ValueError(str(error)) from None


def check(text: str) -> Checked:
    """Check a list, row by row: two queries, whatever its length. Raises TooLong.

    People who have died are refused. Whether the others can read a case is told in the table of recipients.
    """
    numbers: dict[IdentityNumber, tuple[int, str]] = {}
    wrong: list[Wrong] = []
    twice = 0
    for row, cell in _entries(text):
        try:
            number = read_number(cell)
        except ValueError as error:
            wrong.append(Wrong(row, cell, str(error)))
            continue
        twice += number in numbers
        numbers.setdefault(number, (row, cell))
    found = with_numbers(list(numbers))
    people: dict[object, Person] = {}
    unknown = 0
    for number, (row, cell) in numbers.items():
        person = found.get(number)
        if person is None:
            unknown += 1
            wrong.append(Wrong(row, cell, _("Det finns ingen person med det personnumret.")))
        elif person.deceased:
            wrong.append(Wrong(row, cell, _("Personen är avliden.")))
        else:
            # Two numbers may lead to one person, who has had both.
            twice += person.id in people
            people[person.id] = person
    return Checked(list(people.values()), sorted(wrong, key=lambda row: row.row), twice, unknown)


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """The numbers of a list with the rows that they stand in; a row without any is one entry, a heading none."""
    rows = text.splitlines()
    if len(rows) > MOST_ROWS:
        raise TooLong
    begun = False
    for place, row in enumerate(rows, start=1):
        line = row.strip().strip('"')
        if not without_stray_characters(line):
            continue
        cells = [cell.strip().strip('"') for cell in _CELLS.split(line)]
        numbers = [cell for cell in cells if _LIKE_A_NUMBER.fullmatch(without_stray_characters(cell))]
        # What is shorter beside a whole number is a telephone number, an order or a birthday.
        numbers = [cell for cell in numbers if _is_whole(cell)] or numbers
        if not numbers and (alone := _among_words(line)):
            numbers = [alone]
        if numbers:
            yield from ((place, number) for number in numbers)
        elif begun or any(char.isdigit() for char in line):
            yield place, line[:LONGEST_ROW]
        # A first row without any digit is the heading of a column.
        begun = True


def _is_whole(cell: str) -> bool:
    return sum(char.isalnum() for char in cell) == 12


def _among_words(line: str) -> str:
    """The one whole number of a row that otherwise holds no digit ("19121212-1212 Tolvan"); empty for any other."""
    numbers = _AMONG_WORDS.findall(line)
    around = _AMONG_WORDS.sub("", line)
    return numbers[0] if len(numbers) == 1 and not any(char.isdigit() for char in around) else ""


def decoded(content: bytes) -> str:
    """The text of a file from a spreadsheet or an editor. Raises ValueError when it is no text file."""
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError("not a text file")


def left(wrong: Sequence[Wrong]) -> str:
    """The rows to correct, as they go back into the box."""
    return "\n".join(row.text for row in wrong)
