"""What a SIP is, described as simply as possible: a model that knows only sets of units, and what must never happen.

It knows nothing about tables, rounds or the door; ``test_model.py`` compares it with the product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.walkers import FULL, LIMITED, PARTY, PEOPLE, PLACE

APPROVES = set(PEOPLE) - {"ulla"}
"""Those whose role may approve; all may acknowledge."""


@dataclass
class Model:
    """What a SIP is. ``begun_by`` is the party that created it; ``day`` counts days from its creation."""

    begun_by: str
    consent: str = "created"
    members: dict[str, str] = field(default_factory=dict)
    called: bool = False
    call: str = ""
    acknowledged: set[str] = field(default_factory=set)
    meeting: int = 0
    assessing: bool = False
    plan: str = ""
    filled: bool = False
    measured: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    sealed: bool = False
    coordinator: str = ""
    ended: bool = False
    removed: bool = False
    day: int = 0

    def takes_part(self, who: str) -> bool:
        seen = self.called or PARTY[who] == self.begun_by
        return PLACE[who] in self.members and seen and not self.removed

    def works(self, who: str) -> bool:
        """Whether somebody may write in the steps."""
        return self.takes_part(who) and self.consent in FULL and not self.ended

    def coordinated_elsewhere(self, who: str) -> bool:
        """Whether another unit that takes part has the coordinator."""
        return self.coordinator in self.members and self.coordinator != PLACE[who]

    @property
    def active(self) -> bool:
        return self.plan == "approving" and (self.sealed or set(self.members) <= self.approved)

    @property
    def before_meeting(self) -> bool:
        return self.day < self.meeting

    @property
    def ready(self) -> bool:
        """Whether everything is written that an approval asks for."""
        return self.filled and set(self.members) <= self.measured

    def colours(self, who: str) -> list[str]:
        """The colours of the three steps as somebody who takes part sees them."""
        place, open_ = PLACE[who], self.consent not in LIMITED
        call = {"": "none", "draft": "wait", "cancelled": "wait", "held": "done"}.get(self.call, "")
        if self.call == "sent":
            mine = open_ and place not in self.acknowledged
            met = set(self.members) <= self.acknowledged and len(self.members) > 1
            call = "task" if mine else "done" if met else "wait"
        plan = {"": "none", "writing": "wait"}.get(self.plan, "")
        if self.plan == "approving":
            mine = open_ and who in APPROVES and place not in self.approved
            plan = "done" if self.active else "task" if mine else "wait"
        colours = [call, "assess" if self.assessing else "none", plan]
        return colours if not self.ended else ["done" if colour == "done" else "none" for colour in colours]


@dataclass(frozen=True)
class Seen:
    """The SIP as it is in the database after a step: states and content numbers, texts, who may open it."""

    state: str
    closed: bool
    called: bool
    parts: tuple[tuple[str, int] | None, ...]
    texts: frozenset[tuple[str, str]]
    held: bool
    openers: frozenset[str]


Never = Callable[[Seen, Seen, str], bool]
"""Whether something that is prohibited has happened between two looks, by the move that was made."""

NEVER: dict[str, Never] = {
    "an ended SIP goes on": lambda before, after, move: before.closed and not after.closed,
    "a removed SIP comes back": lambda before, after, move: before.state == "annulled" and after != before,
    "a call that was sent is unsent": lambda before, after, move: before.called and not after.called,
    "a SIP is removed after the call": lambda before, after, move: before.called and after.state == "annulled",
    "a SIP is called to without consent": lambda before, after, move: (
        not before.called and after.called and after.state not in {"consented", "harm_assessed"}
    ),
    "a step goes on after a no": lambda before, after, move: (
        before.state in {"refused", "withdrawn"} and move != "cancel" and before.parts != after.parts
    ),
    "something is written after a no": lambda before, after, move: (
        before.state in {"refused", "withdrawn"} and before.texts != after.texts
    ),
    "a plan that holds changes its text": lambda before, after, move: (
        before.held and after.held and before.texts != after.texts
    ),
    "an ended SIP changes its text": lambda before, after, move: before.closed and before.texts != after.texts,
    "somebody outside opens it": lambda before, after, move: "extern" in after.openers,
    "another party sees it before the call": lambda before, after, move: (
        not after.called and len({PARTY[who] for who in after.openers}) > 1
    ),
}
"""What the requirements prohibit, each in one line: written by hand, and asked after every step of every walk."""
