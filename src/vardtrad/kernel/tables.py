"""The rule table of a subject: what may happen to a thing, in one place that a nurse can read.

What is not in the table cannot happen. The door (vardtrad.gate.door) judges by it; buttons, the rules page for
process owners and the exhaustive tests are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from django.db.models import TextChoices  # the one thing of Django that the kernel uses: choices with words
from django.utils.translation import gettext as _
from typing_extensions import override

Facts = TypeVar("Facts", contravariant=True)


class Reason(Enum):
    """Why a move was refused; decides which page the user gets."""

    NOT_THERE = "not_there"  # missing, or not yours: the same answer for both
    NOT_ALLOWED = "not_allowed"
    STALE = "stale"
    NEED = "need"
    CONSTRAINT = "constraint"
    TOO_OFTEN = "too_often"  # as guessers do: within a limit of time


class Refused(Exception):
    """A move or a reading that the table does not allow.

    ``sentence`` is shown to the user, in the user's language; it never holds patient data.
    """

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence


class Freshness(Enum):
    """What a page that has grown old means for a move made from it."""

    NEEDS_FRESH_PAGE = "fresh"  # refused, with the change shown and the text kept
    ORDER_DOES_NOT_MATTER = "commutes"  # two at once both succeed
    FIELD = "field"  # compared field by field, at that field's own revision


class _Sentinel(Enum):
    STAYS = "stays"


NOWHERE = ""
"""The start of a move that brings a thing into being."""

STAYS = _Sentinel.STAYS
"""The end of a move that leaves the state as it is."""


@dataclass(frozen=True, slots=True)
class Need(Generic[Facts]):
    """A condition over the facts: ``words`` for the rules page; ``refusal`` gives the user's sentence, or None.

    A need that is ``known_beforehand`` depends on the thing and on who asks, and on nothing that a form gives: it is
    answered when the page is made, so that a button is drawn, or explained, before anybody has written anything.
    """

    words: str
    refusal: Callable[[Facts], str | None]
    known_beforehand: bool = False


@dataclass(frozen=True, slots=True)
class Rule(Generic[Facts]):
    """One row of a table: a move, from where to where, who may, whom it notifies, how fresh, what it needs.

    A move that ``leaves_unchanged`` (a read mark) changes neither the content number nor the time of the last update.
    A move of a part that ``keeps_acknowledgements`` (an acknowledgement, an attestation) is news to everybody, but
    leaves the part's own content number, so that two units can attest the same text at the same time.
    """

    move: TextChoices
    start: frozenset[str]
    end: str | _Sentinel
    who: frozenset[str]
    notifies: frozenset[str]
    freshness: Freshness
    needs: tuple[Need[Facts], ...] = ()
    leaves_unchanged: bool = False
    keeps_acknowledgements: bool = False

    def end_from(self, state: str) -> str:
        """The state after the move, made from ``state``."""
        return state if isinstance(self.end, _Sentinel) else str(self.end)


class Offers(Mapping[str, str]):
    """The moves that somebody may try on a thing as it is now: move → why it is refused beforehand, "" when it is not.

    A move that the table does not have for the state and the capacities is not in it at all: no button, no
    explanation. Buttons are drawn for ``open``; ``why_not`` is what stands beside a button that cannot be used.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = {str(move): sentence for move, sentence in sentences.items()}

    @override
    def __getitem__(self, move: str) -> str:
        return self._sentences[str(move)]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    @override
    def __len__(self) -> int:
        return len(self._sentences)

    @property
    def open(self) -> frozenset[str]:
        """The moves that nothing known beforehand refuses."""
        return frozenset(move for move, sentence in self._sentences.items() if not sentence)

    def may(self, move: str) -> bool:
        """Whether the move may be tried and nothing known beforehand refuses it."""
        return self._sentences.get(str(move), "?") == ""

    def why_not(self, move: str) -> str:
        """Why the move is refused beforehand, in the table's own words; "" when it is not, or is not offered."""
        return self._sentences.get(str(move), "")


NO_OFFERS = Offers({})
"""Nothing may be tried: an earlier version, a reader."""


