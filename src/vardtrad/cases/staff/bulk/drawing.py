"""Several cases as one PDF, each with page numbers of its own (B-06, B-13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from vardtrad.cases.staff.bulk.queries import Printed
from vardtrad.shared.web import paper

CASE = "cases/staff/open_case/paper.html"
MISSING = "cases/staff/bulk/missing.html"


def drawn(cases: Sequence[Printed], context: dict[str, Any], missing: Sequence[Printed] = ()) -> bytes:
    """The cases as one PDF, after a paper that names those which are ``missing``. Raises NoPaper.

    ``context`` says the language, whether the paper is internal, and who printed it and when.
    """
    named = [render_to_string(MISSING, context | {"missing": missing})] if missing else []
    each = (context | {"case": one.case, "status": one.status, "thread": one.thread} for one in cases)
    return paper.pdf(*named, *(render_to_string(CASE, values) for values in each))
