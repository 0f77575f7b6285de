"""The entries as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.operations.own_log.models import Entry
from vardtrad.operations.own_log.queries import LogPage
from vardtrad.operations.own_log.rules import Kind, Shows, kind_of

_LABELS = {
    "case": gettext_lazy("Ärende"),
    "listing": gettext_lazy("Listningsönskemål"),
    "task": gettext_lazy("Uppgift om ett ärende"),
    "waiting_list": gettext_lazy("Plats på väntelistan"),
    "person": gettext_lazy("Dina uppgifter"),
    "contact_card": gettext_lazy("Kontaktkort"),
    "letter": gettext_lazy("Brev"),
    "sip_request": gettext_lazy("Fråga om SIP"),
    "svu": gettext_lazy("Planering"),
    "sip": gettext_lazy("Planering"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words. ``where`` and ``organisation`` are empty for a proxy; ``href`` leads to the case."""

    at: datetime
    where: str
    organisation: str
    who: str
    did: str
    what: str
    href: str
    ask: str
    phone: str


def rows(page: LogPage) -> list[Row]:
    """The rows of a page."""
    return [_row(entry, page) for entry in page.entries]


def _row(entry: Entry, page: LogPage) -> Row:
    place = page.places.get(entry.unit) if entry.unit is not None else None
    kind = kind_of(entry.action)
    case = page.cases.get(entry.thing) if entry.thing is not None else None
    plan = page.plans.get(entry.thing) if entry.thing is not None else None
    what = case or plan or str(_LABELS.get(entry.label, _("Dina uppgifter")))
    return Row(
        at=entry.at,
        where=place.name if place is not None else "",
        organisation=place.organisation if place is not None else "",
        who=_who(entry),
        did=str(kind.label),
        what="" if kind in {Kind.SEARCH, Kind.CARD} else what,
        href=reverse("resident_case", args=[entry.thing]) if case and entry.thing else "",
        ask=reverse("clinic", args=[entry.unit]) if place is not None and place.takes_cases else "",
        phone=place.phone if place is not None else "",
    )


def _who(entry: Entry) -> str:
    """Who it was, as far as the region has decided to tell (``OWN_LOG_SHOWS``).

    Neither a proxy nor a guest has a name in the log: a guest may be protected, and the person knows the role.
    """
    if entry.by_proxy and entry.title:
        return _("Inbjuden: %(role)s") % {"role": entry.title}
    if entry.by_proxy:
        return _("Ombud")
    told = settings.OWN_LOG_SHOWS
    parts = [
        *([entry.name] if told == Shows.NAME and entry.name else []),
        *([entry.title] if told != Shows.UNIT and entry.title else []),
    ]
    return ", ".join(parts)
