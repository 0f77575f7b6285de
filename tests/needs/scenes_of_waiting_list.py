"""The rows of the waiting list under the care guarantee as staff play them, and what spoils each of their needs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.needs.at_the_door import Scene, after, given, instead
from tests.needs.scenes_of_clinics import Clinics, person

S = Clinics
DEAD = after(person(deceased=True))
LONG = "x" * 501


def place(s: S) -> None:
    from vardtrad.cases.waiting_list import actions
    from vardtrad.cases.waiting_list.rules import Kind

    s.notes["entry"] = actions.place(s.who("rut").actor, s.region.a, s.who("alva").person, Kind.VISIT).thing


def entry_now(s: S) -> Any:
    """The entry as a fresh page of it would show it."""
    from vardtrad.cases.waiting_list.tests.waiting_people import latest

    return latest(s.notes["entry"])


def offered(s: S) -> None:
    """Alva stands on the list with an offer that she has not answered."""
    from vardtrad.cases.waiting_list.tests import waiting_people

    s.notes["entry"] = waiting_people.offered(s.who("rut"), s.region, s.who("alva").person)


def said(text: str) -> Any:
    """Alva has answered the offer in the inbox."""

    def answer(s: S) -> None:
        from vardtrad.cases.waiting_list.tests import waiting_people

        offered(s)
        s.notes["entry"] = waiting_people.answered(s.who("alva"), s.notes["entry"], text)

    return answer


YES = said("Ja, jag bekräftar att jag vill få vård snabbt.")
NO = said("Nej, jag har inte möjlighet att genomföra mitt besök.\n\nFör långt.")


def offer_again(s: S) -> None:
    """An offer about the entry that there is. Raises Refused, which the sending hands back for each recipient."""
    from vardtrad.cases.waiting_list.offering import Sent, after_sending
    from vardtrad.kernel.tables import Refused

    sent = Sent(s.who("alva").person, "Hej!", None, uuid4())
    (outcome,) = after_sending(s.who("rut").actor, s.region.a, [sent])
    if isinstance(outcome, Refused):
        raise outcome


def change(move: str) -> Any:
    """Confirm a code."""

    def confirm(s: S, *, reason: str = "Fel kod.") -> None:
        from vardtrad.cases.waiting_list import actions
        from vardtrad.cases.waiting_list.rules import Move

        entry = entry_now(s)
        actions.change(s.who("rut").actor, entry.id, Move(move), reason, seen=entry.content)

    return confirm


def coded(move: str, answer: Any = YES) -> Any:
    """The entry has the code that this move gives."""

    def begin(s: S) -> None:
        answer(s)
        change(move)(s)

    return begin


def removed(move: str) -> Any:
    """The entry had the code that this move gives, and was then taken off the list."""

    def begin(s: S) -> None:
        coded(move, NO if move == "keep_waiting" else YES)(s)
        change("remove")(s)

    return begin


def correct(code: str) -> Any:
    """Take back the latest change, to the code that stood before it."""

    def take_back(s: S, *, reason: str = "Fel kod.") -> None:
        from vardtrad.cases.waiting_list import actions
        from vardtrad.cases.waiting_list.rules import State

        entry = entry_now(s)
        actions.correct(s.who("rut").actor, entry.id, State(code), reason, seen=entry.content)

    return take_back


def document(s: S, *, outcome: str = "reached", note: str = "Har talat.", told: str = "") -> None:
    from vardtrad.cases.waiting_list import actions
    from vardtrad.cases.waiting_list.actions import Documented

    actions.document(s.who("rut").actor, s.notes["entry"].id, Documented(outcome, note, told))


def spoken(s: S) -> None:
    offered(s)
    document(s)


def waits_again(s: S) -> None:
    """Alva has said no and got a new offer."""
    coded("keep_waiting", NO)(s)
    offer_again(s)


def accepted(s: S) -> None:
    """Alva has accepted, and clinic B is the Vårdgarantiservice of the organisation."""
    from vardtrad.cases.waiting_list import appointing
    from vardtrad.kernel.actors import system

    coded("accept_visit")(s)
    appointing.appoint(system("testerna"), s.region.b)


def inform(s: S, *, provider: str = "Provkliniken", text: str = "Det blir {vårdgivare}.") -> None:
    from vardtrad.cases.waiting_list import informing

    entry = entry_now(s)
    informing.inform(s.who("olle").actor, s.region.b, entry.id, provider, text, seen=entry.content)


def informed(s: S) -> None:
    accepted(s)
    inform(s)


def post(s: S, *, by_hand: tuple[str, ...] = ("referral", "record")) -> None:
    from vardtrad.cases.waiting_list import bundle

    entry = entry_now(s)
    bundle.posted(s.who("rut").actor, entry, by_hand, [], seen=entry.content)


def add_document(s: S, *, kind: str = "record") -> None:
    from vardtrad.cases.waiting_list.bundle import Add
    from vardtrad.cases.waiting_list.rules import Move
    from vardtrad.cases.waiting_list.subject import move
    from vardtrad.shared.documents.actions import Checked

    given = Add(kind, Checked("journal.pdf", "application/pdf", b"%PDF-"))
    move(s.who("rut").actor, s.notes["entry"].id, Move.ADD_DOCUMENT, given)


def with_document(s: S) -> None:
    informed(s)
    add_document(s)
    s.notes["document"] = entry_now(s).documents[0]["id"]


def full(s: S) -> None:
    informed(s)
    for _document in range(10):
        add_document(s)


def leave_out(s: S) -> None:
    from uuid import UUID

    from vardtrad.cases.waiting_list import bundle

    bundle.leave_out(s.who("rut").actor, entry_now(s), UUID(s.notes["document"]))


SOME_REASON = {"some_reason": given(reason=" \n"), "some_reason but too long": given(reason=LONG)}
SCENES = [
    Scene("waiting_list", "place", "", place, spoiled={"alive": instead(person(deceased=True))}),
    Scene("waiting_list", "offer", "hv", offer_again, offered, {"alive": DEAD}),
    Scene("waiting_list", "offer", "p", offer_again, coded("keep_waiting", NO), {"alive": DEAD}),
    *(
        Scene("waiting_list", move, "hv", change(move), YES, {"alive": DEAD, "said_yes": instead(NO)})
        for move in ("accept_visit", "accept_operation")
    ),
    Scene("waiting_list", "keep_waiting", "hv", change("keep_waiting"), NO, {"alive": DEAD, "said_no": instead(YES)}),
    Scene("waiting_list", "remove", "hv", change("remove"), spoken, {
        "answered_or_spoken": instead(offered),
        "why_removed": given(reason=" \n"),
        "why_removed but too long": given(reason=LONG),
    }),
    Scene("waiting_list", "contact", "hv", document, offered, {
        "whole_contact": given(outcome=""),
        "whole_contact without words": given(note=" \n"),
        "whole_contact with an answer of nobody": given(outcome="wrong_number", told="ja"),
        "note_fits": given(note="x" * 1001),
        "next_try": given(outcome="not_reached"),
    }),
    Scene("waiting_list", "back_to_hv", "hvny", correct("hv"), coded("accept_visit"), SOME_REASON | {
        "was_hv": instead(removed("accept_visit")),
    }),
    Scene("waiting_list", "back_to_hvny", "removed", correct("hvny"), removed("accept_visit"), SOME_REASON | {
        "was_hvny": instead(removed("accept_operation")),
    }),
    Scene("waiting_list", "back_to_hvop", "removed", correct("hvop"), removed("accept_operation"), SOME_REASON | {
        "was_hvop": instead(removed("accept_visit")),
    }),
    Scene("waiting_list", "back_to_p", "hv", correct("p"), waits_again, SOME_REASON | {"was_p": instead(offered)}),
    Scene("waiting_list", "inform", "hvny", inform, accepted, {
        "alive": DEAD,
        "provider": given(provider=" "),
        "some_text": given(text=" \n"),
        "some_text but too long": given(text="x" * 4001),
    }),
    Scene("waiting_list", "post", "hvny", post, informed, {
        "informed": instead(accepted),
        "not_posted": after(post),
        "whole": given(by_hand=("record",)),
    }),
    Scene("waiting_list", "add_document", "hvny", add_document, informed, {
        "not_posted": after(post),
        "document_kind": given(kind="photo"),
        "few_documents": instead(full),
    }),
    Scene("waiting_list", "leave_out", "hvny", leave_out, with_document, {
        "not_posted": after(post),
        "included": after(leave_out),
    }),
]  # fmt: skip
