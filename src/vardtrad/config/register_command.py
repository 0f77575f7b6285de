"""``vardtrad register``: what the population register says, loaded from a file or asked for again.

Neither a number nor a name is ever written out: a fault names its line in the file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from vardtrad.config.operating import Command, Ways

if TYPE_CHECKING:
    from vardtrad.shared.people.register.actions import Report


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the commands, in Swedish."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"load": _load, "refresh": _refresh}

    def run(arguments: argparse.Namespace) -> int:
        with ways.database():
            ways.set_up_django()
            from django.utils import translation

            with translation.override("sv"):
                return actions[arguments.what](arguments)

    register = command("register", run, "Uppgifter ur folkbokföringen: läs in en fil, eller fråga på nytt.")
    what = register.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    does = "Läs in en fil (CSV, se vardtrad.shared.people.register.file). Bara det som har ändrats skrivs."
    loading = what.add_parser("load", help=does, description=does)
    loading.add_argument("file", type=Path, metavar="FIL", help="CSV-fil i UTF-8 med semikolon och rubrikrad")
    does = (
        "Fråga Personuppgiftstjänsten på nytt: först om ombud och om dem som har ombud, sedan om de äldsta uppgifterna."
    )
    asking = what.add_parser("refresh", help=does, description=does)
    asking.add_argument("--hours", type=int, default=24, help="bara uppgifter som är äldre än så många timmar (24)")
    asking.add_argument("--most", type=int, default=5_000, help="högst så många personer (5000)")


def _load(arguments: argparse.Namespace) -> int:
    from vardtrad.shared.people.register import actions
    from vardtrad.shared.people.register.file import Fault, InvalidRegisterFile, read

    try:
        contents = read(arguments.file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _failed("Filen är inte kodad som UTF-8. Inget är inläst.")
    except OSError as error:
        return _failed(f"Filen går inte att läsa: {error.strerror}")
    except InvalidRegisterFile as error:
        return _failed(f"{error} Inget är inläst.")
    report = actions.take_in(said for _line, said in contents.lines)
    report.changed += actions.mark_protected(contents.protected)
    lines = [line for line, _said in contents.lines]
    faults = [
        *contents.faults,
        *(Fault(lines[place], "en vårdnadshavare eller ställföreträdare på raden finns inte i registret")
          for place in report.unknown_relations),
        *(Fault(lines[place], "ett tidigare nummer hör ännu till en annan person") for place in report.doubles),
    ]  # fmt: skip
    for fault in sorted(faults, key=lambda fault: fault.line):
        _failed(f"rad {fault.line}: {fault.sentence}")
    _told(report)
    return 1 if faults else 0


def _refresh(arguments: argparse.Namespace) -> int:
    from vardtrad.shared.people.register import asking
    from vardtrad.shared.people.register.said import RegisterDown
    from vardtrad.shared.proxies.queries import linked

    if asking.register() is None:
        return _failed("Ingen tjänst är inställd (VARDTRAD_REGISTER_URL). Läs in en fil i stället.")
    try:
        report = asking.refresh(timedelta(hours=arguments.hours), most=arguments.most, first=linked())
    except RegisterDown as error:
        return _failed(f"Folkbokföringen svarar inte: {error}. De uppgifter som redan är inlästa gäller.")
    _told(report)
    return 0


def _told(report: Report) -> None:
    sys.stdout.write(f"{report.new} nya, {report.changed} ändrade, {report.unchanged} oförändrade.\n")


def _failed(sentence: str) -> int:
    sys.stderr.write(f"vardtrad: {sentence}\n")
    return 1
