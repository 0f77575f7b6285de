"""The report: counts made into tables and a first sentence, with small numbers protected (ADR 20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.planning.plan.meeting_rules import MeetingForm, MeetingState, Presence
from vardtrad.planning.sip.states import CallType
from vardtrad.planning.sip.statistics import queries
from vardtrad.planning.sip.statistics.queries import (
    APPROVED,
    BEGUN,
    CALLED,
    FIRST,
    FOLLOW_UP,
    IN_TIME,
    LATE,
    MISSED,
    Asked,
)
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.statistics.periods import Per, label
from vardtrad.shared.statistics.protecting import Hidden, Protected, Shown, protect
from vardtrad.shared.statistics.shown import Table, Value, number, percent, shown

Row = tuple[str, str]
"""A value of an axis, and what it is called."""


def _axes(*sets: tuple[int, ...]) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(each) for each in sets)


# What is told, by the axes of a sum (see queries). The first are left out first, where small numbers could else be
# worked out.
_BY_BOTH = _axes((0, 2), (1, 2), (0,), (1,), (2,))
_BY_PARTY = _axes((1, 2), (0, 2), (1,), (0,), (2,))


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows. ``summary`` is what it begins with; ``withheld``: some numbers are not told."""

    summary: str
    tables: list[Table]
    empty: bool
    withheld: bool

    def table(self, slug: str) -> Table | None:
        """One of the tables."""
        return next((table for table in self.tables if table.slug == slug), None)


def report(asked: Asked) -> Report:
    """Count, protect and put together: five questions, however many the plans."""
    made = protect(queries.made(asked), _BY_BOTH)
    follow_ups = protect(queries.followed_up(asked), _BY_BOTH)
    meetings = protect(queries.meetings(asked), _BY_PARTY)
    attended = protect(queries.attended(asked), _BY_PARTY)
    counted = (made, follow_ups, meetings, attended)
    months = [(part.isoformat(), label(part, Per.MONTH)) for part in asked.period.parts(Per.MONTH)]
    parties = [(party.value, str(party.label)) for party in Party]
    kinds = [(FIRST, str(CallType.NEW.label)), (FOLLOW_UP, str(CallType.FOLLOW_UP.label))]
    reached = [(BEGUN, _("Inte kallade")), (CALLED, _("Kallade, inte godkända")), (APPROVED, _("Godkända"))]
    went = [(IN_TIME, _("I tid")), (LATE, _("Sena")), (MISSED, _("Inte gjorda"))]
    stands = [(state.value, str(state.label)) for state in MeetingState]
    came = [(presence.value, str(presence.label)) for presence in Presence]
    forms = [(form.value, str(form.label)) for form in MeetingForm]
    share = (_("I tid, andel"), IN_TIME)
    tables = [
        _table("sip-per-manad", _("SIP per månad"), _("Månad"), months, reached, made, 1),
        _table("sip-per-part", _("SIP efter den part som påbörjade"), _("Part"), parties, reached, made, 0),
        _table("uppfoljning-per-manad", _("Uppföljningar per månad"), _("Månad"), months, went, follow_ups, 1, share),
        _table("uppfoljning-per-part", _("Uppföljningar efter den part som påbörjade"), _("Part"), parties, went,
               follow_ups, 0, share),
        _table("moten", _("Möten"), _("Typ av kallelse"), kinds, stands, meetings, 0),
        _table("motesformer", _("Möten efter mötesform"), _("Mötesform"), forms, stands, meetings, 1),
        _table("narvaro", _("Kallade enheters närvaro vid hållna möten"), _("Part"), parties, came, attended, 0,
               (_("Deltog, andel"), Presence.CAME.value)),
        _table("narvaro-per-typ", _("Närvaro efter typ av kallelse"), _("Typ av kallelse"), kinds, came, attended, 1,
               (_("Deltog, andel"), Presence.CAME.value)),
    ]  # fmt: skip
    return Report(
        summary=" ".join(filter(None, (_of_made(made), _of_follow_ups(follow_ups), _of_attended(attended)))),
        tables=tables,
        empty=not any(_total(each) for each in counted),
        withheld=any(each.hidden for each in counted),
    )


def _total(counted: Protected) -> Shown:
    return counted()


def _table(
    slug: str,
    title: str,
    first: str,
    rows: Sequence[Row],
    columns: Sequence[Row],
    counted: Protected,
    axis: int,
    share: tuple[str, str] | None = None,
) -> Table:
    """A table of one axis against what became of it, with totals; ``share`` is a column of one outcome's share."""

    def line(name: str, value: str | None) -> list[Value]:
        def told(outcome: str | None) -> Shown:
            return counted(value, None, outcome) if axis == 0 else counted(None, value, outcome)

        cells: list[Value] = [name, *(shown(told(outcome)) for outcome, _name in columns), shown(told(None))]
        return cells if share is None else [*cells, _share(told(share[1]), told(None))]

    head = [first, *(name for _outcome, name in columns), _("Alla"), *([] if share is None else [share[0]])]
    return Table(slug, title, head, [*(line(name, value) for value, name in rows), line(_("Alla"), None)], True)


def _share(part: Shown, whole: Shown) -> Value:
    """A share is told only where its two counts are."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden):
        return _("visas inte")
    return percent(part, whole)


def _of_made(made: Protected) -> str:
    whole, approved = made(), made(None, None, APPROVED)
    if isinstance(whole, Hidden):
        return _("Färre än 5 SIP påbörjades.")
    if not whole:
        return ""
    begun = _("%(number)s SIP påbörjades") % {"number": number(whole)}
    if approved is Hidden.WITHHELD:
        return f"{begun}."
    if approved is Hidden.SMALL:
        return _("%(begun)s, och färre än 5 av dem är godkända.") % {"begun": begun}
    assert isinstance(approved, int)
    return _("%(begun)s, och %(approved)s av dem är godkända.") % {"begun": begun, "approved": number(approved)}


def _of_follow_ups(follow_ups: Protected) -> str:
    whole, good = follow_ups(), follow_ups(None, None, IN_TIME)
    if isinstance(whole, Hidden):
        return _("Färre än 5 uppföljningar skulle ha gjorts.")
    if not whole:
        return ""
    if isinstance(good, Hidden):
        return _("%(number)s uppföljningar skulle ha gjorts.") % {"number": number(whole)}
    return _("%(good)s av %(number)s uppföljningar hölls i tid.") % {"good": number(good), "number": number(whole)}


def _of_attended(attended: Protected) -> str:
    whole, came = attended(), attended(None, None, Presence.CAME.value)
    if isinstance(whole, Hidden) or isinstance(came, Hidden) or not whole:
        return ""
    return _("Av de kallade enheterna deltog %(share)s i mötena.") % {"share": percent(came, whole)}
