"""Lists that grow for ever are read in the order of an index: nothing is sorted, however many rows there are."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region
from vardtrad.cases.waiting_list import queries
from vardtrad.cases.waiting_list.following_up import View
from vardtrad.kernel import clock
from vardtrad.shared.lists.paging import Cursor


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (False, "waiting_list_to_inform"), (True, "waiting_list_informed"),
        (View.REMOVED, "waiting_list_by_code"), (View.HVNY, "waiting_list_by_code"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("goes_on", [False, True])
def test_a_page_is_read_in_the_order_of_an_index(
    region: Region, rut: Employee, asked: bool | View, index: str, goes_on: bool
) -> None:
    after = Cursor(clock.now(), uuid4()) if goes_on else None
    with CaptureQueriesContext(connection) as caught:
        if isinstance(asked, View):
            queries.page(rut.actor, asked, after)
        else:
            queries.accepted(region.organisation.id, informed=asked, after=after)
    (query,) = [each["sql"] for each in caught.captured_queries if "waiting_list_waitingentry" in each["sql"]]
    with connection.cursor() as cursor:
        # With so few rows everything else would be cheaper.
        for other in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute("EXPLAIN " + query.replace("%", "%%"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan, plan
    assert "Sort" not in plan, plan
