"""A plain model of a case: what it is and who may do what, said without tables, capacities or the door.

It knows who works where, and who has the case; test_model.py compares the product with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Rut receives; Hugo, Hanna and Hilma handle; Hilma replaces Hugo; Hanna is in the group. Olle does both at clinic B.
PEOPLE = ["rut", "hugo", "hanna", "hilma", "olle"]
PLACE = {"rut": "a", "hugo": "a", "hanna": "a", "hilma": "a", "olle": "b"}
RECEIVES, HANDLES = {"rut", "olle"}, {"hugo", "hanna", "hilma", "olle"}
REPLACES = {"hilma": {"hugo"}}
MEMBERS = {"team": {"hanna"}}
TURN = {"received", "assigned", "answered"}
DISTRIBUTED = {"assigned", "asked", "answered"}
OPEN = DISTRIBUTED | {"received"}


@dataclass
class Model:
    """What a case is, said as simply as possible."""

    state: str = "received"
    place: str = "a"
    handler: str = ""
    group: str = ""
    asked: set[str] = field(default_factory=set)
    later: bool = False
    wrote: str = ""
    told: bool = False
    snoozed: bool = False
    urgent: bool = False
    # A question that the clinic sent and nobody has answered; whether the clock is still to remind, and has closed it.
    asks: bool = False
    to_remind: bool = False
    reminders: int = 0
    by_clock: bool = False
    answered_late: int = 0
    content: int = 1
    version: int = 1

    def here(self, who: str) -> bool:
        return PLACE[who] == self.place

    def receives(self, who: str) -> bool:
        return self.here(who) and who in RECEIVES

    def handles(self, who: str) -> bool:
        return self.here(who) and bool(self.handler) and self.handler in {who, *REPLACES.get(who, ())}

    def member(self, who: str) -> bool:
        lies = self.here(who) and not self.handler and bool(self.group) and (self.state != "closed" or self.by_clock)
        return lies and who in MEMBERS[self.group]

    def owns(self, who: str) -> bool:
        """The member of staff who answers the case: the receiver while it is undistributed, then the handler."""
        return self.receives(who) if self.state == "received" else self.state in DISTRIBUTED and self.handles(who)

    def staff(self, who: str) -> bool:
        return self.receives(who) or self.handles(who)

    def moved(self, *, leaves_unchanged: bool = False) -> None:
        self.version += 1
        self.content += not leaves_unchanged

    def nothing_later(self, *, awake: bool = False) -> None:
        self.later, self.snoozed = False, self.snoozed and not awake
