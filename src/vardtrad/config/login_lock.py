"""``vardtrad login``: lock a resident's login at their own wish, or when somebody else may have used it, and unlock it.

The personal number is asked for and never an argument: what stands on a command line is kept in the shell's history.
"""

from __future__ import annotations

import argparse
import sys

from vardtrad.config.operating import Command, Ways


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the commands, in Swedish."""
    does = "Spärra en invånares inloggning, eller ta bort spärren."
    login = command("login", lambda arguments: _run(arguments, ways), does)
    what = login.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    for name, does in (
        ("lock", "Spärra inloggningen och avsluta personens pågående inloggningar. Frågar efter personnumret."),
        ("unlock", "Ta bort spärren. Frågar efter personnumret."),
    ):
        parser = what.add_parser(name, help=does, description=does)
        parser.add_argument("--by", required=True, metavar="NAMN", help="vem som beslutar; namnet står i loggen")
        if name == "lock":
            does = "låt fullmakter som personen har gett gälla; annars upphör de, ifall någon annan har gett dem"
            parser.add_argument("--keep-powers", action="store_true", help=does)


def _run(arguments: argparse.Namespace, ways: Ways) -> int:
    if sys.stdin.isatty():
        sys.stdout.write("Personnummer: ")
        sys.stdout.flush()
    text = sys.stdin.readline()
    with ways.database():
        ways.set_up_django()
        from vardtrad.kernel.actors import system
        from vardtrad.kernel.identity import InvalidIdentityNumber, parse
        from vardtrad.shared.login import actions
        from vardtrad.shared.people.models import Person

        try:
            person = Person.objects.filter(identity=parse(text).value).first()
        except InvalidIdentityNumber:
            person = None
        if person is None:
            sys.stderr.write("vardtrad: Ingen person har det numret här.\n")
            return 1
        if arguments.what == "lock":
            actions.lock(person, system(arguments.by), keep_powers=arguments.keep_powers)
        else:
            actions.unlock(person, system(arguments.by))
    sys.stdout.write("Inloggningen är spärrad.\n" if arguments.what == "lock" else "Spärren är borttagen.\n")
    return 0
