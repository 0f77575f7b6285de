"""What PostgreSQL does for a list page: the plans of its queries, as the application's role runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.load import Loaded

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from uuid import UUID
import django
django.setup()
from django.db import connection
from vardtrad.desk import queries
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.care_units.models import Staff
from vardtrad.web.paging import Cursor
clinic, place = UUID(sys.argv[1]), Cursor.parse(sys.argv[2])
who = Staff.objects.get(hsa_id="SE0-BENCH-0-0")
actor = Actor(ActorKind.STAFF, who.id, unit=clinic, roles=frozenset({"receiver", "handler", "administrator"}))

def show(title, call):
    ran = []
    def keep(execute, sql, params, many, context):
        ran.append((sql, params))
        return execute(sql, params, many, context)
    with connection.execute_wrapper(keep):
        call()
    for sql, params in ran:
        print(f"--- {title}")
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + sql, params)
            print("\\n".join(line for (line,) in cursor.fetchall()))

for which in queries.WorkList:
    show(which.name, lambda: queries.work_list(actor, which))
show("INCOMING, deep", lambda: queries.work_list(actor, queries.WorkList.INCOMING, after=place))
show("INCOMING, deep, back", lambda: queries.work_list(actor, queries.WorkList.INCOMING, before=place))
show("counts", lambda: queries.counts(actor))
"""


def explain(app_url: str, loaded: Loaded) -> None:
    """Print the plans of every list's query in the loaded database."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DATABASE_URL": app_url,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_SECRET_KEY": "only for these queries",
    }
    words = [sys.executable, "-c", PROGRAM, str(loaded.clinic), loaded.deep_place]
    subprocess.run(words, env=environment, check=True)
