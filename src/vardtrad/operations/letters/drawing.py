"""Drawing letters: as one PDF for a printer, or as a file each for a print service. Both are PDF/UA-1.

The address is the register's at this moment. A protected person's is on no paper of ours: such a letter bears the name
alone and goes by the Tax Agency's forwarding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from vardtrad.kernel import clock
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.web import paper


@dataclass(frozen=True, slots=True)
class Words:
    """The heading and the text of a letter; an empty line begins a new paragraph."""

    title: str
    text: str


WordsFor = Callable[[Letter], tuple[str, str]]
"""The heading and the text of a letter whose kind makes them; called in the language of the person."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter as it is drawn."""

    letter: Letter
    words: Words
    address: tuple[str, ...]


def pdf(letters: Sequence[Letter]) -> bytes:
    """The letters as one PDF, each in the language of its person and with its own page numbers. Raises NoPaper."""
    return paper.pdf(*map(_page, letters))


def address_lines(letter: Letter) -> tuple[str, ...]:
    """The name, and the address unless the person is protected: asked of the register's row each time."""
    person = letter.person
    if person.is_protected:
        return (person.name,)
    return (person.name, person.street, f"{person.postal_code} {person.place}".strip())


def _page(letter: Letter) -> str:
    """The HTML of a letter."""
    made = settings.LETTER_WORDS.get(letter.kind)
    with translation.override(letter.person.language):
        title, text = import_string(made)(letter) if made else (letter.title, letter.text)
        drawn = Drawn(letter, Words(title, text), address_lines(letter))
        return render_to_string("operations/letters/paper.html", {"drawn": drawn, "today": clock.today()})
