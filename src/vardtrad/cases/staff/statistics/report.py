"""The report: counts made into tables and charts in words, with small numbers protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.cases.case.contact import CameBy
from vardtrad.cases.case.rules import State
from vardtrad.cases.staff.statistics import charts, queries
from vardtrad.cases.staff.statistics.charts import Chart, Series
from vardtrad.cases.staff.statistics.queries import (
    NOBODY,
    SOMEBODY,
    Asked,
    Counts,
    End,
    OpenNow,
    Times,
    Word,
    percentile,
)
from vardtrad.cases.staff.statistics.summary import Verdict, in_days, summary
from vardtrad.shared.statistics.periods import Per, label
from vardtrad.shared.statistics.protecting import ALL, LEAST, Hidden, Protected, Shown, protect, told
from vardtrad.shared.statistics.shown import Table, Value, number, percent, shown, words


def _axes(*sets: tuple[int, ...]) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(one) for one in sets)


# What is told of the counts, by the axes of a sum: type 0, part or state 1, and what became of them 2. The first are
# the first to be left out where small numbers could else be worked out.
_RECEIVED = _axes((0, 1), (0, 2), (1, 2), (0,), (2,), (1,))
_CLOSED = _axes((0, 2), (1, 2), (0,), (2,), (1,))
_HELD = _axes((0, 1), (0,), (2,), (1,))
_CAME_BY = _axes((0,))


@dataclass(frozen=True, slots=True)
class Section:
    """A table, with its chart if it has one."""

    table: Table
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Exactly:
    """The sentence and the figures to the last case, for who may open the lists anyway: on the screen only.

    The reader sees each of these cases, and when it was answered, in the clinic's own lists (ADR 20).
    """

    summary: str
    figures: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a page of statistics shows. ``summary`` is the sentence that it begins with."""

    summary: str
    figures: list[tuple[str, str]]
    sections: list[Section]
    empty: bool
    withheld: bool
    exact: Exactly | None = None

    def table(self, slug: str) -> Table | None:
        """One of the tables."""
        return next((section.table for section in self.sections if section.table.slug == slug), None)


def report(asked: Asked, open_now: OpenNow, *, exact: bool = False) -> Report:
    """Count, protect and put together: with what is open now four questions and the names, however many the cases."""
    came, to_word = queries.received(asked)
    ended, to_end = queries.closed(asked)
    now = open_now.counts
    received = protect(came, _RECEIVED)
    closed = protect(ended, _CLOSED)
    held = protect(now, _HELD)
    parts = [part.isoformat() for part in asked.period.parts(asked.per)]
    names = [label(part, asked.per) for part in asked.period.parts(asked.per)]
    types = queries.names_of_types({key[0] for key in (*came, *ended, *now)})
    groups = queries.names_of_groups({key[2] for key in now} - {NOBODY, SOMEBODY})
    rows = _Rows(received, closed, to_word, to_end)
    sections = [
        _inflow(asked.per, parts, names, received),
        _words(asked.per, parts, names, rows),
        _times(asked.per, parts, names, rows),
        _closed(asked.per, parts, names, rows),
    ]
    ways = queries.came_by(asked)
    told_to_staff = protect(ways, _CAME_BY)
    if {key[0] for key in ways} - {CameBy.WEB}:
        sections.append(_came_by(told_to_staff))
    if types:
        sections += [_types(types, rows), _types_by_part(asked.per, types, parts, names, received)]
        sections += [_open(types, held), _held(groups, held)]
    protected = (received, closed, held, told_to_staff)
    return Report(
        summary=summary(rows.verdict(), rows.word_times()[0]),
        figures=_figures(rows),
        exact=_exactly(came, to_word) if exact else None,
        sections=sections,
        empty=not came and not ended and not now,
        withheld=any(one.hidden or (one.sums[ALL] and len(one.published) == 1) for one in protected),
    )


def exactly_now(open_now: OpenNow) -> list[tuple[str, int]]:
    """What is open now to the last case, for who may open the lists anyway: never in a file, nor on paper."""
    by_state = Counter[str]()
    for (_type, state, _holder), count in open_now.counts.items():
        by_state[state] += count
    return [
        (_("Inkomna ärenden"), by_state[State.RECEIVED]),
        (_("Fördelade, att hantera"), by_state[State.ASSIGNED]),
        (_("Skickade frågor"), by_state[State.ASKED]),
        (_("Inkomna svar"), by_state[State.ANSWERED]),
        (_("Flaggade"), open_now.flagged),
    ]


