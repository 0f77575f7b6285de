"""The queries of pages that are open all day are planned once for each connection, also those of a list."""

from __future__ import annotations

from django.db import connection

from tests import people
from tests.toy.committed import Committed


def test_forty_lists_are_planned_once(committed: Committed) -> None:
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    rut, alva = region.people["rut"], region.people["alva"]
    for _number in range(3):
        alva.sends(region.renewal_at_a)
    # On a slow machine the forty take longer than a connection lives, and a new one would have plans of its own.
    connection.close_at = None
    for _time in range(40):
        assert rut.browser.get(rut.address("arenden/inkomna")).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements"
            " WHERE statement LIKE '%%FROM \"cases_case\"%%' AND generic_plans + custom_plans >= 40"
        )
        generic, custom = cursor.fetchone()
    # The rows of the list, and the counts of the menu.
    assert generic >= 80
    assert custom == 0
