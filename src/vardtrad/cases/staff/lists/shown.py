"""What the page of a list shows around its rows: column heads, filters as chips, ready and saved views, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.template import engines
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import Readers, list_address
from vardtrad.cases.staff.lists.choices import Choices
from vardtrad.cases.staff.lists.filters import RESIDENT, STATUS, ListFilter, Place, Sort, Status
from vardtrad.cases.staff.lists.queries import Page, Row
from vardtrad.cases.staff.lists.saved_views import View
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import COUNTED, count_words
from vardtrad.shared.lists.filters import Names
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.lists.remembered import Remembered, rows_lifetime

LANDING = {
    True: (WorkList.OWN_TO_DO, WorkList.OWN_ALL),
    False: (WorkList.CLINIC_TO_DO, WorkList.CLINIC_ALL),
}
"""The two tabs of a landing page (004-019), for one's own lists or the clinic's."""

UNHANDLED_TODAY = ListFilter(sort=Sort.URGENCY).choose(STATUS, (Status.UNHANDLED, Status.ANSWER_CAME))
"""All that waits for a word from the clinic, the flagged and most urgent first: to be gone through daily (002-008)."""


_rows: Remembered[Markup] = Remembered(8_192, rows_lifetime)
"""Rendered rows with the names of residents, in this process only: some 30 MB when full (ADR 24)."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: its words; where a click on it leads, and how the list is sorted by it now, if it is."""

    words: str
    to: str = ""
    sorted: str = ""
    dot: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A link beside others: ``current`` for a filter that is on, or a view that is shown."""

    words: str
    to: str
    current: bool = False
    count: str = ""


def _row_html(row: Row, readers: Readers | None, base: str) -> Markup:
    """A row as cases/staff/lists/_row.html draws it."""
    engine: Any = engines["jinja2"]
    html: Markup = engine.env.get_template("cases/staff/lists/_row.html").module.drawn(row, readers, base)
    return html


def rows_html(clinic: UUID, rows: Sequence[Row], present: Mapping[UUID, Readers]) -> Markup:
    """The rows of a list as HTML. A row that looks as it did when somebody last saw it is not rendered again.

    Everybody opens this page all day, and rendering fifty rows would be most of its cost. A row is remembered under all
    that it shows, so only a reader who has been given the whole row can get its HTML.
    """
    base, language = f"/personal/{clinic}/arende/", get_language() or ""
    read = [present.get(row.id) for row in rows]
    keys = [(row, readers, base, language) for row, readers in zip(rows, read, strict=True)]
    makers = [partial(_row_html, row, readers, base) for row, readers in zip(rows, read, strict=True)]
    return Markup("").join(_rows.ask_each(keys, makers))


def columns(asked: ListFilter, base: str) -> list[Column]:
    """The columns of 000-055, with "Åtgärda senast" (B-01), in the order of the cells."""

    def by(sort: Sort) -> Column:
        now = sort is asked.sort
        to = replace(asked, sort=sort, turned=now and not asked.turned).address(base)
        return Column(str(sort.label), to, ("ascending" if asked.rises else "descending") if now else "")

    return [
        Column(_("Markera"), dot=True),
        Column(_("Nytt"), dot=True),
        by(Sort.UPDATED),
        by(Sort.URGENCY),
        Column(_("Ärendetyp")),
        by(Sort.CREATED),
        Column(_("Personnummer")),
        Column(_("Invånare")),
        Column(_("Status")),
        Column(_("Hanterare")),
    ]


def caption(which: WorkList, asked: ListFilter) -> str:
    """The name of the table and how it is sorted, in words."""
    order = {
        (Sort.UPDATED, False): _("senast uppdaterat först"),
        (Sort.UPDATED, True): _("senast uppdaterat sist"),
        (Sort.CREATED, False): _("senast skapat först"),
        (Sort.CREATED, True): _("senast skapat sist"),
        (Sort.URGENCY, False): _("det som ska åtgärdas tidigast först"),
        (Sort.URGENCY, True): _("det som ska åtgärdas tidigast sist"),
    }[asked.sort, asked.turned]
    return f"{which.label}, {order}"


def chips(asked: ListFilter, base: str, names: Names) -> list[Chip]:
    """The chosen filters, each a link to the list without it (004-064)."""
    links = [
        Chip(chip.words, replace(asked, chosen=chip.without).address(base), current=True)
        for chip in asked.chosen.chips(names)
    ]
    if asked.search is not None:
        words = _("Sökning: %(words)s") % {"words": asked.words} if asked.words else _("Sökning")
        links.append(Chip(words, replace(asked, search=None, words=None).address(base), current=True))
    return links


def names_shown(asked: ListFilter, choices: Choices | None, page: Page) -> Names:
    """The names that the chips may show. The resident's is that of the rows: without rows nobody's may be seen."""
    names = dict([*choices.holders, *choices.types]) if choices is not None else {}
    resident = asked.value(RESIDENT)
    return names | {resident: page.rows[0].resident} if resident is not None and page.rows else names


def chosen(count: int) -> str:
    """How many choices are made: "1 val" (004-064)."""
    return ngettext("%(count)d val", "%(count)d val", count) % {"count": count}


def ready_views(clinic: UUID, which: WorkList, asked: ListFilter) -> list[Chip]:
    """Views that everybody has: what is unhandled today, and what is flagged (002-008)."""
    everything = LANDING[which.own][1]
    base = list_address(clinic, everything)
    ready = [(_("Ohanterat i dag"), UNHANDLED_TODAY), (_("Flaggat"), ListFilter().choose(STATUS, (Status.FLAGGED,)))]
    return [Chip(words, one.address(base), which is everything and one == asked) for words, one in ready]


def saved_views(views: Sequence[View], counts: Sequence[int], which: WorkList, asked: ListFilter) -> list[Chip]:
    """One's saved views with how many cases each holds now (B-07)."""
    return [
        Chip(one.name, one.address, one.which is which and one.asked == asked, count_words(count))
        for one, count in zip(views, counts, strict=True)
    ]


