"""The command ``vardtrad check``: is the installation in order, and are the generated documents up to date?"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from vardtrad.config import addresses, generated_docs
from vardtrad.gate import guards
from vardtrad.gate.door import anchor
from vardtrad.planning.fields import queries as fields
from vardtrad.shared.web import paper, readiness


def run(words: Sequence[str]) -> int:
    """Run the checks and give the exit code: 0 when all is well, 1 otherwise.

    ``--docs`` looks only at the generated documents and needs no database; ``--write-docs`` writes them.
    """
    if "--write-docs" in words:
        generated_docs.write()
        return 0
    problems = [
        f"docs/{path} är inte aktuell. Skriv den på nytt med: vardtrad check --write-docs"
        for path in generated_docs.stale()
    ]
    if "--docs" not in words:
        problems += [str(message) for message in run_checks() if message.level >= ERROR]
        problems += readiness.weak_keys()
        missing = _migrations()
        problems += _durability() + missing + _anchor() + guards.compare() + _own_fonts()
        # The tables of the fields are perhaps not there before the migrations have run.
        problems += [] if missing else _altered_fields()
        for line in _notes():
            sys.stdout.write(f"{line}\n")
    for line in problems:
        sys.stdout.write(f"{line}\n")
    if not problems:
        sys.stdout.write("Allt är som det ska.\n")
    return 1 if problems else 0


def _notes() -> list[str]:
    """What somebody has chosen to do without: no fault, but it must not be forgotten either."""
    notes = []
    lowered = addresses.why_unverified(addresses.parameters(os.environ["DATABASE_URL"]))
    if lowered is not None:
        notes.append(
            f"Obs: databasen nås över nätet med sslmode={lowered} i stället för verify-full ({addresses.UNVERIFIED})."
        )
    if settings.SMTP_PLAIN:
        notes.append("Obs: breven lämnar den här datorn utan kryptering (VARDTRAD_SMTP_UNPROTECTED).")
    if settings.SMS_PLAIN:
        notes.append("Obs: sms lämnar den här datorn utan kryptering (VARDTRAD_SMS_UNPROTECTED).")
    if settings.CLAMD_PLAIN:
        notes.append(
            "Obs: filer skickas utan kryptering till en annan dators viruskontroll (VARDTRAD_CLAMD_UNPROTECTED)."
        )
    return notes + paper_notes()


def paper_notes() -> list[str]:
    """What this machine cannot draw in PDF files: nothing at all without Pango, or the scripts it has no font for."""
    if not paper.available():
        return [
            "Obs: PDF-filer kan inte skapas, eftersom programbiblioteket Pango saknas"
            " (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
        ]
    scripts = [script for script in paper.undrawn_scripts() if script not in paper.OWN_SCRIPTS]
    if not scripts:
        return []
    return [
        f"Obs: PDF-filer saknar typsnitt för tecken som är {', '.join(scripts)} (Debian: fonts-noto-core fonts-noto-cjk"
        " fonts-noto-color-emoji). På ett papper med sådana tecken står att de saknas."
    ]


def _own_fonts() -> list[str]:
    """The scripts that Vårdtråd's own fonts should draw in PDF files, and do not."""
    scripts = paper.undrawn_scripts() if paper.available() else []
    return [
        f"Tecken som är {script} kan inte ritas i PDF-filer: Vårdtråds egna typsnitt kan inte läsas."
        for script in scripts
        if script in paper.OWN_SCRIPTS
    ]


def _altered_fields() -> list[str]:
    number = fields.altered()
    return [f"{number} fältvärden i planer skiljer sig från sin egen historik: de har ändrats förbi Vårdtråd."] * bool(
        number
    )


def _durability() -> list[str]:
    """Database settings that are off although an acknowledged write could then be lost."""
    problems = []
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            (value,) = cursor.fetchone()
            if value == "off":
                problems.append(f"Databasens inställning {name} är avstängd: det som har bekräftats kan gå förlorat.")
    return problems


def _anchor() -> list[str]:
    """The anchor file, when it cannot be written: the head of the log's chain is then kept nowhere outside."""
    why = anchor.why_unwritable()
    return [] if why is None else [f"Förankringsfilen {settings.TRACE_ANCHOR_FILE} kan inte skrivas: {why}."]


def _migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"Migreringen {migration} är inte körd. Kör: vardtrad migrate" for migration, _backwards in missing]
