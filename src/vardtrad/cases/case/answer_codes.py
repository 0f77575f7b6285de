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
    return answer_codes([case.id]).get(case.id, "")


def answer_codes(cases: Collection[UUID]) -> dict[UUID, str]:
    """The codes of these cases, without those that have none: one query."""
    return {case: given.code for case, given in given_to(cases).items() if given.code}
