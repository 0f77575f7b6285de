"""Reading a file from a staff directory: what each line says, and which lines cannot be used (001-261).

A source (Skånekatalogen for the region, Komkat for municipalities) sends all its staff in one file each time. The file
is CSV in UTF-8 with semicolons and a heading line:

=============  ==============================================================================================
hsa_id         the person's HSA-id; its organisation number must be one that the source answers for
fornamn        given name
efternamn      family name
titel          title, may be empty
befattningar   the codes of the attribute "Befattning", each optionally followed by its name, with | between:
               ``206090 Sjuksköterska, övrig|201090 Läkare, övrig``; empty for none
legitimerad    ``ja`` or ``nej``
enheter        the HSA-ids of the units where the person works, with | between; empty for none
epost          may be left out altogether; the addresses that are stored then stay
telefon        likewise
=============  ==============================================================================================

Nothing here uses the database; shared.directory.actions.import_directory carries the lines out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.kernel.mail import InvalidMailAddress, check_mail_address
from vardtrad.kernel.pasted import has_ink, without_turning_signs
from vardtrad.kernel.swedish import composed

REQUIRED = ("hsa_id", "fornamn", "efternamn", "titel", "befattningar", "legitimerad", "enheter")
OPTIONAL = ("epost", "telefon")
_CODE = re.compile(r"[0-9A-Za-z]{1,20}")
_LICENSED = {"ja": True, "nej": False}
_LONGEST = {"fornamn": 100, "efternamn": 100, "titel": 100, "telefon": 30, "epost": 254}


class InvalidDirectory(Exception):
    """The file as a whole cannot be used; the message is a Swedish sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was skipped, and why. Lines are counted from 1, the heading being the first."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a line of the file says. ``email`` and ``phone`` are None when the file does not tell."""

    number: int
    hsa_id: str
    organisation: str
    given_name: str
    family_name: str
    title: str
    positions: tuple[tuple[str, str], ...]
    licensed: bool
    units: tuple[str, ...]
    email: str | None
    phone: str | None


@dataclass(slots=True)
class Contents:
    """The contents of a file: the valid lines in order, the faulty ones, and every HSA-id that a line begins with.

    Somebody mentioned on a faulty line is not missing. ``illegible`` means that some line does not even say whom it is
    about, so that nobody can be said to be missing.
    """

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)
    illegible: bool = False


def read(text: str) -> Contents:
    """Read a file's text. Raises InvalidDirectory when the heading is wrong or it is not CSV at all."""
    try:
        table = csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True)
        headings = [name.strip().lower() for name in table.fieldnames or ()]
        table.fieldnames = headings
        missing = [name for name in REQUIRED if name not in headings]
        if missing:
            raise InvalidDirectory(_("Filens första rad saknar kolumnerna: %s") % ", ".join(missing))
        return _read(table)
    except csv.Error as error:
        raise InvalidDirectory(_("Filen går inte att läsa som CSV: %s") % error) from error


def _read(table: csv.DictReader[str]) -> Contents:
    contents = Contents()
    for raw in table:
        number = table.line_num
        try:
            hsa_id = parse_hsa_id(raw["hsa_id"] or "")
        except InvalidHsaId as error:
            contents.illegible = True
            contents.faults.append(Fault(number, _(str(error))))
            continue
        if hsa_id in contents.mentioned:
            contents.faults.append(Fault(number, _("%s står på flera rader; den första gäller.") % hsa_id))
            continue
        contents.mentioned.add(hsa_id)
        try:
            contents.lines.append(_line(number, str(hsa_id), hsa_id.organisation_number, raw))
        except ValueError as error:
            contents.faults.append(Fault(number, f"{hsa_id}: {error}"))
    return contents


def _line(number: int, hsa_id: str, organisation: str, raw: dict[str, str | None]) -> Line:
    """The person of a line. Raises ValueError with a sentence."""
    if None in raw or any(raw.get(name) is None for name in REQUIRED):
        raise ValueError(_("raden har inte lika många fält som rubriken"))
    cells = {name: without_turning_signs(composed(value or "")).strip() for name, value in raw.items()}
    for name, limit in _LONGEST.items():
        if len(cells.get(name, "")) > limit or "\x00" in cells.get(name, ""):
            raise ValueError(_("fältet %s är för långt") % name)
    if not has_ink(cells["fornamn"]) or not has_ink(cells["efternamn"]):
        raise ValueError(_("namn saknas"))
    licensed = _LICENSED.get(cells["legitimerad"].lower())
    if licensed is None:
        raise ValueError(_("legitimerad ska vara ja eller nej"))
    if cells.get("epost"):
        try:
            validate_email(cells["epost"])
            check_mail_address(cells["epost"])
        except (ValidationError, InvalidMailAddress):
            raise ValueError(_("e-postadressen är fel")) from None
    return Line(
        number=number,
        hsa_id=hsa_id,
        organisation=organisation,
        given_name=cells["fornamn"],
        family_name=cells["efternamn"],
        title=cells["titel"],
        positions=tuple(_positions(_parts(cells["befattningar"]))),
        licensed=licensed,
        units=tuple(_units(_parts(cells["enheter"]))),
        email=cells.get("epost"),
        phone=cells.get("telefon"),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _positions(parts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for part in dict.fromkeys(parts):
        code, _blank, name = part.partition(" ")
        if not _CODE.fullmatch(code) or len(name) > 200 or "\x00" in name:
            raise ValueError(_("befattningen %s har inte formen kod eller kod och namn") % code[:20])
        yield code, name.strip()


def _units(parts: Iterable[str]) -> Iterable[str]:
    for part in dict.fromkeys(parts):
        try:
            yield str(parse_hsa_id(part))
        except InvalidHsaId as error:
            raise ValueError(_("en enhets HSA-id är fel: %s") % _(str(error))) from error
