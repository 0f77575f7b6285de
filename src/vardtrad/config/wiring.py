"""Which subject answers what the worker asks: written out, nothing discovered."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from itertools import chain

from vardtrad.cases.case import notifications as case_words
from vardtrad.cases.case.closing import closed_before
from vardtrad.cases.case.moves import flagging, laying_aside, sending_later, unanswered
from vardtrad.cases.case.moves.writing import FEEDBACK, LATER, RELAY, REMINDER, SNOOZE, UNANSWERED
from vardtrad.cases.case.presence import actions as presence
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.listing import notifications as listing_words
from vardtrad.cases.listing.queries import handled_before
from vardtrad.cases.staff.bulk import actions as bulk
from vardtrad.cases.staff.lists import actions as desk
from vardtrad.cases.staff.sending import actions as outgoing
from vardtrad.cases.staff.sending import carrying_out as sending
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks import notifications as task_words
from vardtrad.cases.tasks import passing_on
from vardtrad.cases.tasks.queries import done_before
from vardtrad.cases.waiting_list.queries import removed_before
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import worker
from vardtrad.gate.door import anchor, restored, verifying, versions
from vardtrad.operations.own_log import actions as own_log
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.own.invited.boxes import clear_of_ended_guests
from vardtrad.planning.plan.queries import ended_before, left_before
from vardtrad.planning.processes import PROCESSES
from vardtrad.planning.sip_requests import notifications as sip_request_words
from vardtrad.planning.sip_requests.actions import SIP_REQUESTS
from vardtrad.planning.sip_requests.queries import answered_before
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.login import actions as login
from vardtrad.shared.login.password import actions as passwords
from vardtrad.shared.notify import actions as notify
from vardtrad.shared.notify import codes
from vardtrad.shared.notify import outgoing as messages
from vardtrad.shared.proxies import queries as proxies
from vardtrad.shared.rate_limit import actions as rate_limit

WORDS = {
    CASES.label: case_words.words,
    listing.LISTINGS.label: listing_words.words,
    tasks.TASKS.label: task_words.words,
    ENTRIES.label: case_words.words,
    SIP_REQUESTS.label: sip_request_words.words,
    **{process.subject.label: process.words for process in PROCESSES},
}

HANDLERS = worker.Handlers(
    deadlines={
        (CASES.label, FEEDBACK): flagging.flag,
        (CASES.label, REMINDER): unanswered.remind_due,
        (CASES.label, UNANSWERED): unanswered.close_due,
        (CASES.label, SNOOZE): laying_aside.wake_due,
        (CASES.label, LATER): sending_later.deliver_due,
        (CASES.label, RELAY): passing_on.make_due,
        **{
            (process.subject.label, kind): carry_out
            for process in PROCESSES
            for kind, carry_out in process.deadlines.items()
        },
    },
    deliver=partial(notify.deliver, words_for=WORDS),
    apart=partial(
        notify.apart,
        by_label={
            CASES.label: case_words.apart,
            listing.LISTINGS.label: notify.bundled,
            tasks.TASKS.label: notify.bundled,
            ENTRIES.label: notify.bundled,
        },
    ),
    chores=(
        login.clear_old,
        rate_limit.clear_old,
        fields.clear_old,
        presence.clear_old,
        partial(
            drafts.clear_old,
            closed_before,
            done_before,
            handled_before,
            removed_before,
            left_before,
            ended_before,
            answered_before,
        ),
        partial(drafts.clear_of_ended_proxies, proxies.writing_in_force),
        clear_of_ended_guests,
        outgoing.clear_old,
        messages.clear_old,
        codes.clear_old,
        passwords.clear_old,
        bulk.clear_old,
        desk.clear_old,
    ),
    jobs=(bulk.carry_out, sending.carry_out, own_log.derive),
    beside=messages.rounds,
)


def run_worker() -> None:
    """Run the worker until it is told to stop."""
    worker.run(HANDLERS)


def verify_audit() -> int:
    """Go through the log's chain, say what is found, and give the exit code: 0 when all holds, 1 otherwise.

    Rows that have waited too long are no fault of the log, but somebody should see to what they wait for: 1 as well.
    """
    found: Counter[str] = Counter()
    for finding in chain(verifying.verify(), versions.verify()):
        found[finding.kind] += 1
        sys.stdout.write(f"{finding.kind}: {finding.where}: {finding.words}\n")
    waiting = found.pop(verifying.WAITING, 0)
    found.pop(verifying.RESTORED, 0)
    if wrong := found.total():
        sys.stdout.write(f"{wrong} fel i loggen.\n")
    else:
        sys.stdout.write("Loggen är hel så långt den är förseglad.\n" if waiting else "Loggen är hel.\n")
    if not anchor.last_position():
        sys.stdout.write("Inget är förankrat utanför databasen (VARDTRAD_TRACE_ANCHOR_FILE).\n")
    return 1 if wrong or waiting else 0


def acknowledge_restore(by: str, why: str) -> int:
    """Acknowledge that a restore has lost rows of the log; the exit code: 1 when nothing is missing."""
    restore = restored.acknowledge(by, why)
    if restore is None:
        sys.stderr.write("vardtrad: Inget av det som är förankrat saknas: det finns inget att kvittera.\n")
        return 1
    sys.stdout.write(f"{restore.where}: {restore.words}\n")
    return 0
