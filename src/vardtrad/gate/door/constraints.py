"""Broken constraints of the database as refusals, each with the sentence that its model gives it."""

from __future__ import annotations

from django.apps import apps
from django.db import IntegrityError, models

from vardtrad.kernel.tables import Reason, Refused


def refusal_of(error: IntegrityError) -> Refused:
    """The refusal for a breach of a constraint, in its own sentence. Re-raises for a constraint without one."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    sentence = _sentences().get(name or "")
    if sentence is None:
        raise error
    return Refused(Reason.CONSTRAINT, sentence)


def _sentences() -> dict[str, str]:
    """Every constraint that has a sentence of its own, by name."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != models.BaseConstraint.default_violation_error_message
    }
