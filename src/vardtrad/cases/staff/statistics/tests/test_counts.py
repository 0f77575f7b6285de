"""The counts against the lists and against a plain Python model of them, after random histories."""

from __future__ import annotations

import random
from collections import Counter
from importlib import import_module

import pytest
from django.db import connection

from tests.people import now
from vardtrad.cases.case.models import Case, CaseDays, ClinicPolicy, Message, Service
from vardtrad.cases.case.moves import notes
from vardtrad.cases.staff.frame.queries import WorkList, visible_to
from vardtrad.cases.staff.statistics import queries
from vardtrad.cases.staff.statistics.queries import Asked, percentile
from vardtrad.cases.staff.statistics.report import exactly_now
from vardtrad.cases.teams.models import Group, Member
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.kernel import clock
from vardtrad.shared.statistics.periods import Per, Period, start_of


@pytest.fixture
def history(region, alva, bo, rut, hugo, hanna, olle, frozen):
    """Make a random history of six weeks at three clinics, by the product's own verbs."""

    def make(seed: int, cases: int = 40) -> None:
        chance = random.Random(seed)
        group = Group.objects.create(clinic=region.a, name="Sköterskor")
        Member.objects.create(group=group, staff=hanna.staff)
        Service.objects.filter(clinic=region.a, case_type=region.question).update(
            first_days=chance.choice([None, 1, 4])
        )
        if chance.random() < 0.5:
            ClinicPolicy.objects.create(clinic=region.a, first_days=chance.choice([0, 1, 3]))
        frozen.to(10, 1)
        open_ones: list[Case] = []
        for _number in range(cases):
            frozen.go(hours=chance.choice([1, 5, 20, 30]))
            who = chance.choice([alva, bo])
            place = chance.choice(["a", "a", "a", "b", "c"])
            open_ones.append(who.sends(region.services[place, chance.choice(["renewal", "question"])]))
            for _step in range(chance.randint(0, 3)):
                frozen.go(hours=chance.choice([0, 2, 26, 60]))
                _something(chance, chance.choice(open_ones), region, rut, hugo, olle, group)

    return make


def _something(chance, case, region, rut, hugo, olle, group) -> None:
    case = now(case)
    if case.clinic_id == region.b.id:
        if case.state == "received":
            olle.does("answer", case, "Ett svar.")
        return
    if case.clinic_id != region.a.id or case.state == "closed":
        return
    if case.state == "received":
        verb, *given = chance.choice(
            [
                ("assign", hugo.staff), ("assign", group), ("partial_reply", "Vänta."), ("answer", "Ett svar."),
                ("close_without_answer", "Ringde."), ("transfer", region.b),
            ]
        )  # fmt: skip
        rut.does(verb, case, *given)
    elif case.handler_id == hugo.staff.id and case.state != "asked":
        verb, *given = chance.choice(
            [
                ("ask", "Vilken?"),
                ("answer", "Ett svar."),
                ("partial_reply", "Vänta."),
                ("close_without_answer", "Ringde."),
            ]
        )
        hugo.does(verb, case, *given)
    else:
        notes.note(rut.actor, case.id, "En anteckning är inget ord till invånaren.")


def day(moment):
    return clock.swedish_date(moment)


def model(clinics, period: Period, per: Per, types=None):
    """The same counts, one case at a time, as the page says that they are made."""
    came, ended, word_days, end_days = Counter(), Counter(), Counter(), Counter()
    for case in Case.objects.filter(origin="resident"):
        if case.clinic_id not in clinics or (types and case.case_type_id not in types):
            continue
        kind = str(case.case_type_id)
        said = sorted(m.at for m in Message.objects.filter(case=case) if not m.internal and not m.from_resident)
        first = said[0] if said else case.updated if case.state == "closed" else None
        if period.first <= day(case.created) <= period.last:
            service = Service.objects.filter(clinic=case.clinic, case_type=case.case_type).first()
            policy = ClinicPolicy.objects.filter(clinic=case.clinic).first()
            days = next(
                found
                for found in (service and service.first_days, policy and policy.first_days, 2)
                if found is not None
            )
            due = clock.deadline(case.created, days)
            word = "in_time" if first and first < due else "late" if first or clock.now() >= due else "waiting"
            part = start_of(day(case.created), per).isoformat()
            came[kind, part, word] += 1
            if first:
                word_days[clock.working_days_between(day(case.created), day(first))] += 1
        if case.state == "closed" and period.first <= day(case.updated) <= period.last:
            answered = Message.objects.filter(case=case, kind="answer").exists()
            part = start_of(day(case.updated), per).isoformat()
            ended[kind, part, "answered" if answered else "silent"] += 1
            end_days[clock.working_days_between(day(case.created), day(case.updated))] += 1
    return came, ended, word_days, end_days


