"""The table of proxies against a second author: what each may at which age, and birthdays driven by the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityKind, IdentityNumber
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.rules import TABLE, Age, Deed, Ground, ProxyFacts, deeds_on

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVERYTHING = frozenset({"read", "write", "listing", "notices", "card", "whole"})


def facts(age: int | None, **changed: bool) -> ProxyFacts:
    good = {"proxy_protected": False, "person_protected": False, "person_living": True, "person_matters": True}
    good |= {"proxy_of_age": True, "power_holds": True, "given_strongly": True}
    good |= {"guardian_protected": False, "is_guardian": True, "agreement_holds": True}
    return ProxyFacts(age=age, **(good | changed))


@pytest.mark.req("003-001", "003-002", "003-010", "003-011", "B-21")
@pytest.mark.parametrize(
    ("ground", "ages", "may"),
    [
        ("guardian", range(13), EVERYTHING),
        ("guardian", range(13, 120), frozenset()),
        ("agreement", range(13), frozenset()),
        ("agreement", range(13, 16), frozenset({"read"})),
        ("agreement", range(16, 120), frozenset()),
        ("god_man", range(18), frozenset()),
        ("god_man", range(18, 120), EVERYTHING),
        ("forvaltare", range(18), frozenset()),
        ("forvaltare", range(18, 120), EVERYTHING),
        ("power", range(18), frozenset()),
        ("power", range(18, 120), EVERYTHING),
        ("power_to_read", range(18), frozenset()),
        ("power_to_read", range(18, 120), frozenset({"read", "notices", "whole"})),
        ("grandparent", range(120), frozenset()),
        ("", range(120), frozenset()),
    ],
)
def test_what_each_may_at_every_age(ground, ages, may):
    assert {deeds_on(ground, facts(age)) for age in ages} == {may}


def test_what_nobody_has_gathered_lets_nobody_in():
    """Each fact that refuses when it is turned refuses also when it is left as it is made."""
    ungathered = ProxyFacts()
    for name in facts(40).__slots__:
        if name == "age":
            continue
        refused = [
            not deeds_on(ground, facts(age, **{name: getattr(ungathered, name)}))
            for ground, age in (("guardian", 5), ("agreement", 14), ("god_man", 80), ("power", 40))
        ]
        assert any(refused), name


@pytest.mark.parametrize(
    ("ground", "age", "changed"),
    [
        ("guardian", 5, {"proxy_protected": True}),
        ("guardian", 5, {"person_protected": True}),
        ("guardian", 5, {"person_living": False}),
        ("guardian", 5, {"guardian_protected": True}),
        ("agreement", 14, {"guardian_protected": True}),
        ("agreement", 14, {"proxy_protected": True}),
        ("agreement", 14, {"person_protected": True}),
        ("agreement", 14, {"person_living": False}),
        ("agreement", 14, {"is_guardian": False}),
        ("agreement", 14, {"agreement_holds": False}),
        ("god_man", 80, {"proxy_protected": True}),
        ("god_man", 80, {"person_protected": True}),
        ("god_man", 80, {"person_living": False}),
        ("god_man", 80, {"person_matters": False}),
        ("forvaltare", 80, {"person_matters": False}),
        ("forvaltare", 80, {"person_protected": True}),
        ("power", 40, {"proxy_of_age": False}),
        ("power", 40, {"power_holds": False}),
        ("power", 40, {"given_strongly": False}),
        ("power", 40, {"proxy_protected": True}),
        ("power", 40, {"person_protected": True}),
        ("power", 40, {"person_living": False}),
    ],
)
def test_each_need_alone_takes_everything_away(ground, age, changed):
    assert deeds_on(ground, facts(age)) == (frozenset({"read"}) if ground == "agreement" else EVERYTHING)
    assert deeds_on(ground, facts(age, **changed)) == frozenset()


def test_who_knows_nothing_refuses():
    assert deeds_on("guardian", ProxyFacts(age=5)) == frozenset()
    assert deeds_on("guardian", facts(None)) == frozenset()


def test_the_table_has_one_row_for_a_ground_and_an_age_each_with_its_source():
    assert len({(row.ground, row.age) for row in TABLE}) == len(TABLE)
    assert all(row.source for row in TABLE)
    assert {row.ground for row in TABLE} == set(Ground)
    assert {deed for row in TABLE for deed in row.deeds} == set(Deed)
    assert {row.age for row in TABLE} == set(Age)


def thirteen(born: date) -> date:
    """The 13th birthday by another way than the product's: 29 February is the last of February in a common year."""
    try:
        return born.replace(year=born.year + 13)
    except ValueError:
        return date(born.year + 13, 2, 28)


@pytest.mark.req("003-010", "003-011")
@given(born=st.one_of(st.dates(date(1970, 1, 1), date(2060, 12, 31)),
                      st.sampled_from([date(year, 2, 29) for year in range(1972, 2060, 4)])))  # fmt: skip
def test_a_guardian_reads_until_midnight_of_the_13th_birthday_and_the_child_logs_in_from_then(born):
    child = Person(identity="x" * 12)
    number = IdentityNumber(IdentityKind.PERSONNUMMER, "x" * 12, born)
    midnight = datetime.combine(thirteen(born), time(0), STOCKHOLM).astimezone(UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Person, "number", number)
        for moment, is_child in ((midnight - timedelta(seconds=1), True), (midnight, False)):
            patch.setattr(clock, "now", lambda moment=moment: moment)
            assert (deeds_on("guardian", facts(child.age)) == EVERYTHING) is is_child
            assert child.may_log_in is not is_child
