"""What a move says in the thread of its case; each move's own words are in its own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ThreadWords:
    """What staff and the resident read in the thread when a move has been made.

    None: that reader sees nothing. Empty: the message that the move writes is enough. The words may hold ``%(by)s``
    (who did it), ``%(to)s`` (the handler or group after it), ``%(clinic)s``, and the moments ``%(snoozed)s`` and
    ``%(sends)s``, and the last day to answer, ``%(closes)s``.

    ``by_proxy``: what staff read instead when a proxy did it in the resident's place.

    ``once``: said only the first time. ``explains_cancelling``: if the move ended the waiting of something that was to
    be sent later, its own words say so; for other moves the thread adds that it is not sent.
    """

    staff: _StrPromise | str | None = None
    resident: _StrPromise | str | None = None
    by_proxy: _StrPromise | str | None = None
    once: bool = False
    explains_cancelling: bool = False
