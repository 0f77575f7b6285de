"""What did not arrive: a clinic's notices and letters to residents, of whichever way, the latest first (B-32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import NamedTuple
from uuid import UUID

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.rules import Capacity
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import CASES_LETTERS, MESSAGE_LETTERS, UNDELIVERED
from vardtrad.gate.compiled import fetch_rows
from vardtrad.gate.models import Notification
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.lists.paging import PAGE, Cursor
from vardtrad.shared.notify.queries import LOST


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Something that did not reach a resident: when, in a sentence that names its way, and the case it was about.

    ``id`` is the notice's, the text message's or the letter's own.
    """

    at: datetime
    id: UUID
    sentence: str
    case: Case


class _Row(NamedTuple):
    at: datetime
    id: UUID
    way: str
    key: UUID


_SQL = """
    SELECT lost.at, lost.id, lost.way, lost.key FROM (
        SELECT created AS at, id, '' AS way, key FROM gate_notification
        WHERE status = %(given_up)s AND label = %(label)s AND party = %(resident)s
        UNION ALL
        SELECT created, id, 'email', key FROM gate_notification
        WHERE status = %(bounced)s AND label = %(label)s AND party = %(resident)s
        UNION ALL
        SELECT COALESCE(message.receipt, message.created), message.id, 'sms', notice.key
        FROM notify_outgoing AS message JOIN gate_notification AS notice ON notice.id = message.notice
        WHERE message.status = ANY(%(lost)s) AND notice.label = %(label)s AND notice.party = %(resident)s
        UNION ALL
        SELECT letter.updated, letter.id, 'letter', COALESCE(said.case_id, letter.key)
        FROM letters_letter AS letter
        LEFT JOIN cases_message AS said ON letter.kind = %(message_letters)s AND said.id = letter.key
        WHERE letter.kind IN (%(letters)s, %(message_letters)s) AND letter.status = %(returned)s
            AND letter.unit_id = %(clinic)s
    ) AS lost JOIN cases_case AS one ON one.id = lost.key
    WHERE one.clinic_id = %(clinic)s AND (%(at)s::timestamptz IS NULL OR (lost.at, lost.id) < (%(at)s, %(id)s))
    ORDER BY lost.at DESC, lost.id DESC LIMIT %(limit)s"""


def undelivered(clinic: UUID, after: Cursor | None) -> tuple[list[Undelivered], bool]:
    """A page of what did not reach the residents of a clinic's cases, and whether there is older. Two queries."""
    asked = {
        "given_up": Notification.Status.GIVEN_UP.value,
        "bounced": Notification.Status.BOUNCED.value,
        "label": CASES.label,
        "resident": Capacity.RESIDENT.value,
        "lost": [status.value for status in LOST],
        "letters": CASES_LETTERS,
        "message_letters": MESSAGE_LETTERS,
        "returned": Letter.Status.RETURNED.value,
        "clinic": clinic,
        "at": after.updated if after is not None else None,
        "id": after.id if after is not None else None,
        "limit": PAGE + 1,
    }
    rows: Sequence[_Row] = list(starmap(_Row, fetch_rows(_SQL, asked)))
    cases = Case.objects.select_related("patient", "case_type").in_bulk({row.key for row in rows})
    page = [Undelivered(row.at, row.id, str(UNDELIVERED[row.way]), cases[row.key]) for row in rows if row.key in cases]
    return page[:PAGE], len(rows) > PAGE
