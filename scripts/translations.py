"""The English of the screen: gathers the Swedish sentences, keeps the translation in step, and compiles it.

The Swedish sentence is its own key (msgid), in Python, in the Jinja2 templates and in the sentences of the kernel.

    python scripts/translations.py extract   lists the sentences that are new or gone, or lack an English one
    python scripts/translations.py update    puts them into the .po, where the English is then written by hand
    python scripts/translations.py compile   makes the .mo that the product reads; both are committed

The files are the same on every machine: sorted, without dates and without places in the sources. Nothing is
guessed from a similar sentence. tests/house/test_translations.py holds all of it together.
"""

# ruff: noqa: T201 (a script that speaks to the terminal)
from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "vardtrad"
PO = SOURCES / "shared" / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

# As in vardtrad.shared.web.jinja.environment; a test compares them.
JINJA = {"newstyle_gettext": "true", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "0"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    # Marks a sentence of the kernel, which is translated where it is shown: gettext(str(error)).
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
COMMENT = """\
# The English of Vårdtråd. The Swedish sentences come from the sources (scripts/translations.py update);
# only the English is written here, and then compiled (scripts/translations.py compile).
#"""
PLACES = re.compile(r"%\([a-z_]+\)[a-z]|\{[a-z_]*\}|%[a-z]")


class Stable(Catalog):
    """A catalogue whose head says only what a reader of it needs: no dates, no names, no version of the tool."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The head, the same on every machine."""
        return [
            ("Language", "en"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]

    @mime_headers.setter
    def mime_headers(self, _headers: object) -> None:
        """The head is not taken from a file."""


def files() -> Iterator[tuple[str, Path]]:
    """Every file that may hold sentences, with the way to read it."""
    for path in sorted(SOURCES.rglob("*")):
        if {"tests", "migrations"} & set(path.relative_to(SOURCES).parts):
            continue
        if path.suffix == ".py":
            yield "python", path
        elif path.suffix == ".html":
            yield "jinja2.ext:babel_extract", path


def _empty() -> Stable:
    return Stable(locale="en", header_comment=COMMENT, charset="utf-8", fuzzy=False)


def extracted() -> Catalog:
    """The sentences of the sources, without translations. Raises what a broken template raises."""
    found = _empty()
    for method, path in files():
        options = JINJA if path.suffix == ".html" else {}
        for _line, sentence, _comments, context in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=options
        ):
            found.add(sentence, context=context, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def stored() -> Catalog:
    """The translation as it is committed; empty when there is none yet."""
    if not PO.exists():
        return _empty()
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def updated() -> Catalog:
    """The sentences of the sources with the English that is already there; a new sentence has none."""
    old, new = stored(), extracted()
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and not known.fuzzy and known.pluralizable == message.pluralizable:
            message.string = known.string
    return new


def write(catalog: Catalog, file: IO[bytes]) -> None:
    """Write a .po, sorted and without places: a sentence that moves to another file changes nothing here."""
    write_po(file, catalog, width=120, sort_output=True, no_location=True, ignore_obsolete=True)


def compiled() -> bytes:
    """The .mo that the committed .po makes."""
    catalog = _empty()
    for message in stored():
        if message.id:
            catalog.add(message.id, message.string, context=message.context)
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def faults() -> list[str]:
    """What is wrong with the translation, in words; empty when it is whole and in step with the sources."""
    old = {(m.context, m.id): m for m in stored() if m.id}
    new = {(m.context, m.id): m for m in extracted() if m.id}
    found = [f"ny mening: {_first(key)!r}" for key in new.keys() - old.keys()]
    found += [f"finns inte längre: {_first(key)!r}" for key in old.keys() - new.keys()]
    for key, message in old.items():
        swedish = list(message.id) if message.pluralizable else [message.id]
        english = list(message.string) if message.pluralizable else [message.string]
        if message.fuzzy:
            found.append(f"osäker: {_first(key)!r}")
        if not all(english):
            found.append(f"saknar engelska: {_first(key)!r}")
            continue
        wanted = set(PLACES.findall("".join(swedish)))
        if any(set(PLACES.findall(one)) - wanted for one in english) or set(PLACES.findall(english[-1])) != wanted:
            found.append(f"luckorna stämmer inte: {_first(key)!r}")
        if any(len(one) > 1 and one[: len(one) // 2] * 2 == one for one in english):
            found.append(f"engelskan står två gånger: {_first(key)!r}")
    return sorted(found)


def _first(key: tuple[object, str | tuple[str, ...] | list[str]]) -> str:
    sentence = key[1]
    return sentence if isinstance(sentence, str) else sentence[0]


def main(arguments: list[str]) -> int:
    """Carry out one of the commands; 1 when extract finds something to do, 2 when the command is not known."""
    match arguments:
        case ["extract"]:
            found = faults()
            print("\n".join(found) if found else "Översättningen är hel.")
            return 1 if found else 0
        case ["update"]:
            PO.parent.mkdir(parents=True, exist_ok=True)
            # Gathered before the file is opened for writing, since it is read too.
            catalog = updated()
            with PO.open("wb") as file:
                write(catalog, file)
        case ["compile"]:
            MO.write_bytes(compiled())
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
