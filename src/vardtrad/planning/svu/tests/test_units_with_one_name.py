"""Two wards with the same name, at two hospitals: the same name gives no right to read."""

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import events
from vardtrad.planning.svu import queries as svu_queries
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.models import Unit

OURS, THEIRS = "Hem över helgen.", "Flyttad till oss."


@pytest.mark.req("001-090", "001-094")
def test_after_a_withdrawal_only_the_ward_that_registered_an_event_reads_it_and_no_namesake(planners):
    Unit.objects.filter(pk=planners.ward_b.pk).update(name=planners.ward_a.name)
    svu, agda = Drive(planners).published(), planners.staff["agda"]
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.ward_b)
    events.register_event(svu.ward.actor, svu.key, "leave", clock.today(), OURS)
    events.register_event(agda.actor, svu.key, "transfer", clock.today(), THEIRS)
    svu.estimated().withdrawn()
    version = svu_queries.published(svu.key)[-1].id
    for rest in ("inskrivning/", "utskrift/", f"version/{version}/tid/", f"version/{version}/utskrift/"):
        for who, own, other in ((svu.ward, OURS, THEIRS), (agda, THEIRS, OURS)):
            seen = who.browser.open(f"{who.base}svu/{svu.key}/{rest}").html
            assert (own in seen, other in seen) == (True, False), (who.staff.name, rest)
