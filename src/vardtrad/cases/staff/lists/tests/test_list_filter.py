"""What is asked of a list, read from an address and written as one; no database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.http import QueryDict

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.filters import (
    CLOSED,
    FILTERS,
    STATUS,
    Closed,
    ListFilter,
    Place,
    Pressing,
    Reading,
    Sort,
    Status,
)
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.lists.filters import Chosen

EVERYTHING = ListFilter(
    Chosen(
        FILTERS,
        (
            (Status.FLAGGED, Status.UNHANDLED, Status.SENT_QUESTION),
            Reading.READ,
            date(2026, 11, 1),
            date(2026, 11, 30),
            UUID(int=1),
            UUID(int=2),
            (UUID(int=3), UUID(int=4)),
            Closed.INCLUDED,
            None,
            Pressing.TODAY,
        ),
    ),
    search=UUID(int=5),
    sort=Sort.URGENCY,
    turned=True,
)


@pytest.mark.req("004-061", "B-07")
@pytest.mark.parametrize(
    "asked",
    [
        ListFilter(),
        EVERYTHING,
        ListFilter(sort=Sort.CREATED),
        ListFilter(turned=True),
        ListFilter().choose(CLOSED, Closed.INCLUDED),
        ListFilter().choose(STATUS, (Status.FLAGGED,)),
    ],
)
def test_an_address_gives_back_what_was_asked(asked):
    address = asked.address("/lista")
    assert ListFilter.read(QueryDict(address.partition("?")[2]), WorkList.CLINIC_ALL) == asked
    assert ListFilter().address("/lista") == "/lista"


def test_closed_ones_can_be_included_where_both_sorts_stand():
    assert ListFilter.read(QueryDict("avslutat=ja"), WorkList.OWN_ALL).closed
    assert not ListFilter.read(QueryDict("avslutat=ja"), WorkList.INCOMING).closed


@pytest.mark.parametrize(
    "query",
    [
        "status=x&lasning=x&fran=x&till=2026-13-01&invanare=x&hanterare=%00&arendetyp=x&avslutat=nej&sok=1&sortera=x",
        "fran=0001-01-01&till=9999-12-31", "status=&sortera=&sok=", "invanare=197712072391", "fran=%D9%A1",
        "&".join(["arendetyp=x"] * 90),
    ],
)  # fmt: skip
def test_what_is_no_choice_is_passed_over(query):
    assert not ListFilter.read(QueryDict(query), WorkList.CLINIC_ALL).filtered


@pytest.mark.parametrize("not_urgent", [True, False])
@pytest.mark.parametrize("micros", [0, 1, 123457, 999_999])
def test_a_place_survives_its_address(not_urgent, micros):
    for year in (1969, 2026, 9998):
        moment = datetime(year, 12, 31, 9, 0, 1, tzinfo=UTC) + timedelta(microseconds=micros)
        place = Place((not_urgent, moment, uuid7()))
        if year > 1970:
            assert Place.read(Sort.URGENCY, str(place)) == place
            assert Place.read(Sort.UPDATED, str(Place(place.values[1:]))) == Place(place.values[1:])


@pytest.mark.parametrize(
    "text",
    ["", "-", "x", "1", "1-2", "1-2-3", "2026-11-11", "1" * 5000 + "-" + str(UUID(int=0)), "0-" + "9" * 30 + "-1"],
)
def test_a_forged_place_is_none(text):
    for sort in Sort:
        assert Place.read(sort, text) is None


def test_the_address_of_a_filtered_list_is_as_it_has_always_been():
    assert EVERYTHING.address("/lista") == (
        "/lista?status=flaggat&status=ohanterat&status=fraga"
        f"&arendetyp={UUID(int=3)}&arendetyp={UUID(int=4)}&lasning=last&fran=2026-11-01&till=2026-11-30"
        f"&invanare={UUID(int=1)}&hanterare={UUID(int=2)}&avslutat=ja&bratt=i-dag&sok={UUID(int=5)}&sortera=-atgarda"
    )
