"""Which subject answers what the worker asks: written out, nothing discovered."""

from __future__ import annotations

import sys
from functools import partial
from itertools import chain

from vardtrad.cases.case import notifications as case_words
from vardtrad.cases.case.closing import closed_before
from vardtrad.cases.case.moves import flagging, laying_aside, sending_later
from vardtrad.cases.case.moves.writing import FEEDBACK, LATER, SNOOZE
from vardtrad.cases.case.presence import actions as presence
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.listing import notifications as listing_words
from vardtrad.cases.staff.bulk import actions as bulk
from vardtrad.cases.staff.lists import actions as desk
from vardtrad.cases.staff.sending import actions as outgoing
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks import notifications as task_words
from vardtrad.gate import worker
from vardtrad.gate.door import seal, versions
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.processes import PROCESSES
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.login import actions as login
from vardtrad.shared.notify import actions as notify

WORDS = {
    CASES.label: case_words.words,
    listing.LISTINGS.label: listing_words.words,
    tasks.TASKS.label: task_words.words,
    **{process.subject.label: process.words for process in PROCESSES},
}

HANDLERS = worker.Handlers(
    deadlines={
        (CASES.label, FEEDBACK): flagging.flag,
        (CASES.label, SNOOZE): laying_aside.wake_due,
        (CASES.label, LATER): sending_later.deliver_due,
        **{
            (process.subject.label, kind): carry_out
            for process in PROCESSES
            for kind, carry_out in process.deadlines.items()
        },
    },
    deliver=partial(notify.deliver, words_for=WORDS),
    chores=(
        login.clear_old,
        fields.clear_old,
        presence.clear_old,
        partial(drafts.clear_old, closed_before),
        outgoing.clear_old,
        bulk.clear_old,
        desk.clear_old,
    ),
    jobs=(bulk.carry_out,),
)


def run_worker() -> None:
    """Run the worker until it is told to stop."""
    worker.run(HANDLERS)


def verify_audit() -> int:
    """Go through the log's chain, say what is found, and give the exit code: 0 when all holds, 1 otherwise."""
    wrong = 0
    for finding in chain(seal.verify(), versions.verify()):
        wrong += 1
        sys.stdout.write(f"{finding.kind}: {finding.where}: {finding.words}\n")
    heads = seal.anchors()
    sys.stdout.write("Loggen är hel.\n" if not wrong else f"{wrong} fel i loggen.\n")
    if not heads:
        sys.stdout.write("Inget är förankrat utanför databasen (VARDTRAD_TRACE_ANCHOR_FILE).\n")
    return 1 if wrong else 0
