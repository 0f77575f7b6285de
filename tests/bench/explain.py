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
from dataclasses import replace
from datetime import timedelta
from uuid import UUID
import django
django.setup()
from django.db import connection
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.staff.lists import filters, list_sql, queries
from vardtrad.cases.staff.lists.filters import Closed, ListFilter, Place, Reading, Sort, Status
from vardtrad.kernel import clock
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.cases.staff.frame.queries import WorkList, counts
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units.models import Staff
clinic = UUID(sys.argv[1])
who = Staff.objects.get(hsa_id="SE0-BENCH-0-0")
actor = Actor(ActorKind.STAFF, who.id, unit=clinic, roles=frozenset({"receiver", "handler", "administrator"}))
hands = coverage_of(who.id, clinic)
place = Place.read(Sort.UPDATED, sys.argv[2])

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

types = (CaseType.objects.first().id,)
rare = ListFilter().choose(filters.CASE_TYPES, types).choose(filters.STATUS, (Status.FLAGGED, Status.UNHANDLED))
month_ago = clock.today() - timedelta(days=30)
with_closed = ListFilter().choose(filters.CLOSED, Closed.INCLUDED)
wanted = {
    "": ListFilter(),
    "by urgency": ListFilter(sort=Sort.URGENCY),
    "by creation": ListFilter(sort=Sort.CREATED),
    "filtered": rare,
    "by a date": ListFilter().choose(filters.SINCE, month_ago).choose(filters.READING, Reading.UNREAD),
}
for which in WorkList:
    for words, filters_of in wanted.items():
        show(f"{which.name} {words}", lambda: queries.work_list(actor, which, hands, filters_of))
for which in (WorkList.CLINIC_ALL, WorkList.OWN_ALL):
    show(f"{which.name} with closed", lambda: queries.work_list(actor, which, hands, with_closed))
    for words in ("recept", "preparat7", "ombokning77", "alva ek", "axeln preparat2"):
        search = replace(with_closed, search=who.id, words=words)
        show(f"{which.name} searched for {words}", lambda: queries.work_list(actor, which, hands, search))
show("INCOMING, deep", lambda: queries.work_list(actor, WorkList.INCOMING, hands, after=place))
show("INCOMING, deep, back", lambda: queries.work_list(actor, WorkList.INCOMING, hands, before=place))
also = [list_sql.counting(actor, WorkList.CLINIC_ALL, hands, filters_of) for filters_of in wanted.values()]
show("counts", lambda: counts(actor, hands, also))
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