def _exactly(came: Counts, to_word: Times) -> Exactly:
    outcomes = Counter[str]()
    for (_type, _part, word), count in came.items():
        outcomes[word] += count
    good, late = outcomes[Word.IN_TIME], outcomes[Word.LATE]
    days = percentile(to_word.of(), 0.5)
    median: Value = "–" if days is None else days
    figures = [
        (_("Inkomna ärenden"), number(outcomes.total())),
        (_("Återkoppling i tid"), percent(good, good + late)),
        (_("Mediantid till första återkoppling"), in_days(median)),
    ]
    return Exactly(summary(Verdict(good, good + late), median), figures)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns that several tables have, for a type, for a part, or for all."""

    received: Protected
    closed: Protected
    to_word: Times
    to_end: Times

    def share(self, case_type: str | None = None, part: str | None = None) -> Value:
        """The share in time of those with a verdict; none is told where its parts are not."""
        good, late = (self.received(case_type, part, word.value) for word in (Word.IN_TIME, Word.LATE))
        if isinstance(good, Hidden) or isinstance(late, Hidden):
            return _("visas inte")
        return percent(good, good + late)

    def verdict(self) -> Verdict | None:
        """How it went with all of them, as far as it can be said; None where nothing can.

        Where one to four were late, and one to four may wait, it is said as if there were four of each: that follows
        from the total and from what is shown as "färre än 5", so that nobody learns more from it.
        """
        total, good, late, waits = self.received(), *(self.received(None, None, word.value) for word in Word)
        if not isinstance(total, int):
            return None
        if isinstance(good, int) and isinstance(late, int):
            return Verdict(good, good + late)
        few = {Hidden.SMALL: LEAST - 1}
        most_late, most_waiting = (one if isinstance(one, int) else few.get(one) for one in (late, waits))
        if most_late is None or most_waiting is None or total <= most_late + most_waiting:
            return None
        return Verdict(total - most_late - most_waiting, total - most_waiting, at_least=True)

    def word_times(self, case_type: str | None = None, part: str | None = None) -> list[Value]:
        return _both(self.to_word.of(case_type, part))

    def end_times(self, case_type: str | None = None, part: str | None = None) -> list[Value]:
        return _both(self.to_end.of(case_type, part))


def _both(days: Counter[int]) -> list[Value]:
    """Median and 90th percentile of at least five cases."""
    if 0 < sum(days.values()) < LEAST:
        return [_("visas inte")] * 2
    return ["–" if found is None else found for found in (percentile(days, 0.5), percentile(days, 0.9))]


def _share_in_words(rows: _Rows) -> str:
    verdict = rows.verdict()
    if verdict is None or not verdict.of or not verdict.at_least:
        return words(rows.share())
    return _("minst %(percent)s") % {"percent": f"{100 * verdict.good // verdict.of}\N{NO-BREAK SPACE}%"}


def _figures(rows: _Rows) -> list[tuple[str, str]]:
    median = rows.word_times()[0]
    return [
        (_("Inkomna ärenden"), words(shown(rows.received()))),
        (_("Återkoppling i tid"), _share_in_words(rows)),
        (_("Mediantid till första återkoppling"), in_days(median)),
    ]


def _per(per: Per) -> str:
    return {Per.DAY: _("per dag"), Per.WEEK: _("per vecka"), Per.MONTH: _("per månad")}[per]


def _numbers(parts: Iterable[str], ask: Callable[[str], Shown]) -> list[charts.Number]:
    """The numbers of a chart: None for one that is not told, and FEWER for one to four."""
    return [
        charts.FEWER if value is Hidden.SMALL else value if isinstance(value, int) else None
        for value in map(ask, parts)
    ]


def _inflow(per: Per, parts: Sequence[str], names: Sequence[str], received: Protected) -> Section:
    title = _("Inkomna ärenden %(per)s") % {"per": _per(per)}
    rows: list[list[Value]] = [
        [name, shown(received(None, part))] for name, part in zip(names, parts, strict=True)
    ]  # fmt: skip
    rows.append([_("Summa"), shown(received())])
    table = Table("inkomna", title, [str(per.label), _("Inkomna")], rows, last_is_sum=True)
    series = [Series(_("Inkomna"), _numbers(parts, lambda part: received(None, part)))]
    return Section(table, charts.bars("inkomna", title, _says(names), names, series))


def _words(per: Per, parts: Sequence[str], names: Sequence[str], rows: _Rows) -> Section:
    title = _("Första återkoppling i tid %(per)s") % {"per": _per(per)}

    def line(name: str, part: str | None) -> list[Value]:
        return [name, *(shown(rows.received(None, part, one.value)) for one in Word), rows.share(None, part)]

    body = [line(name, part) for name, part in zip(names, parts, strict=True)]
    body.append(line(_("Summa"), None))
    head = [str(per.label), *(str(one.label) for one in Word), _("Andel i tid")]
    series = [
        Series(str(one.label), _numbers(parts, lambda part, one=one: rows.received(None, part, one.value)))  # type: ignore[misc]
        for one in (Word.IN_TIME, Word.LATE)
    ]
    chart = charts.bars("aterkoppling", title, _says(names), names, series, stacked=True)
    return Section(Table("aterkoppling", title, head, body, last_is_sum=True), chart)


def _times(per: Per, parts: Sequence[str], names: Sequence[str], rows: _Rows) -> Section:
    title = _("Arbetsdagar till första återkoppling %(per)s") % {"per": _per(per)}
    found = [rows.word_times(None, part) for part in parts]
    body: list[list[Value]] = [[name, *both] for name, both in zip(names, found, strict=True)]
    body.append([_("Hela perioden"), *rows.word_times()])
    head = [str(per.label), _("Median"), _("90:e percentilen")]
    # A dash is of no cases: there is no bar, and nothing that is not told.
    series = [
        Series(name, [0 if both[n] == "–" else both[n] if isinstance(both[n], int) else None for both in found])  # type: ignore[misc]
        for n, name in enumerate(head[1:])
    ]
    chart = charts.bars("tider", title, _says(names), names, series)
    return Section(Table("tider", title, head, body, last_is_sum=True), chart)


def _closed(per: Per, parts: Sequence[str], names: Sequence[str], rows: _Rows) -> Section:
    title = _("Avslutade ärenden %(per)s") % {"per": _per(per)}

    def line(name: str, part: str | None) -> list[Value]:
        ends = [shown(rows.closed(None, part, one.value)) for one in End]
        return [name, *ends, shown(rows.closed(None, part)), *rows.end_times(None, part)]

    body = [line(name, part) for name, part in zip(names, parts, strict=True)]
    body.append(line(_("Summa"), None))
    head = [
        str(per.label),
        *(str(one.label) for one in End),
        _("Summa"),
        _("Median, dagar"),
        _("90:e percentilen"),
    ]
    series = [
        Series(str(one.label), _numbers(parts, lambda part, one=one: rows.closed(None, part, one.value)))  # type: ignore[misc]
        for one in End
    ]
    chart = charts.bars("avslutade", title, _says(names), names, series, stacked=True)
    return Section(Table("avslutade", title, head, body, last_is_sum=True), chart)


def _came_by(ways: Protected) -> Section:
    body: list[list[Value]] = [[str(way.label).capitalize(), shown(ways(way.value))] for way in CameBy]
    body.append([_("Summa"), shown(ways())])
    title = _("Så kom ärendena in")
    return Section(Table("sa-kom-arendena-in", title, [_("Väg"), _("Inkomna")], body, last_is_sum=True))


def _types(types: dict[str, str], rows: _Rows) -> Section:
    def line(name: str, key: str | None) -> list[Value]:
        outcomes = [shown(rows.received(key, None, one.value)) for one in Word]
        return [
            name,
            shown(rows.received(key)),
            *outcomes,
            rows.share(key),
            *rows.word_times(key),
            shown(rows.closed(key)),
            *rows.end_times(key),
        ]

    head = [
        _("Ärendetyp"),
        _("Inkomna"),
        *(str(one.label) for one in Word),
        _("Andel i tid"),
        _("Mediantid till återkoppling"),
        _("90:e percentilen"),
        _("Avslutade"),
        _("Mediantid till avslut"),
        _("90:e percentilen till avslut"),
    ]
    body = [line(name, key) for key, name in types.items()]
    body.append(line(_("Summa"), None))
    return Section(Table("arendetyper", _("Per ärendetyp"), head, body, last_is_sum=True))


def _types_by_part(
    per: Per, types: dict[str, str], parts: Sequence[str], names: Sequence[str], received: Protected
) -> Section:
    def line(name: str, key: str | None) -> list[Value]:
        return [name, *(shown(received(key, part)) for part in parts), shown(received(key))]

    body = [line(name, key) for key, name in types.items()]
    body.append(line(_("Summa"), None))
    title = _("Inkomna per ärendetyp och %(per)s") % {"per": str(per.label).lower()}
    return Section(Table("arendetyp-och-period", title, [_("Ärendetyp"), *names, _("Summa")], body, last_is_sum=True))


def _open(types: dict[str, str], held: Protected) -> Section:
    def line(name: str, key: str | None) -> list[Value]:
        return [name, *(shown(held(key, state.value)) for state in queries.OPEN_STATES), shown(held(key))]

    head = [_("Ärendetyp"), *(str(state.label) for state in queries.OPEN_STATES), _("Summa")]
    body = [line(name, key) for key, name in types.items()]
    body.append(line(_("Summa"), None))
    return Section(Table("oppna", _("Öppna nu per ärendetyp"), head, body, last_is_sum=True))


def _held(groups: dict[str, str], held: Protected) -> Section:
    who = [(_("Ingen än"), NOBODY), *((name, key) for key, name in groups.items()), (_("En person"), SOMEBODY)]
    body: list[list[Value]] = [[name, shown(held(None, None, key))] for name, key in who]
    body.append([_("Summa"), shown(held())])
    return Section(Table("fordelning", _("Öppna nu per grupp"), [_("Vem"), _("Öppna")], body, last_is_sum=True))


def _says(names: Sequence[str]) -> str:
    return _("%(first)s till %(last)s. Samma tal står i tabellen bredvid.") % {"first": names[0], "last": names[-1]}


def flagged_now(open_now: OpenNow) -> Shown:
    """How many open cases are flagged now, as it is told in a report."""
    return told(open_now.flagged)
