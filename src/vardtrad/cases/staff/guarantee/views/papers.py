"""On paper: the proof of the three facts, and what every page to print about an entry is made of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vardtrad.cases.staff.guarantee.views.reading import of_the_clinic
from vardtrad.cases.waiting_list import answers, chain, queries
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.proof import three_facts
from vardtrad.cases.waiting_list.rules import Kind, Move, State
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import paper

PRINT = "print"
RELATED = ("patient", "clinic", "offer", "offer__case_type", "offer__patient", "offer__clinic")


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def proof(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """The three facts by which the guarantee is waived, on one page to print."""
    return render(request, "cases/staff/guarantee/printed.html", _proof(request, entry))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def proof_pdf(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """The same as a PDF."""
    hold_back(limits.PAPER, request.actor, door.EXPORT, ENTRIES.label, thing=entry)
    return _pdf(request, _proof(request, entry), "vardgaranti.pdf")


def _pdf(request: ClinicRequest, context: dict[str, Any], name: str) -> HttpResponse:
    """The PDF, or if the server cannot make one, the page to print that says why."""
    try:
        return paper.response(request, "cases/staff/guarantee/paper.html", context, name)
    except paper.NoPaper as why:
        return render(request, "cases/staff/guarantee/printed.html", context | {"sentence": str(why)}, status=503)


def _proof(request: ClinicRequest, key: UUID) -> dict[str, Any]:
    entry, _capacities = printed_entry(request, key, "proof")
    past = queries.history_of(entry)
    told = answers.told_by([entry]).get(entry.id)
    rows = three_facts(entry, told, chain.steps(entry, past.contacts), past.contacts)
    return context_of(request, entry, "proof") | {
        "sheet": "cases/staff/guarantee/_proof.html",
        "facts": rows,
        "whole": all(fact.proven for fact in rows),
    }


def printed_entry(
    request: ClinicRequest, key: UUID, what: str, to: Move | None = None
) -> tuple[WaitingEntry, frozenset[str]]:
    """The entry; printing is traced, in addition to reading.

    Raises Refused for another clinic's, and where the move that the paper is for can't be made from the entry's code.
    """
    entry, capacities = of_the_clinic(request, key, RELATED)
    if to is not None and to.value not in ENTRIES.table.possible(entry.state, capacities):
        raise not_there()
    door.note(request.actor, PRINT, ENTRIES.label, thing=entry.id, person=entry.patient_id, detail={"what": what})
    return entry, capacities


def context_of(request: ClinicRequest, entry: WaitingEntry, route: str) -> dict[str, Any]:
    """What every sheet about an entry shows around its own contents."""
    return {
        "unit": request.clinic,
        "entry": entry,
        "kind": Kind(entry.kind).label,
        "code": State(entry.state).label,
        "back": reverse("waiting_entry", args=[request.clinic.id, entry.id]),
        "address_of_pdf": reverse(f"{route}_pdf", args=[request.clinic.id, entry.id]),
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
        "printed_at": clock.now(),
        "sentence": "",
        "checklist": [],
        "why_not": "",
    }
