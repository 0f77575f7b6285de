"""Which alternative a resident chose in the form that a question came with: for waiting lists and statistics."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vardtrad.cases.case.models import Case
from vardtrad.shared.forms.queries import given_to

JA, NEJ, NEJ_NO_CARE = "JA", "NEJ", "NEJ_NO_CARE"
"""The codes of the alternatives of the care guarantee's offer (004-039)."""


def answer_code(case: Case) -> str:
    """The code of the alternative in the case's latest answers to a form; empty when none has alternatives."""
    return next(iter(codes_of_messages([case.id]).values()), "")


def codes_of_messages(cases: Collection[UUID]) -> dict[UUID, str]:
    """The code of the latest answers to a form in each of these cases, by the message that says them: one query.

    By the message and not by the case, since what a resident writes in words afterwards is no answer to the form.
    """
    return {given.message: given.code for given in given_to(cases).values() if given.code}