def empty(asked: ListFilter, *, placed: bool) -> tuple[str, str]:
    """What an empty list says: the heading of 004-019, and a sentence."""
    title = _("Inga ärenden hittades")
    if asked.search is not None and asked.words is None:
        return title, _("Sökningen har gått ut. Sök igen.")
    if asked.search is not None:
        return title, _("Inget ärende som du får se har de orden. Prova med färre ord, eller bara början av ett ord.")
    if placed:
        return title, _("Här är listan slut.")
    return title, _("Inga ärenden stämmer med filtret.") if asked.filtered else _("Inget väntar här just nu.")


def hits(total: int, first: int, rows: int) -> str:
    """Which rows of how many a filtered page shows: "1–50 av 213", "1–50 av fler än 1 000"."""
    last = first + rows - 1
    if total > COUNTED:
        words = _("%(first)d–%(last)d av fler än %(total)s")
        return words % {"first": first, "last": last, "total": f"{COUNTED:,}".replace(",", "\N{NO-BREAK SPACE}")}
    # Something may have happened to the list since the address was made.
    return _("%(first)d–%(last)d av %(total)d") % {"first": first, "last": last, "total": max(total, last)}


def page_context(
    actor: Actor,
    which: WorkList,
    asked: ListFilter,
    page: Page,
    names: Choices | None,
    *,
    placed: bool,
    first: int = 1,
) -> dict[str, Any]:
    """What the template needs besides the frame and the saved views; ``first`` is the number of the first row."""
    base = list_address(actor.here, which)
    on = chips(asked, base, names_shown(asked, names, page))
    return _around(get_language(), actor.here, which, asked) | {
        "page": page,
        "which": which,
        "chips": on,
        "filter_words": chosen(len(on)) if on else "",
        "counts_of": chosen,
        "empty": empty(asked, placed=placed),
        "newer": _onward(asked, base, "fore", page.newer, first - PAGE),
        "older": _onward(asked, base, "efter", page.older, first + len(page.rows)),
        "may_receive": Permission.RECEIVER.value in actor.roles,
    }


@lru_cache(maxsize=1_024)
def _around(_language: str | None, clinic: UUID, which: WorkList, asked: ListFilter) -> dict[str, Any]:
    """What is the same for all who ask the same of a list of the clinic: heads, tabs, ready views and addresses."""
    base, landing = list_address(clinic, which), LANDING[which.own]
    tabs = [(str(one.label).upper(), list_address(clinic, one), one is which, None) for one in landing]
    return {
        "heading": _("Mina ärenden") if which.own else _("Mottagningens ärenden"),
        "tabs": tabs if which in landing else [],
        "columns": columns(asked, base),
        "caption": caption(which, asked),
        "filter_to": asked.address(base, ("visa", "filter")),
        "hide_to": asked.address(base),
        "clear_to": asked.cleared.address(base),
        "asked_text": asked.address("").removeprefix("?"),
        "may_save": asked != ListFilter(),
        "ready": ready_views(clinic, which, asked),
        "live": f"/live/lista/{clinic}",
        "views_to": views_address(clinic),
    }


def _onward(asked: ListFilter, base: str, to: str, place: Place | None, first: int) -> str | None:
    """The address of the page before or after, with the number of its first row where the list says how many it has."""
    if place is None:
        return None
    number = [("nr", str(first))] if asked.filtered and first > 1 else []
    return asked.address(base, (to, str(place)), *number)


def views_address(clinic: UUID) -> str:
    """The address of one's saved views at a clinic."""
    return f"/personal/{clinic}/vyer/"
