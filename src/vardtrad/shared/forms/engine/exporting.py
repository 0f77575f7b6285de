"""Giving a form back as FHIR: exactly what was read, with what is not supported here too."""

from __future__ import annotations

from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.engine.form import Form


def questionnaire(form: Form) -> str:
    """The Questionnaire as JSON text: every element, in its order, numbers with their decimals."""
    return json_text.dumps(form.source)
