"""The clocks of two machines differ: a question still stands before its answer (the door, ``gate/door/moves.py``)."""

import pytest

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.thread import EntryKind, thread
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock


def texts(case: Case) -> list[str]:
    entries = thread(Case.objects.get(pk=case.pk), for_staff=True)
    return [entry.text for entry in entries if entry.look in (EntryKind.RESIDENT, EntryKind.STAFF)]


def asked_and_answered(case, hugo, alva, frozen, behind):
    frozen.go(minutes=60)
    hugo.does("ask", case, "Vilken styrka?")
    frozen.go(minutes=-behind)  # the resident's page is served by another machine
    alva.answers_back(case, "50 mikrogram")
    frozen.go(minutes=2)
    hugo.does("partial_reply", case, "Då vet vi.")


@pytest.mark.parametrize("behind", [0, 1, 30, 59])
def test_an_answer_stands_after_its_question(frozen, hugos_case, hugo, alva, behind):
    asked_and_answered(hugos_case, hugo, alva, frozen, behind)
    assert texts(hugos_case)[-3:] == ["Vilken styrka?", "50 mikrogram", "Då vet vi."]
    versions = list(Version.objects.filter(key=hugos_case.id).order_by("number").values_list("at", flat=True))
    assert versions == sorted(versions)
    # The log says what each machine's clock said.
    assert Trace.objects.filter(key=hugos_case.id, action="partial_reply").get().at == clock.now()


def test_a_clock_that_is_quite_wrong_is_not_followed(frozen, hugos_case, hugo, alva, caplog):
    asked_and_answered(hugos_case, hugo, alva, frozen, 67)
    assert "the clocks of two machines differ by 67 minutes or more" in caplog.text
    assert Version.objects.filter(key=hugos_case.id).latest("number").at == clock.now()
