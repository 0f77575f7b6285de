"""The choices of an open case: cases to link with are told apart, and nobody without access replaces anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import Employee, Region
from vardtrad.cases.case.internal.forms import LinkForm
from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.open_case.queries import people
from vardtrad.cases.teams.models import Substitution
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Assignment


@pytest.mark.req("B-10")
def test_choices_of_linking_tell_cases_of_a_day_apart(new_case: Case) -> None:
    later = Case(case_type=new_case.case_type, created=new_case.created + timedelta(minutes=7))
    offered = LinkForm(cases=[new_case, later]).fields["other"].choices  # type: ignore[attr-defined]
    assert len({words for _key, words in offered}) == 2


@pytest.mark.req("000-027", "B-03")
def test_a_substitute_without_access_here_replaces_nobody_in_the_words_of_distributing(
    region: Region, hugo: Employee, hanna: Employee
) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    assert "ersätts av Hanna" in dict(people(region.a.id))[hugo.staff.id]
    care_units.end(system("testerna"), Assignment.objects.get(staff=hanna.staff).id, seen=None)
    assert "ersätts" not in dict(people(region.a.id))[hugo.staff.id]
