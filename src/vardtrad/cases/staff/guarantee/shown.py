"""What the pages of the waiting list show: the views with their counts, and rows in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.cases.waiting_list.following_up import View
from vardtrad.cases.waiting_list.models import ServiceRound, WaitingEntry
from vardtrad.cases.waiting_list.rules import Kind, State
from vardtrad.kernel import clock
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.web.dates import clock_time
from vardtrad.shared.web.tables import Cell

WIDEST = 200
"""The width of the longest bar of the chart, in the chart's own units."""


def what(view: View) -> str:
    """What a view holds, in a sentence."""
    return {
        View.CONFIRM: _("Invånaren har svarat. Bekräfta koden inom en arbetsdag."),
        View.CALL: _(
            "Inget svar har kommit: ärendet är avslutat, brevet är gammalt eller dagen för nästa försök är här."
        ),
        View.UNREAD_CLOSED: _("Erbjudandet öppnades aldrig och ärendet är avslutat."),
        View.READ: _("Invånaren har läst erbjudandet men inte svarat."),
        View.LETTER: _("Invånaren har inget konto och har bara fått brev."),
        View.OVERDUE: _("Erbjudandet skickades för mer än sju arbetsdagar sedan och koden är fortfarande HV."),
        View.NO_OFFER: _("Koden är HV men inget erbjudande har skickats."),
        View.POST: _("Vårdgarantiservice har lämnat besked. Skriv ut handlingarna och skicka dem till vårdgivaren."),
        View.DECEASED: _("Personen har avlidit enligt folkbokföringen. Ta bort personen från väntelistan."),
    }.get(view, "")


def codes_in_words(code: str) -> str:
    """What a code means."""
    return {
        State.HV.value: _("Erbjuds vård hos en annan vårdgivare"),
        State.HVNY.value: _("Har tackat ja till besök hos en annan vårdgivare"),
        State.HVOP.value: _("Har tackat ja till operation hos en annan vårdgivare"),
        State.P.value: _("Väntar kvar på mottagningen"),
        State.REMOVED.value: _("Står inte längre på väntelistan"),
    }.get(code, "")


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view as a row of the overview: its count in words, and the length of its bar in the chart."""

    view: View
    words: str
    what: str
    count: str
    bar: int
    address: str


def view_rows(unit: UUID, views: Sequence[View], counts: Sequence[int]) -> list[ViewRow]:
    """The rows of some views, drawn to the largest of them."""
    most = max([*counts, 1])
    base = reverse("waiting_list", args=[unit])
    return [
        ViewRow(
            view,
            str(view.label),
            what(view),
            count_words(count),
            round(WIDEST * count / most),
            f"{base}?visa={view.value}",
        )
        for view, count in zip(views, counts, strict=True)
    ]


def offered_by(entry: WaitingEntry) -> str:
    """By which way the offer went."""
    if entry.offered is None:
        return _("Inget erbjudande skickat")
    if entry.offer_id is None:
        return _("Brev")
    return _("Inkorg och brev") if entry.by_letter else _("Inkorg")


def read_or_not(entry: WaitingEntry) -> str:
    """Whether the offer in the inbox has been opened, and whether its case is still open."""
    if entry.offer is None:
        return ""
    read = _("Oläst") if entry.offer.unread_by_resident else _("Läst")
    return read if entry.offer.is_open else _("%(read)s, avslutat") % {"read": read}


def file_head() -> list[str]:
    """The headings of the file of a view."""
    return [
        _("Personnummer"), _("Skyddade personuppgifter"), _("Invånare"), _("Väntar på"), _("Kod"), _("Väntar sedan"),
        _("Erbjudande skickat"), _("Skickat som"), _("Läst"), _("Senaste kontakt"), _("Försök igen"),
    ]  # fmt: skip


def file_row(entry: WaitingEntry) -> list[Cell]:
    """An entry as a row of the file: the name of somebody protected is left out."""
    patient = entry.patient
    contact = str(entry.get_outcome_display()) if entry.outcome else ""
    cells: list[str | date | datetime | None] = [
        patient.identity_shown,
        _("Ja") if patient.is_protected else "",
        "" if patient.is_protected else patient.name,
        str(Kind(entry.kind).label),
        str(State(entry.state).label),
        entry.since,
        entry.offered,
        offered_by(entry),
        read_or_not(entry),
        contact,
        entry.next_try,
    ]
    return list(cells)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """Somebody who has accepted, as Vårdgarantiservice sees them: whether new since the last look, and whether late."""

    entry: WaitingEntry
    new: bool
    late: bool
    due: date

    @classmethod
    def of(cls, entry: WaitingEntry, last: datetime | None) -> ServiceRow:
        """The row of an entry; the word is due one working day after the code changed (004-068)."""
        due = clock.add_working_days(clock.swedish_date(entry.coded), 1)
        told = entry.informed is not None
        new = not told and (last is None or entry.coded > last)
        return cls(entry, new, not told and due < clock.today(), due)


NOON = 12


def rounds(looks: Sequence[ServiceRound]) -> list[tuple[str, str]]:
    """The two rounds of the day in words: when each was made and by whom, or that it has not been (004-068)."""

    def words(afternoon: bool) -> str:
        made = [look for look in looks if (look.at.astimezone(clock.STOCKHOLM).hour >= NOON) is afternoon]
        if not made:
            return _("Inte genomgången")
        return _("Genomgången %(at)s av %(name)s") % {"at": clock_time(made[0].at), "name": made[0].by_name}

    return [(_("Förmiddag"), words(afternoon=False)), (_("Eftermiddag"), words(afternoon=True))]


def late(entry: WaitingEntry) -> bool:
    """Whether the next try should have been made already."""
    return entry.next_try is not None and entry.next_try < clock.today()
