"""Whether a backup, the keys and the settings of this machine belong together: asked before anything is restored."""

from __future__ import annotations

import json
import os
from pathlib import Path

from vardtrad.config.backup.container import LISTS, Reader, single_keys
from vardtrad.config.backup.making import settings_in
from vardtrad.config.backup.problems import NotDone


def read_keys(path: Path) -> dict[str, str]:
    """The keys that were written with a backup. Raises NotDone."""
    try:
        keys = json.loads(path.read_text("utf-8"))
        if not isinstance(keys, dict):
            raise ValueError
        return {str(name): str(value) for name, value in keys.items()}
    except OSError as error:
        raise NotDone(f"{path} kan inte läsas: {error.strerror}.") from None
    except ValueError:
        raise NotDone(f"{path} är ingen nyckelfil från vardtrad backup.") from None


def assert_signed(backup: Reader, keys: dict[str, str], where: str) -> None:
    """Refuse a backup that other keys belong to, or that somebody without the keys has changed (NotDone).

    ``where`` says in words where the keys come from.
    """
    signed = backup.signed_with(single_keys(keys))
    if signed is None:
        raise NotDone(
            f"Nycklarna {where} är inte de som hör till säkerhetskopian: med dem går loggen inte att granska. Ange"
            " nyckelfilen som skrevs tillsammans med den (--keys). Ingenting har ändrats."
        )
    if not signed:
        raise NotDone(f"{backup.path} har ändrats efter att den skrevs. Ingenting har återställts.")


def differences(backup: Reader) -> list[str]:
    """How the settings of the backup's installation differ from those of now, a line each."""
    then, now = backup.manifest.settings, settings_in(os.environ)
    lines = [
        f"Obs: {name} var {then.get(name, 'inte satt')!r} i säkerhetskopian och är {now.get(name, 'inte satt')!r} nu."
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]
    if LISTS in backup.manifest.parts:
        lines.append(f"Obs: regionens listor (VARDTRAD_LISTS_FILE) följer med. Ta fram dem: unzip -p FIL {LISTS}")
    return lines
