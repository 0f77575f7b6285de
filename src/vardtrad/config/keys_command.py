"""``vardtrad keys``: which keys there are, a new one put first, an earlier one taken away. No key is ever written out.

The keys are in the data folder's file (embedded database) or in a file of lines ``NAME=value`` that the units read
(``--env-file``). Processes read them when they start, so they are to be started again after a change.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from vardtrad.config import key_file
from vardtrad.config.folders import data_folder
from vardtrad.config.operating import Command, Ways
from vardtrad.kernel.keys import EARLIER, SECRET, TRACE, key_id, split

VARIABLES = {"trace": TRACE, "secret": SECRET}
WORDS = {TRACE: "loggen", SECRET: "sidorna"}
Values = dict[str, str]


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the commands, in Swedish."""
    actions: dict[str, tuple[Callable[[argparse.Namespace, Ways], int], str]] = {
        "list": (_list, "Visa nycklarnas id och hur många rader i loggen som är förseglade med var och en."),
        "add": (_add, "Gör en ny nyckel. Den som används blir en tidigare nyckel, som fortfarande gäller för sitt."),
        "retire": (_retire, "Ta bort en tidigare nyckel. En nyckel som loggen behöver tas inte bort."),
    }
    does = "Visa, byt ut och ta bort nycklar. Nycklarna själva visas aldrig."
    keys = command("keys", lambda arguments: actions[arguments.what][0](arguments, ways), does)
    what = keys.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    for name, (_run, does) in actions.items():
        parser = what.add_parser(name, help=does, description=does)
        parser.add_argument("--env-file", type=Path, metavar="FIL", help="filen med inställningar (NAMN=värde)")
        if name == "add":
            parser.add_argument("which", choices=sorted(VARIABLES), help="trace förseglar loggen, secret är sidornas")
        if name == "retire":
            parser.add_argument("key", metavar="ID", help="nyckelns id enligt list")


def _list(arguments: argparse.Namespace, ways: Ways) -> int:
    values = _given(arguments.env_file, ways)
    rows, unnamed = _rows_in_the_log(ways)
    for variable, word in WORDS.items():
        for rank, key in enumerate(_keys(values, variable)):
            uses = "används" if rank == 0 else "tidigare"
            number = rows.get(key_id(key), 0)
            sealed = f"  {number} rader" if variable == TRACE else ""
            sys.stdout.write(f"{word:8}  {key_id(key)}  {uses:8}{sealed}\n")
    if unnamed:
        sys.stdout.write(f"Av raderna är {unnamed} från tiden innan nycklar hade id.\n")
    held = {key_id(key) for key in _keys(values, TRACE)}
    for missing in sorted(rows.keys() - held):
        sys.stdout.write(f"loggen    {missing}  SAKNAS    {rows[missing]} rader kan inte granskas utan den\n")
    return 1 if rows.keys() - held else 0


def _add(arguments: argparse.Namespace, ways: Ways) -> int:
    variable, new = VARIABLES[arguments.which], secrets.token_urlsafe(48)
    values = _given(arguments.env_file, ways)
    earlier = " ".join(_keys(values, variable))
    _keep({variable: new, EARLIER[variable]: earlier}, arguments.env_file, ways)
    sys.stdout.write(
        f"Ny nyckel för {WORDS[variable]}: {key_id(new)}. Starta om alla processer inom en timme, och spara en kopia av"
        " nycklarna på ett annat ställe än databasen.\n"
    )
    if earlier:
        sys.stdout.write(f"Den förra, {key_id(split(earlier)[0])}, behålls för det som redan är gjort med den.\n")
    return 0


def _retire(arguments: argparse.Namespace, ways: Ways) -> int:
    values = _given(arguments.env_file, ways)
    for variable, word in WORDS.items():
        used, *earlier = _keys(values, variable) or [""]
        if used and key_id(used) == arguments.key:
            raise _cannot(f"Nyckeln {arguments.key} används. Gör en ny först: vardtrad keys add")
        left = [key for key in earlier if key_id(key) != arguments.key]
        if len(left) == len(earlier):
            continue
        if variable == TRACE and (number := _rows_in_the_log(ways)[0].get(arguments.key)):
            raise _cannot(f"Nyckeln {arguments.key} behövs för att granska {number} rader i loggen och tas inte bort.")
        _keep({EARLIER[variable]: " ".join(left)}, arguments.env_file, ways)
        sys.stdout.write(f"Nyckeln {arguments.key} för {word} är borttagen. Starta om alla processer.\n")
        return 0
    raise _cannot(f"Det finns ingen tidigare nyckel med id {arguments.key}.")


def _cannot(words: str) -> Exception:
    """The ImproperlyConfigured that the command tells. Django is read only then: the help of the commands is quick."""
    from django.core.exceptions import ImproperlyConfigured

    return ImproperlyConfigured(words)


def _keys(values: Values, variable: str) -> list[str]:
    """The keys of a variable, that in use first."""
    return [key for key in (values.get(variable, ""), *split(values.get(EARLIER[variable], ""))) if key]


def _given(env_file: Path | None, ways: Ways) -> Values:
    """The settings by name; those of a file are also put in this process's environment. Raises ImproperlyConfigured."""
    if env_file is not None:
        try:
            lines = env_file.read_text("utf-8").splitlines()
        except OSError as error:
            raise _cannot(f"{env_file} kan inte läsas: {error.strerror}.") from None
        pairs = (line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#"))
        os.environ.update({name.strip(): value.strip() for name, _, value in pairs})
    elif ways.embedded():
        return key_file.read(data_folder())
    return dict(os.environ)


def _keep(changed: Values, env_file: Path | None, ways: Ways) -> None:
    """Write the changed settings where they came from. Raises ImproperlyConfigured, with nothing changed."""
    if env_file is not None:
        try:
            _write_lines(env_file, changed)
        except OSError as error:
            raise _cannot(f"{env_file} kan inte skrivas: {error.strerror}. Inget är ändrat.") from None
    elif ways.embedded():
        key_file.change(data_folder(), changed)
    else:
        raise _cannot("Ange filen med inställningarna: --env-file /etc/vardtrad/vardtrad.env")


def _write_lines(path: Path, changed: Values) -> None:
    """The file with the changed lines, whole or not at all, with its owner and mode as they were."""
    left = dict(changed)
    lines = []
    for line in path.read_text("utf-8").splitlines():
        name = line.partition("=")[0].strip()
        lines.append(f"{name}={left.pop(name)}" if name in left else line)
    lines += [f"{name}={value}" for name, value in left.items()]
    key_file.write_over(path, "\n".join(lines) + "\n")


def _rows_in_the_log(ways: Ways) -> tuple[dict[str, int], int]:
    """How many rows of the log and versions each key has sealed, by id; and how many of them name no key."""
    with ways.database(keys=False):
        os.environ["VARDTRAD_SECRET_KEY"] = os.environ.get("VARDTRAD_SECRET_KEY") or secrets.token_urlsafe(48)
        ways.set_up_django()
        from vardtrad.gate.door import sealed_with

        return sealed_with.rows()
