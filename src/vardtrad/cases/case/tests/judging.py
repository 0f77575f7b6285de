"""Facts in which every need of a case holds, and a move judged by the table with some of them changed."""

from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import TABLE

FINE = CaseFacts(
    text="En text.",
    service_open=True,
    may_reach_clinic=True,
    target_may_answer=True,
    target_is_handler=False,
    clinic_open_to_transfer=True,
    may_reach_target=True,
    kind_fits=True,
    colleague_reachable=True,
    later=True,
    postponed=False,
    other_case=True,
    overdue=True,
    may_wake=True,
    still_waiting=True,
    author_may=True,
    author_may_not=True,
    time_to_undo=True,
    wrote_it=True,
    not_yet_sent=True,
    patient_living=True,
    answer_arrives=True,
    answers_elsewhere=True,
    closed_by_clock=True,
    reminder_due=True,
    time_to_answer_over=True,
    files=0,
    files_wait=True,
    answers_complete=True,
    signs_confirmed=True,
)


def judged(move, state, *capacities, stale=False, **facts):
    """The state after the move; raises Refused."""
    values = {name: getattr(FINE, name) for name in FINE.__slots__} | facts
    rule = TABLE.judge(
        move, state=state, capacities=frozenset(capacities), facts=lambda: CaseFacts(**values), stale=stale
    )
    return rule.end_from(state)
