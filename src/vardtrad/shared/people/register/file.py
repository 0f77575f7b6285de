"""Reading a file from the population register: what each line says, and which lines cannot be used.

The file is CSV in UTF-8 with semicolons and a heading line. A person who is not in the file stays as they are, so a
file may hold all people or only those with changes. A column that the file leaves out says nothing about anybody.

==================  ===========================================================================================
personnummer        twelve characters, with or without hyphen; also samordningsnummer and reservnummer
fornamn, efternamn  may be empty: a newborn has no name yet
skydd               empty, ``sekretessmarkering`` or ``skyddad_folkbokforing``
status              ``folkbokford``, ``utvandrad``, ``avregistrerad`` or ``avliden``
gatuadress,         the registered address; all three columns or none. For somebody with skyddad folkbokföring they
postnummer, ort     are not stored, whatever the file says
kommunkod           four digits, or empty
vardnadshavare      the numbers of the guardians, with | between; empty for none
stallforetradare    god man and förvaltare, with | between: ``god_man NUMMER person`` with the last word when the
                    assignment includes to care for the person ("sörja för person"); empty for none
tidigare_nummer     numbers that the person had before, with | between
==================  ===========================================================================================

The third kind of protection, fingerade personuppgifter, has no mark here either: it is meant to look like anybody.
Nothing here uses the database; ``actions.take_in`` carries the lines out. A fault names its line, never a number.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from vardtrad.kernel.identity import InvalidIdentityNumber, parse
from vardtrad.kernel.pasted import without_turning_signs
from vardtrad.kernel.swedish import composed
from vardtrad.shared.people.models import Protection, Registration, TrusteeKind
from vardtrad.shared.people.register.said import Address, Said, Trustee

REQUIRED = ("personnummer", "fornamn", "efternamn", "skydd", "status")
ADDRESS = ("gatuadress", "postnummer", "ort")
OPTIONAL = (*ADDRESS, "kommunkod", "vardnadshavare", "stallforetradare", "tidigare_nummer")
_PROTECTION = {
    "": Protection.NONE,
    "sekretessmarkering": Protection.SECRECY_MARK,
    "skyddad_folkbokforing": Protection.PROTECTED_REGISTRATION,
}
_STATUS = {
    "folkbokford": Registration.REGISTERED,
    "utvandrad": Registration.EMIGRATED,
    "avregistrerad": Registration.DEREGISTERED,
    # Somebody who has died was registered until then.
    "avliden": Registration.DEREGISTERED,
}
_LONGEST = {"fornamn": 100, "efternamn": 100, "gatuadress": 200, "postnummer": 10, "ort": 100, "kommunkod": 4}


class InvalidRegisterFile(Exception):
    """The file as a whole cannot be used; the message is a Swedish sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was skipped, or a part of it, and why. Lines are counted from 1, the heading being the first."""

    line: int
    sentence: str


@dataclass(slots=True)
class Contents:
    """The contents of a file: what the valid lines say with the number of the line, and what is wrong.

    A line with a number of somebody else that is wrong (a guardian, a god man, a number of before) says what the rest
    of it says, without that number.
    """

    lines: list[tuple[int, Said]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Whom lines that cannot be used still say to be protected, by stored number: that much always holds.
    protected: dict[str, Protection] = field(default_factory=dict)


def read(text: str) -> Contents:
    """Read a file's text. Raises InvalidRegisterFile when the heading is wrong or it is not CSV at all."""
    try:
        table = csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True)
        headings = [name.strip().lower() for name in table.fieldnames or ()]
        table.fieldnames = headings
        missing = [name for name in REQUIRED if name not in headings]
        unknown = [name for name in headings if name not in (*REQUIRED, *OPTIONAL)]
        if missing:
            raise InvalidRegisterFile(_("Filens första rad saknar kolumnerna: %s") % ", ".join(missing))
        if unknown:
            # A misspelt column would otherwise silently say nothing about anybody.
            raise InvalidRegisterFile(_("Filens första rad har okända kolumner: %s") % ", ".join(unknown))
        if 0 < len(set(ADDRESS) & set(headings)) < len(ADDRESS):
            raise InvalidRegisterFile(
                _("Filen ska ha alla tre kolumnerna för adressen, eller ingen av dem: %s") % ", ".join(ADDRESS)
            )
        return _read(table)
    except csv.Error as error:
        raise InvalidRegisterFile(_("Filen går inte att läsa som CSV: %s") % error) from error


