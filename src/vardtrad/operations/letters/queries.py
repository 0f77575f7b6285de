"""A page of a clinic's letters."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from vardtrad.shared.letters.models import Bundle, Letter
from vardtrad.shared.lists.paging import PAGE, Cursor


def page(unit: UUID, status: str, after: Cursor | None) -> tuple[list[Letter], bool]:
    """The letters of a clinic, the latest changed first, and whether there are older. One query."""
    rows = Letter.objects.select_related("person").filter(unit=unit)
    if status in Letter.Status.values:
        rows = rows.filter(status=status)
    if after is not None:
        rows = rows.filter(Q(updated__lt=after.updated) | Q(updated=after.updated, id__lt=after.id))
    found = list(rows.order_by("-updated", "-id")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def own_bundle(unit: UUID, key: UUID) -> Bundle | None:
    """A bundle of the clinic."""
    return Bundle.objects.filter(pk=key, unit=unit).first()
