"""A refusal that is shown on the page whose form was refused."""

from __future__ import annotations

from vardtrad.kernel.tables import Reason, Refused


def status_of(refused: Refused) -> int:
    """The status of the page that shows a refusal beside its form."""
    return 429 if refused.reason is Reason.TOO_OFTEN else 422


def sentence_to_show(refused: Refused) -> str:
    """The sentence that the page shows beside its form.

    Raises the refusal again when there is no page to show it on: the thing is not there, or no longer the user's.
    """
    if refused.reason is Reason.NOT_THERE:
        raise refused
    return refused.sentence