@pytest.mark.req("B-14", "002-007")
@pytest.mark.parametrize("seed", range(8))
def test_the_counts_are_what_a_plain_model_gives(seed, history, region) -> None:
    history(seed)
    chance = random.Random(seed)
    today = clock.today()
    for clinics in ((region.a.id,), (region.a.id, region.b.id)):
        first = today.replace(day=1) if chance.random() < 0.5 else today.replace(month=10, day=chance.randint(1, 30))
        asked = Asked(
            clinics,
            chance.choice([None, (region.renewal.id,)]),
            Period(min(first, today), today),
            chance.choice(list(Per)),
        )
        came, ended, word_days, end_days = model(clinics, asked.period, asked.per, asked.types)
        counted, times = queries.received(asked)
        assert counted == dict(came)
        assert times.of() == word_days
        counted, times = queries.closed(asked)
        assert counted == dict(ended)
        assert times.of() == end_days


@pytest.mark.req("B-14", "002-007")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_open_now_agrees_with_the_lists_to_the_last_case(seed, history, region, rut, frozen) -> None:
    history(seed)
    asked = Asked((region.a.id,), None, Period(clock.today(), clock.today()), Per.DAY)
    hands = coverage_of(rut.staff.id, region.a.id)

    def listed(which: WorkList) -> int:
        return visible_to(rut.actor, which, hands).count()

    incoming, assigned, asked_back, answered, flagged = (count for _name, count in exactly_now(queries.open_now(asked)))
    assert incoming == listed(WorkList.INCOMING)
    assert assigned + asked_back + answered == listed(WorkList.DISTRIBUTED)
    assert incoming + assigned + asked_back + answered == listed(WorkList.CLINIC_ALL)
    everything = visible_to(rut.actor, WorkList.CLINIC_ALL, hands)
    assert flagged == everything.exclude(flagged=None).count()
    long = Period(clock.today().replace(month=9, day=1), clock.today())
    counted, _times = queries.closed(Asked((region.a.id,), None, long, Per.MONTH))
    assert sum(counted.values()) == listed(WorkList.CLINIC_CLOSED)


def test_a_word_on_a_saturday_after_the_last_day_is_late(region, alva, rut, frozen) -> None:
    frozen.to(11, 18)  # a Wednesday: the last day in time is Friday
    case = alva.sends(region.renewal_at_a)
    other = alva.sends(region.renewal_at_a)
    frozen.to(11, 20, 23, 59)
    rut.does("partial_reply", other, "I tid.")
    frozen.to(11, 21, 0, 1)
    rut.does("partial_reply", case, "En minut för sent.")
    counted, times = queries.received(
        Asked((region.a.id,), None, Period(clock.today().replace(day=1), clock.today()), Per.MONTH)
    )
    assert sorted((key[2], count) for key, count in counted.items()) == [("in_time", 1), ("late", 1)]
    assert times.of() == Counter({2: 2})


def test_an_answer_that_waits_turns_late_when_the_last_day_has_ended(region, alva, frozen) -> None:
    frozen.to(11, 18)
    alva.sends(region.renewal_at_a)
    period = Period(clock.today(), clock.today())
    for day_, word in ((18, "waiting"), (20, "waiting"), (21, "late")):
        frozen.to(11, day_, 12)
        counted, _times = queries.received(Asked((region.a.id,), None, period, Per.DAY))
        assert [key[2] for key in counted] == [word]


def test_the_swedish_day_counts_and_not_the_one_of_utc(region, alva, frozen) -> None:
    frozen.to(11, 17, 23, 30)
    alva.sends(region.renewal_at_a)
    frozen.to(11, 18, 0, 30)  # still the 17th in UTC
    alva.sends(region.renewal_at_a)
    period = Period(clock.today().replace(day=17), clock.today())
    counted, _times = queries.received(Asked((region.a.id,), None, period, Per.DAY))
    assert sorted(key[1] for key in counted) == ["2026-11-17", "2026-11-18"]
    only = Period(clock.today(), clock.today())
    counted, _times = queries.received(Asked((region.a.id,), None, only, Per.DAY))
    assert sum(counted.values()) == 1


def test_percentiles() -> None:
    assert percentile(Counter(), 0.5) is None
    assert percentile(Counter({0: 1, 1: 1, 2: 1}), 0.5) == 1
    assert percentile(Counter({1: 9, 30: 1}), 0.9) == 1
    assert percentile(Counter({1: 89, 30: 11}), 0.9) == 30


@pytest.mark.req("B-14", "002-007")
@pytest.mark.parametrize("seed", range(3))
def test_an_upgrade_fills_the_days_of_earlier_cases_as_the_moves_would_have(seed, history) -> None:
    history(seed, cases=60)
    kept = list(CaseDays.objects.order_by("pk").values())
    assert len(kept) > 30
    CaseDays.objects.all().delete()
    fill = import_module("vardtrad.cases.case.migrations.0006_days_that_statistics_count").FILL
    with connection.cursor() as cursor:
        cursor.execute(fill)
    assert list(CaseDays.objects.order_by("pk").values()) == kept
