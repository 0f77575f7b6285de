"""The plans of the tests of the door, who moves them, and what is left in the database afterwards."""

from uuid import uuid4

import pytest

from tests.toy import verbs
from tests.toy.models import Plan
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused

WARD = uuid4()

NURSE = verbs.member(WARD)

STRANGER = verbs.member(uuid4(), "Fel Person")


def fresh_plan(title="Planen", **more):
    return verbs.begin(NURSE, title, **more).thing


def stored(plan):
    return Plan.objects.get(pk=plan.pk)


def values(plan):
    return Plan.objects.filter(pk=plan.pk).values().get()


def last_trace():
    return Trace.objects.order_by("-id").first()


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value
