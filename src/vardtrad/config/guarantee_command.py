"""``vardtrad guarantee-service``: which unit is the Vårdgarantiservice of its organisation."""

from __future__ import annotations

import argparse
import sys

from vardtrad.config.operating import Command, Ways


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the command, in Swedish."""

    def run(arguments: argparse.Namespace) -> int:
        with ways.database():
            ways.set_up_django()
            return appoint(arguments.hsa_id, arguments.travel_link)

    parser = command("guarantee-service", run, "Låt en enhet vara Vårdgarantiservice för sin organisation.")
    parser.add_argument("hsa_id", metavar="HSA-ID", help="enhetens HSA-id; enheten ska ta emot ärenden")
    parser.add_argument("--travel-link", default="", metavar="ADRESS", help="tjänsten Ersättning för sjukresor")


def appoint(hsa_id: str, travel_link: str) -> int:
    """Appoint the unit with this HSA-id; the exit code: 1 when there is none that takes cases, or it may not be one."""
    from vardtrad.cases.waiting_list import appointing
    from vardtrad.kernel.actors import system
    from vardtrad.kernel.tables import Refused
    from vardtrad.shared.care_units.models import Unit

    unit = Unit.objects.filter(hsa_id=hsa_id, takes_cases=True).first()
    if unit is None:
        sys.stderr.write("vardtrad: Det finns ingen enhet med det HSA-id:t som tar emot ärenden.\n")
        return 1
    try:
        appointing.appoint(system("drift"), unit, travel_link)
    except Refused as refused:
        sys.stderr.write(f"vardtrad: {refused.sentence}\n")
        return 1
    sys.stdout.write(f"{unit.name} är Vårdgarantiservice.\n")
    return 0
