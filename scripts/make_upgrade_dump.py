"""Makes a small dump of a filled database as the code of this checkout leaves it, for the tests of upgrading.

    python scripts/make_upgrade_dump.py NAME

Writes NAME.sql.gz and NAME.json to tests/house/upgrades/, whose README says when this is run. The dump is plain SQL
that any PostgreSQL of the product's versions reads in one go; the note holds the keys, cookies and anchors that belong
to it. They open nothing else: the database is a throw-away one, and its people are the demo's.
"""

# ruff: noqa: S603, T201 (a script that runs the product and PostgreSQL's own program)
from __future__ import annotations

import gzip
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vardtrad.config.embedded.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
DUMPS = ROOT / "tests" / "house" / "upgrades"
# For psql alone, or unknown to the oldest PostgreSQL that the product runs on.
NOT_PORTABLE = re.compile(r"^(\\.*|SET transaction_timeout = 0;)\n", re.MULTILINE)


def main(name: str) -> int:
    """Make the dump and its note."""
    from vardtrad.config.embedded.postgres import Server

    with tempfile.TemporaryDirectory(prefix="vt-dump-") as folder:
        server = Server.start(Path(folder) / "data")
        try:
            note, sql = _make(server, Path(folder))
        finally:
            server.remove()
    (DUMPS / f"{name}.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    # No time in the gzip header: the same content is the same file.
    (DUMPS / f"{name}.sql.gz").write_bytes(gzip.compress(sql.encode(), 9, mtime=0))
    print(f"{name}: {(DUMPS / f'{name}.sql.gz').stat().st_size // 1000} kB, {len(note['sessions'])} sessions")
    return 0


def _make(server: Server, folder: Path) -> tuple[dict[str, object], str]:
    """Migrate and fill a database on the server; the note and the SQL."""
    from vardtrad.config.embedded.postgres import binaries

    access = server.ensure_database("upgrade")
    keys = {f"VARDTRAD_{key}_KEY": secrets.token_urlsafe(32) for key in ("SECRET", "TRACE")}
    environment = {
        **os.environ,
        **keys,
        "DATABASE_URL": access.app_url,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "PYTHONPATH": os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH", str(ROOT / "src"))]), str(ROOT)]),
        "VARDTRAD_DEMO": "1",
        "VARDTRAD_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "VARDTRAD_LOG_LEVEL": "WARNING",
        "VARDTRAD_TRACE_ANCHOR_FILE": str(folder / "anchors"),
    }
    command = [sys.executable, "-m", "vardtrad.config.cli", "migrate"]
    subprocess.run(command, env={**environment, "DATABASE_OWNER_URL": access.owner_url}, check=True)
    command = [sys.executable, "-m", "tests.house.upgrades.fill", str(folder / "note.json")]
    subprocess.run(command, env=environment, check=True)
    program = str(binaries(server.account) / "pg_dump")
    # Rows as statements of 100: psycopg can run them, and one that is refused is found.
    command = [program, "--no-owner", "--inserts", "--rows-per-insert=100", access.owner_url]
    sql = NOT_PORTABLE.sub("", subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    anchors = (folder / "anchors").read_text("ascii").splitlines()
    return {"keys": keys, "anchors": anchors, **json.loads((folder / "note.json").read_text())}, sql


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
