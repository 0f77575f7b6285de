"""The sentence that a report begins with: how many of ten had a word in time, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many had their first word in time, of how many; ``at_least``: there may have been more."""

    good: int
    of: int
    at_least: bool = False


def in_days(value: int | str) -> str:
    """A number of working days in words; what is no number as it is."""
    if isinstance(value, str):
        return value
    if value == 0:
        return _("samma dag")
    return ngettext("%(num)s arbetsdag", "%(num)s arbetsdagar", value) % {"num": value}


def _tenths(verdict: Verdict) -> str:
    """The beginning of the sentence: how many of ten had a word in time."""
    if verdict.good == verdict.of and not verdict.at_least:
        return _("Alla fick återkoppling i tid")
    tenths, rest = divmod(10 * verdict.good, verdict.of)
    if verdict.at_least:
        return _("Minst %(tenths)d av 10 fick återkoppling i tid") % {"tenths": tenths}
    if rest:
        return _("Fler än %(tenths)d av 10 fick återkoppling i tid") % {"tenths": tenths}
    return _("%(tenths)d av 10 fick återkoppling i tid") % {"tenths": tenths}


def summary(verdict: Verdict | None, median: int | str) -> str:
    """The sentence that the page begins with; empty when there is nothing to say."""
    told = isinstance(median, int)
    if verdict is None or not verdict.of:
        return _("Mediantiden till första återkoppling är %(days)s.") % {"days": in_days(median)} if told else ""
    if not told:
        return _tenths(verdict) + "."
    return _("%(tenths)s, och mediantiden är %(days)s.") % {"tenths": _tenths(verdict), "days": in_days(median)}
