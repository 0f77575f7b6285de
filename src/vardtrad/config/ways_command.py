"""``vardtrad ways``: the ways in of this installation, a new row for its file, and whether the rows work.

The rows are in the file of VARDTRAD_WAYS_FILE (docs/operations.md). Nothing here needs the database, and no secret is
written out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vardtrad.config import ways_file
from vardtrad.config.operating import Command

if TYPE_CHECKING:
    from vardtrad.shared.login.ways.way import Way

VARIABLE = "VARDTRAD_WAYS_FILE"


def add_commands(command: Command, set_up_django: Callable[[], None]) -> None:
    """Declare the commands, in Swedish."""
    actions: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
        "list": (_list, "Visa inloggningssätten och vad de ställer för krav."),
        "add": (_add, "Lägg till ett inloggningssätt sist i filen, avstängt tills du sätter on = true."),
        "check": (_check, "Pröva raderna mot det som leverantörerna svarar nu: metadata, nycklar och certifikat."),
    }

    def run(arguments: argparse.Namespace) -> int:
        # Read here and not by the settings: a file that is wrong is to be told of, whatever is wrong in it.
        arguments.file = arguments.file or Path(os.environ.get(VARIABLE) or _none())
        os.environ.pop(VARIABLE, None)
        set_up_django()
        return actions[arguments.what][0](arguments)

    does = "Inloggningssätten: en rad för varje e-legitimation, i filen som VARDTRAD_WAYS_FILE pekar ut."
    ways = command("ways", run, does)
    what = ways.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    for name, (_run, does) in actions.items():
        parser = what.add_parser(name, help=does, description=does)
        parser.add_argument("--file", type=Path, metavar="FIL", help=f"filen med rader (annars {VARIABLE})")
        if name == "check":
            parser.add_argument("ids", nargs="*", metavar="ID", help="bara de här raderna")
        if name == "add":
            parser.add_argument("--id", required=True, help="kort namn i adresser och loggen, till exempel freja")
            parser.add_argument("--world", required=True, choices=["resident", "staff"], help="invånare eller personal")
            parser.add_argument("--title", required=True, help="texten på knappen")
            parser.add_argument("--protocol", default="oidc", choices=["oidc", "saml", "bankid"],
                                help="oidc om inget annat sägs")  # fmt: skip
            parser.add_argument("--issuer", required=True, metavar="ADRESS",
                                help="leverantörens issuer (saml: entityID, bankid: adressen till API:t)")  # fmt: skip
            parser.add_argument("--client-id", help="vårt namn hos leverantören (behövs för oidc)")
            parser.add_argument("--secret", required=True, metavar="VAR", help="file:/sökväg eller env:VARIABEL")
            parser.add_argument("--identity", action="append", metavar="CLAIM",
                                help="uppgiften med personnumret eller HSA-id:t (oidc och saml)")  # fmt: skip
            parser.add_argument("--metadata", metavar="FIL ELLER ADRESS", help="leverantörens metadata (saml)")
            parser.add_argument("--metadata-signer", metavar="FIL", help="vem som signerar metadata som hämtas (saml)")
            parser.add_argument("--certificate", metavar="FIL", help="vårt certifikat (saml och bankid)")
            parser.add_argument("--ca-file", metavar="FIL", help="utfärdaren av leverantörens certifikat (bankid)")
            parser.add_argument("--acr", required=True, action="append", metavar="VÄRDE=NIVÅ",
                                help="acr-värde och vilken nivå det ger, till exempel http://…/loa3=3 (bankid:"
                                " certifikatpolicy)")  # fmt: skip


def _none() -> str:
    from django.core.exceptions import ImproperlyConfigured

    raise ImproperlyConfigured(f"{VARIABLE} är inte satt. Ange filen med --file.")


def _list(arguments: argparse.Namespace) -> int:
    from vardtrad.shared.login.ways import rows

    reading = rows.read(ways_file.provider_rows(ways_file.read(arguments.file)))
    for way in reading.ways:
        state = "på" if way.on else "av"
        world = "invånare" if way.world == "resident" else "personal"
        sys.stdout.write(
            f"{way.id:20}  {state:2}  {world:8}  {way.protocol}  nivå {way.level}  {way.title}  {way.issuer}\n"
        )
    return _tell(reading.problems)


def _check(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from vardtrad.shared.login.ways import checking, rows

    reading = rows.read(ways_file.provider_rows(ways_file.read(arguments.file)))
    problems = dict(reading.problems)
    for way in reading.ways:
        if arguments.ids and way.id not in arguments.ids:
            continue
        problems[way.id] = checking.problems(way, settings.PUBLIC_URL)
        if not problems[way.id]:
            sys.stdout.write(f"{way.id}: rätt.{_to_register(settings.PUBLIC_URL, way)}\n")
    missing = set(arguments.ids) - set(problems)
    return _tell(problems | {key: ["det finns ingen sådan rad."] for key in sorted(missing)})


_REGISTERED = {
    "oidc": ("Återkomstadress att registrera", "way_answer"),
    "saml": ("Våra metadata att registrera", "way_saml_metadata"),
}


def _to_register(public_url: str, way: Way) -> str:
    """What the provider has to know of us, as the end of a line; empty when it is nothing."""
    from django.urls import reverse

    if way.protocol not in _REGISTERED:
        return ""
    words, name = _REGISTERED[way.protocol]
    return f" {words}: {public_url.rstrip('/')}{reverse(name, args=[way.id])}"


def _add(arguments: argparse.Namespace) -> int:
    from vardtrad.shared.login.ways import checking, rows

    file: Path = arguments.file
    levels: dict[str, int] = {}
    for pair in arguments.acr:
        name, _sign, level = pair.rpartition("=")
        with suppress(ValueError):
            levels[name] = int(level)
    given = {name: getattr(arguments, name) for name in
             ("id", "world", "protocol", "title", "issuer", "client_id", "secret", "certificate", "metadata",
              "metadata_signer", "ca_file", "identity")}  # fmt: skip
    row: dict[str, Any] = {name: value for name, value in given.items() if value} | {"on": False, "levels": levels}
    before = ways_file.read(file) if file.exists() else []
    reading = rows.read([*before, row])
    if wrong := [key for key in reading.problems if key.startswith(arguments.id)]:
        return _tell({key: reading.problems[key] for key in wrong})
    with file.open("a", encoding="utf-8") as out:
        out.write(("\n" if before else "") + as_toml(row))
    from django.conf import settings

    way = next(way for way in reading.ways if way.id == arguments.id)
    sys.stdout.write(f"{way.id} är tillagd i {file}, avstängd.{_to_register(settings.PUBLIC_URL, way)}\n")
    return _tell({way.id: checking.problems(way, settings.PUBLIC_URL)})


def as_toml(row: dict[str, Any]) -> str:
    """A row as it is written in the file. JSON's texts, numbers and lists are TOML's too; a table stands on a line."""

    def value(given: Any) -> str:
        if isinstance(given, dict):
            return "{ " + ", ".join(f"{json.dumps(key)} = {number}" for key, number in given.items()) + " }"
        return json.dumps(given, ensure_ascii=False)

    return "[[way]]\n" + "".join(f"{key} = {value(given)}\n" for key, given in row.items())


def _tell(problems: Any) -> int:
    """Write what is wrong, a line each; the exit code."""
    lines = [f"{key}: {sentence}\n" for key, sentences in problems.items() for sentence in sentences]
    sys.stdout.write("".join(lines))
    return 1 if lines else 0
