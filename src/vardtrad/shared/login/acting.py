"""Ombudsläget: for whom the owner of a resident's session acts right now, asked anew in every request.

The session says whom a proxy has chosen; whether that still opens anything is the table's to say each time
(vardtrad.shared.proxies.rules). So a link breaks in an open session and in a half-filled form, at the request after
what broke it: a birthday at midnight Swedish time, a protected mark, the end of a guardianship.
"""

from __future__ import annotations

from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.login import queries
from vardtrad.shared.login.models import Session
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.register import asking
from vardtrad.shared.proxies import queries as proxies
from vardtrad.shared.proxies.actions import LABEL
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.proxies.queries import Standing
from vardtrad.shared.proxies.rules import Deed


class ProxyEnded(Exception):
    """The person whom the session acts for may no longer be acted for by its owner."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


def standing_of(session: Session) -> Standing | None:
    """The standing by which the owner acts for somebody now; None for one who acts for nobody. Raises ProxyEnded.

    A session that acts for nobody costs no query, another costs one.
    """
    if session.acting_for_id is None or session.person is None:
        return None
    standing = proxies.standing(session.person, session.acting_for_id)
    if standing is None or Deed.READ.value not in standing.deeds:
        raise ProxyEnded(session)
    return standing


def resident_of(session: Session) -> tuple[Actor, Person]:
    """The owner as an actor, and whose matters they are. Raises ProxyEnded."""
    if session.person is None:
        raise ValueError("a session without a resident")
    standing = standing_of(session)
    return queries.resident_actor(session, session.person, standing), standing.person if standing else session.person


def enter(session: Session, actor: Actor, link: UUID) -> Person:
    """Begin to act for the person of one's own link (003-006). Raises Refused: the same for not one's own and none."""
    person = Link.objects.select_related("person").filter(pk=link, proxy=session.person_id).first()
    standing = None
    if person is not None and session.person is not None:
        # What ends the right since the last night's questions counts before the first page.
        asking.told_again(person.person.number, session.person.number)
        session.person.refresh_from_db()
        standing = proxies.standing(session.person, person.person_id)
    if standing is None or Deed.READ.value not in standing.deeds:
        door.note(actor, "enter_proxy", LABEL, thing=link, person=person.person_id if person else None, refused=True)
        raise not_there()
    Session.objects.filter(pk=session.pk).update(acting_for=standing.person)
    detail = {"ground": standing.ground}
    door.note(actor, "enter_proxy", LABEL, thing=link, person=standing.person.id, detail=detail)
    return standing.person


def leave(session: Session, actor: Actor, *, ended: bool = False) -> None:
    """Go back to one's own matters; ``ended`` when it was not the proxy's own wish. Doing it again changes nothing."""
    if session.acting_for_id is not None:
        Session.objects.filter(pk=session.pk).update(acting_for=None)
        door.note(actor, "proxy_ended" if ended else "leave_proxy", LABEL, person=session.acting_for_id)


def others_of(session: Session) -> list[UUID | None]:
    """Whose matters the owner may have had a page open in: their own (None) and those of everybody they are linked to.

    For telling a form that was drawn in another of them from somebody else's form.
    """
    linked: list[UUID | None] = [None]
    return linked + list(Link.objects.filter(proxy=session.person_id).values_list("person_id", flat=True))