def _read(table: csv.DictReader[str]) -> Contents:
    contents, seen = Contents(), set[str]()
    for raw in table:
        line = table.line_num
        if None in raw or None in raw.values():
            contents.faults.append(Fault(line, _("raden har inte lika många fält som rubrikraden")))
            _keep_mark(raw, contents)
            continue
        cells = {name: _clean(value) for name, value in raw.items()}
        wrong = _without_wrong_numbers(cells)
        try:
            said = _said(cells)
        except InvalidIdentityNumber:
            contents.faults.append(Fault(line, _("ett personnummer på raden är inte rätt")))
        except ValueError as error:
            contents.faults.append(Fault(line, str(error)))
            _keep_mark(cells, contents)
        else:
            if wrong:
                contents.faults.append(
                    Fault(line, _("ett personnummer på raden är inte rätt; resten av raden är inläst"))
                )
            if said.identity in seen:
                contents.faults.append(Fault(line, _("personen står på flera rader; den första gäller")))
                _keep_mark(cells, contents)
            else:
                seen.add(said.identity)
                contents.lines.append((line, said))
    return contents


def _keep_mark(cells: Mapping[str, Any], contents: Contents) -> None:
    """Remember that a line which cannot be used says that somebody is protected."""
    protection = _PROTECTION.get(_clean(cells.get("skydd") or "").lower(), Protection.NONE)
    if protection == Protection.NONE:
        return
    with suppress(InvalidIdentityNumber):
        contents.protected[parse(_clean(cells.get("personnummer") or "")).value] = protection


def _without_wrong_numbers(cells: dict[str, str]) -> bool:
    """Take away from a line the numbers of others that are wrong; whether there were any.

    Who is left is all that there are now: a guardian whose number cannot be read acts for nobody until it can.
    """
    wrong = False
    for column in ("vardnadshavare", "stallforetradare", "tidigare_nummer"):
        parts = _parts(cells, column) or []
        right = [part for part in parts if _is_right(part, column)]
        if len(right) != len(parts):
            cells[column], wrong = "|".join(right), True
    return wrong


def _is_right(part: str, column: str) -> bool:
    words = part.split()
    if column == "stallforetradare" and len(words) < 2:
        return True  # its shape is told of elsewhere
    try:
        parse(words[1] if column == "stallforetradare" else part)
    except InvalidIdentityNumber:
        return False
    return True


def _clean(value: str) -> str:
    return composed(without_turning_signs(value)).strip()


def _said(cells: Mapping[str, str]) -> Said:
    """What a line says. Raises InvalidIdentityNumber, and ValueError with a sentence."""
    for name, longest in _LONGEST.items():
        if len(cells.get(name, "")) > longest:
            raise ValueError(_("%(column)s är längre än %(longest)s tecken") % {"column": name, "longest": longest})
    if any("\x00" in value for value in cells.values()):
        raise ValueError(_("raden innehåller ett tecken som inte kan sparas"))
    protection, status = cells["skydd"].lower(), cells["status"].lower()
    if protection not in _PROTECTION:
        raise ValueError(_("skydd ska vara tomt, sekretessmarkering eller skyddad_folkbokforing"))
    if status not in _STATUS:
        raise ValueError(_("status ska vara folkbokford, utvandrad, avregistrerad eller avliden"))
    said_address = ADDRESS[0] in cells
    return Said(
        identity=parse(cells["personnummer"]).value,
        given_name=cells["fornamn"],
        family_name=cells["efternamn"],
        protection=_PROTECTION[protection],
        registration=_STATUS[status],
        deceased=status == "avliden",
        address=Address(*(cells[name] for name in ADDRESS)) if said_address else None,
        municipality_code=cells.get("kommunkod"),
        guardians=_numbers(cells, "vardnadshavare"),
        trustees=_trustees(cells),
        earlier_numbers=_numbers(cells, "tidigare_nummer") or (),
    )


def _parts(cells: Mapping[str, str], column: str) -> list[str] | None:
    value = cells.get(column)
    return None if value is None else [part.strip() for part in value.split("|") if part.strip()]


def _numbers(cells: Mapping[str, str], column: str) -> tuple[str, ...] | None:
    parts = _parts(cells, column)
    return None if parts is None else tuple(dict.fromkeys(parse(part).value for part in parts))


def _trustees(cells: Mapping[str, str]) -> tuple[Trustee, ...] | None:
    parts = _parts(cells, "stallforetradare")
    if parts is None:
        return None
    trustees = []
    for part in parts:
        kind, *rest = part.split()
        if kind not in TrusteeKind.values or not 1 <= len(rest) <= 2 or rest[1:] not in ([], ["person"]):
            raise ValueError(_("stallforetradare skrivs som ”god_man NUMMER person” eller ”forvaltare NUMMER”"))
        trustees.append(Trustee(parse(rest[0]).value, TrusteeKind(kind), person_matters=len(rest) == 2))
    return tuple(trustees)
