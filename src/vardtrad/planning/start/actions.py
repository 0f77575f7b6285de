"""Keeping what a list is narrowed by."""

from __future__ import annotations

from uuid import UUID, uuid4

from vardtrad.kernel.actors import Actor
from vardtrad.planning.start.queries import FILTER_BOX, same_filter
from vardtrad.shared.drafts import actions as drafts


def keep_filter(actor: Actor, words: str) -> UUID:
    """Keep the words that a list is narrowed by, and give the id that stands in the address of its result (001-051).

    Kept as drafts are: by the writer alone and for the writer alone, and gone after 90 days at the latest. The same
    words keep their id.
    """
    key = same_filter(actor, words) or uuid4()
    drafts.keep(actor, key, FILTER_BOX, words, "")
    return key
