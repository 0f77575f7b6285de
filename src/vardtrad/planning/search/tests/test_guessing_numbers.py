"""Nobody finds out who is in the register by trying number after number (ASVS 2.4.1)."""

from dataclasses import replace

import pytest

from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import Person
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.models import Attempt

ELSA = "193304049228"
UNKNOWN = "197705232382"


def search(who, number):
    return who.browser.send(f"{who.base}sok/", {"number": number})


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(limits, "PLAN_SEARCH", replace(limits.PLAN_SEARCH, most=3))


@pytest.mark.req("001-054", "001-036")
def test_too_many_searches_in_a_short_time_are_held_back(few, frozen, vera, oskar):
    for number in (ELSA, UNKNOWN, ELSA):
        assert search(vera, number).status == 200
    for number in (ELSA, UNKNOWN):
        page = search(vera, number)
        assert page.status == 429
        assert "Vänta tio minuter" in page.main.text
        assert "Elsa" not in page.html
        assert number not in page.html
    # The log records it, without the numbers; a colleague can search as before.
    refused = Trace.objects.filter(action="search", outcome="refused", actor_id=vera.staff.id)
    assert [(trace.person_id, trace.detail) for trace in refused] == [(None, {"reason": "too_often"})]
    assert search(oskar, ELSA).status == 200
    frozen.go(minutes=10, seconds=1)
    assert search(vera, ELSA).status == 200


@pytest.mark.req("001-054")
def test_taking_in_by_hand_does_not_bypass_the_limit(few, vera):
    for _time in range(3):
        search(vera, UNKNOWN)
    given = {"number": ELSA, "given_name": "Ett", "family_name": "Namn", "submit_key": "0" * 32}
    page = vera.browser.send(f"{vera.base}person/ny/", given)
    assert page.status == 429
    assert "Elsa" not in page.html
    given["number"] = UNKNOWN
    vera.browser.send(f"{vera.base}person/ny/", given)
    assert not Person.objects.filter(identity=UNKNOWN).exists()


def test_the_counted_tries_name_nobody(vera):
    search(vera, ELSA)
    (tried,) = Attempt.objects.all()
    assert str(vera.staff.id).encode() not in bytes(tried.who)
