"""A second process costs its own package and one record: the rooms over all processes follow it by themselves."""

from dataclasses import replace

import pytest
from django.db.models import Q

from tests.plans import Drive
from vardtrad.config.rules_pages import pages
from vardtrad.kernel import clock
from vardtrad.planning import processes
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Chapter, Due, Overview, RulesPage, StepView
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.start import queries
from vardtrad.planning.start.chapters import chapters
from vardtrad.planning.svu.process import SVU_PROCESS


def overviews(seat, plans, address, waiting):
    """One step, and a task that every seat has."""
    return {
        plan.id: Overview(
            [StepView("kallelse", "Kallelse", "task", "Kalla", href=f"{address}{plan.id}/kallelse/")],
            [("Kalla till SIP", f"{address}{plan.id}/kallelse/")],
        )
        for plan in plans
    }


@pytest.fixture
def two_processes(monkeypatch):
    """SVU, and a process whose plans have one step and always wait for everybody."""
    second = replace(
        SVU_PROCESS,
        code=ProcessCode.SIP,
        with_parts=lambda plans: plans,
        has_task=lambda seat: Q(),
        overviews=overviews,
        opens_on=lambda plan: "kallelse",
        rules_page=RulesPage("Regler för SIP", "Om SIP.", [("Ärendet som helhet", SVU_PROCESS.subject.table)]),
        chapters=[Chapter("kallelse", "Kalla till SIP", "planning/start/manual/borja.html")],
    )
    monkeypatch.setattr(processes, "PROCESSES", (SVU_PROCESS, second))
    queries._opening.cache_clear()
    yield second
    queries._opening.cache_clear()


def test_every_process_of_the_data_has_a_record():
    """A code without a record would break the start page."""
    assert {process.code for process in processes.PROCESSES} == set(ProcessCode)


def test_an_unknown_process_is_an_error_and_not_an_svu():
    with pytest.raises(LookupError, match="other"):
        processes.process_of(Plan(process="other"))


def test_the_manual_lists_the_chapters_of_every_process(two_processes):
    titles = [chapter.title for chapter in chapters()]
    assert titles.index("Utskrivning") < titles.index("Kalla till SIP") < titles.index("Meddelanden och filer")


def test_every_process_has_a_page_of_rules(two_processes):
    assert pages()["sip.md"].startswith("# Regler för SIP")


def test_the_start_page_shows_each_plan_by_its_own_process(two_processes, planners, vera, elsa):
    svu, other = (plan_of(vera, elsa, code) for code in (ProcessCode.SVU, ProcessCode.SIP))
    seen = queries.overviews(vera.seat, [svu, other], "/planer/", {})
    assert [step.slug for step in seen[other.id].steps] == ["kallelse"]
    assert len(seen[svu.id].steps) == 5
    assert seen[other.id].tasks[0][1].startswith("/planer/sip/")


def plan_of(planner, person, code):
    """A plan that is not stored, with no parts yet."""
    return Plan(process=code, patient=person, created=clock.now())


def test_the_unfolded_row_tells_what_the_law_sets_a_last_day_for_by_the_record(planners, monkeypatch):
    svu = Drive(planners).consented().drafted()
    page = svu.ward.browser.open(f"{svu.ward.base}?visa={svu.key}")
    assert "Inskrivningsmeddelandet skulle ha skickats senast" in page.main.text
    due = Due(clock.today(), "Kalla senast i dag", "soon")
    other = replace(SVU_PROCESS, clocks=lambda seat, plans: {plan.id: [due] for plan in plans})
    monkeypatch.setattr(processes, "PROCESSES", (other,))
    page = svu.ward.browser.open(f"{svu.ward.base}?visa={svu.key}")
    assert "Kalla senast i dag" in page.main.text


def test_a_plan_is_created_by_its_record(planners, monkeypatch):
    begun = []

    def begin(actor, patient, unit, others, **more):
        begun.append(patient)
        return SVU_PROCESS.creation.begin(actor, patient, unit, others, **more)

    creation = replace(SVU_PROCESS.creation, button="Ny plan", created="Planen är skapad.", begin=begin)
    monkeypatch.setattr(processes, "PROCESSES", (replace(SVU_PROCESS, creation=creation),))
    vera, elsa = planners.staff["vera"], planners.patients["elsa"]
    found = vera.browser.open(vera.base).press("Sök", number=elsa.identity)
    assert "Planen är skapad." in found.press("Ny plan").text
    assert begun == [elsa]
