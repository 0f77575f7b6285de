"""The pages of tasks and statistics cost the same number of questions for one task or case and for many."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import now
from vardtrad.cases.tasks import actions
from vardtrad.cases.teams.models import Group


def cost(who, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert who.browser.get(who.address(path)).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in caught.captured_queries)


def test_lists_tasks_and_statistics_cost_the_same_for_few_and_many(hugos_case, hugo, hanna, rut, alva, region) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "En uppgift").thing
    pages = ["uppgifter/", "uppgifter/?visa=alla&flik=klara", f"uppgifter/{task.id}/", "statistik/"]
    for path in pages:
        cost(rut, path)  # what is kept in memory is kept
    few = {path: cost(rut, path) for path in pages}
    for number in range(12):
        actions.add(hugo.actor, now(hugos_case), f"Uppgift {number}", to=hanna.staff)
        Group.objects.create(clinic=region.a, name=f"Grupp {number}")
        alva.sends(region.services["a", "question"])
    assert {path: cost(rut, path) for path in pages} == few