def at(*states: TextChoices) -> frozenset[str]:
    """The states that a row of a table starts from, as the table wants them."""
    return frozenset(str(state.value) for state in states)


def by(*capacities: TextChoices) -> frozenset[str]:
    """The capacities that a row of a table lets through or notifies, as the table wants them."""
    return frozenset(str(capacity.value) for capacity in capacities)


class TableError(Exception):
    """The table contradicts itself; the program must not start."""


class Table(Generic[Facts]):
    """All rules of a subject, or of one kind of part. Raises TableError when two rows claim one move and state."""

    def __init__(
        self, rules: Iterable[Rule[Facts]], *, states: type[TextChoices], capacities: type[TextChoices]
    ) -> None:
        self.rules = tuple(rules)
        self.states = states
        self.capacities = capacities
        self._rows: dict[tuple[str, str], Rule[Facts]] = {}
        known_states = {NOWHERE, *states.values}
        for rule in self.rules:
            if not rule.start <= known_states or rule.end_from(NOWHERE) not in known_states:
                raise TableError(f"{rule.move}: a state that the subject does not have")
            if not (rule.who | rule.notifies) <= set(capacities.values):
                raise TableError(f"{rule.move}: a capacity that the subject does not have")
            for state in rule.start:
                if (rule.move.value, state) in self._rows:
                    raise TableError(f"{rule.move}: two rows from the state {state!r}")
                self._rows[rule.move.value, state] = rule

    def __iter__(self) -> Iterator[Rule[Facts]]:
        return iter(self.rules)

    def find(self, move: str, state: str) -> Rule[Facts] | None:
        """The row for this move from this state, if there is one."""
        return self._rows.get((str(move), state))

    def possible(self, state: str, capacities: frozenset[str]) -> frozenset[str]:
        """The moves that somebody with these capacities may try from this state: what buttons are drawn from."""
        return frozenset(move for (move, start), rule in self._rows.items() if start == state and rule.who & capacities)

    def offers(self, state: str, capacities: frozenset[str], facts: Callable[[], Facts]) -> Offers:
        """For each move that may be tried from this state: whether something known beforehand refuses it, and why.

        ``facts`` is called at most once, and only if a need asks; of what it gives only what is known beforehand is
        looked at. The judgement itself is ``judge``'s, under the lock: an offer promises nothing.
        """
        rows = [rule for (_move, start), rule in self._rows.items() if start == state and rule.who & capacities]
        gathered: list[Facts] = []

        def refusal(need: Need[Facts]) -> str | None:
            if not gathered:
                gathered.append(facts())
            return need.refusal(gathered[0])

        return Offers(
            {
                rule.move.value: next(
                    filter(None, (refusal(need) for need in rule.needs if need.known_beforehand)),
                    "",
                )
                for rule in rows
            }
        )

    def judge(
        self,
        move: str,
        *,
        state: str,
        capacities: frozenset[str],
        facts: Callable[[], Facts],
        stale: bool,
    ) -> Rule[Facts]:
        """The row that allows the move, or Refused.

        ``stale`` says that the page the actor saw is older than the thing. Somebody without any capacity gets the
        same answer as for a thing that does not exist.
        """
        if not capacities:
            raise not_there()
        rule = self.find(move, state)
        if stale and (rule is None or rule.freshness is Freshness.NEEDS_FRESH_PAGE):
            raise Refused(Reason.STALE, _("Det har hänt något sedan du öppnade sidan. Läs ändringen och försök igen."))
        if rule is None or not rule.who & capacities:
            raise Refused(Reason.NOT_ALLOWED, _("Det går inte att göra just nu."))
        if rule.needs:
            gathered = facts()
            for need in rule.needs:
                sentence = need.refusal(gathered)
                if sentence is not None:
                    raise Refused(Reason.NEED, sentence)
        return rule


def not_there() -> Refused:
    """The one answer for what does not exist and for what is not yours."""
    return Refused(Reason.NOT_THERE, _("Sidan finns inte, eller så har du inte tillgång till den."))
