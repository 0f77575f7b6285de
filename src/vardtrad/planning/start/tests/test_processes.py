"""SIP beside SVU costs its own package and one record: the rooms over all processes follow it by themselves."""

import pytest

from vardtrad.config.rules_pages import pages
from vardtrad.planning import processes
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.start import queries
from vardtrad.planning.start.chapters import chapters


def test_every_process_of_the_data_has_a_record():
    """A code without a record would break the start page."""
    assert {process.code for process in processes.PROCESSES} == set(ProcessCode)


def test_an_unknown_process_is_an_error_and_not_an_svu():
    with pytest.raises(LookupError, match="other"):
        processes.process_of(Plan(process="other"))


def test_the_manual_lists_the_chapters_of_every_process():
    titles = [chapter.title for chapter in chapters()]
    assert titles.index("Utskrivning") < titles.index("Kalla till SIP") < titles.index("Meddelanden och filer")


def test_every_process_has_a_page_of_rules():
    assert pages()["sip.md"].startswith("# Regler för SIP")


def test_the_start_page_shows_each_plan_by_its_own_process(planners, vera, elsa):
    svu, sip = (plan_of(elsa, code) for code in (ProcessCode.SVU, ProcessCode.SIP))
    seen = queries.overviews(vera.seat, [svu, sip], "/planer/", {})
    assert [step.slug for step in seen[sip.id].steps] == ["kallelse"]
    assert len(seen[svu.id].steps) == 5
    assert seen[sip.id].steps[0].href.startswith("/planer/sip/")


def plan_of(person, code):
    """A plan that is not stored, with no parts yet."""
    return Plan(process=code, patient=person)
