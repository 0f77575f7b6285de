"""What a request asks of a page of a form: what is written, and whether to go on, add a row or just show it again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from vardtrad.shared.forms.engine import naming
from vardtrad.shared.forms.engine.checking import answerable
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.engine.form import Item

_FIELD = re.compile(r"[fr][0-9]{1,5}(\.[0-9]{1,4}){0,12}(_[0-9]{1,3})?(_kl|_enhet|_annat)?")
_FILES = re.compile(r"f([0-9]{1,5})((?:\.[0-9]{1,4}){0,12})")
_BUTTON = re.compile(r"r([0-9]{1,5})((?:\.[0-9]{1,4}){0,12})(?:-([0-9]{1,4}))?")

FILE, ATTACH = "fil_", "bifoga-"
"""Before the name of a question's field: the field where the browser chooses a file for it, and the button for it."""

TEXT = 20_000
"""Characters of one field; more is cut off when it is read, which the limits of every form are below."""

DRAFT = 18_000
"""Characters of one of the pieces in which a page is kept as a draft (less than a box of ``shared/drafts`` holds)."""

PIECES = 15

FORM = "formular"
"""The beginning of the boxes that hold a page of a form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A posted page. ``step`` is "fortsatt", "skicka", "spara", or "visa" (show it again, nothing is judged).

    ``attaches`` is the question of files whose button was pressed, by its field ("" for none), and ``chosen`` are the
    questions for which a file was chosen in the browser and not attached.
    """

    texts: dict[str, list[str]]
    step: str
    shown: frozenset[str]
    attaches: str = ""
    chosen: frozenset[str] = frozenset()

    def asks_for_more(self, there: frozenset[str], filling: Filling) -> bool:
        """Whether questions apply now that the page did not show: they must be seen before anything is sent."""
        numbers = {item.number for item in filling.form.in_order if item.asks and not item.hidden}
        return any(int(name[1:].split(".")[0]) in numbers for name in there - self.shown)


def asked(post: QueryDict, filling: Filling) -> Asked:
    """Read a posted page; a button that adds a row or takes one away has done so in ``texts``."""
    texts: dict[str, list[str]] = {}
    for name in post:
        if _FIELD.fullmatch(name):
            texts[name] = [text[:TEXT].replace("\x00", "") for text in post.getlist(name)[:200]]
    step = post.get("gor", "visa")
    shown = frozenset(post.get("visade", "").split())
    attaches = step.removeprefix(ATTACH) if step.startswith(ATTACH) else ""
    chosen = frozenset(name.removeprefix(FILE) for name in post if name.startswith(FILE) and post[name])
    for button, change in (("lagg-till", _with_row), ("ta-bort", _without_row)):
        if (value := post.get(button)) is not None:
            return Asked(change(value, texts, filling), "visa", shown)
    return Asked(texts, step if step in {"fortsatt", "skicka", "spara"} else "visa", shown, attaches, chosen)


def files_question(name: str, filling: Filling) -> Item | None:
    """The question of files that a field belongs to; None for anything else, also one that nobody fills in."""
    match = _FILES.fullmatch(name)
    item = next((item for item in filling.form.in_order if match and item.number == int(match.group(1))), None)
    if match is None or item is None or item.type != "attachment" or item.read_only or item.hidden:
        return None
    rows = match.group(2).count(".")
    return item if rows == naming.rows_above(item) and answerable(item) else None


def _with_row(value: str, texts: Mapping[str, Sequence[str]], filling: Filling) -> dict[str, list[str]]:
    found = _rows_of(value, filling)
    if found is None:
        return {name: list(written) for name, written in texts.items()}
    item, rows, _row = found
    return naming.with_row(item, rows, texts)


def _without_row(value: str, texts: Mapping[str, Sequence[str]], filling: Filling) -> dict[str, list[str]]:
    found = _rows_of(value, filling)
    if found is None or found[2] is None:
        return {name: list(written) for name, written in texts.items()}
    item, rows, row = found
    return naming.without_row(item, rows, row or 0, texts)


def _rows_of(value: str, filling: Filling) -> tuple[Item, tuple[int, ...], int | None] | None:
    """The item, the rows that it stands in, and the row that a button is about; None for no such button."""
    match = _BUTTON.fullmatch(value)
    if match is None:
        return None
    number = int(match.group(1))
    item = next((item for item in filling.form.in_order if item.number == number), None)
    rows = tuple(int(part) for part in match.group(2).split(".") if part)
    if item is None or not naming.has_rows(item) or len(rows) != naming.rows_above(item):
        return None
    return item, rows, int(match.group(3)) if match.group(3) is not None else None


def to_pieces(texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What is written, as drafts: JSON in pieces, by the name of their box. More than fits is left out at the end."""
    written = {name: list(values) for name, values in texts.items() if any(values)}
    text = json.dumps(written, ensure_ascii=False)
    while len(text) > DRAFT * PIECES:
        written.popitem()
        text = json.dumps(written, ensure_ascii=False)
    if not written:
        text = ""
    return {f"{FORM}.{place}": text[place * DRAFT : (place + 1) * DRAFT] for place in range(PIECES)}


def from_pieces(pieces: Mapping[str, str]) -> dict[str, list[str]] | None:
    """What was written, from its drafts; None when nothing is kept, or nothing that can be read."""
    text = "".join(pieces.get(f"{FORM}.{place}", "") for place in range(PIECES))
    try:
        read = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    return {
        name: [value for value in values if isinstance(value, str)]
        for name, values in read.items()
        if _FIELD.fullmatch(name) and isinstance(values, list)
    }
