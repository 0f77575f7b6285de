"""For whom a page was drawn: the mark in every form, by which a form meets nobody else's session.

Two persons may use one browser, each after the other, with pages of the first still open in other tabs. A form carries
the cookies of whoever is logged in when it is sent, so it says itself for whom it was drawn. The mark names the person
and not the session: who logs in again goes on in the pages that are open.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from vardtrad.shared.login.models import Session, World

FIELD = "drawn_for"
"""The hidden field with the mark, beside the one for CSRF."""


class AnotherPerson(Exception):
    """What was sent stands on a page that was drawn for somebody else than who is logged in now.

    Or it does not say for whom (``unmarked``), as no page of ours does.
    """

    def __init__(self, session: Session, *, unmarked: bool = False) -> None:
        super().__init__(session.world)
        self.session = session
        self.unmarked = unmarked


def mark(person: UUID, acts_for: UUID | None = None, *, key: str | None = None) -> str:
    """The mark of a Person or Staff, keyed: it says nothing to who reads it. ``key`` is the secret key unless given.

    A page that a proxy has open bears another mark for each person for whom the proxy acts (``acts_for``): what was
    written in a child's matters is never sent in the parent's own, nor in those of a brother or sister.
    """
    whose = str(person) if acts_for is None else f"{person}/{acts_for}"
    return salted_hmac("vardtrad.shared.login.drawn_for", whose, key, algorithm="sha256").hexdigest()[:32]


def is_theirs(request: HttpRequest, session: Session) -> bool:
    """Whether what the request sends was drawn for the owner of the session; what bears no mark was not."""
    if request.method != "POST":
        return True
    owner = session.person_id if session.world == World.RESIDENT else session.staff_id
    given = request.POST.get(FIELD, "")
    # A page may have been drawn just before the key was changed for a new one.
    keys = (None, *settings.SECRET_KEY_FALLBACKS)
    return owner is not None and any(
        constant_time_compare(given, mark(owner, session.acting_for_id, key=key)) for key in keys
    )


def is_owners_other(request: HttpRequest, session: Session, others: Iterable[UUID | None]) -> bool:
    """Whether the page was drawn for the owner of the session, but in another person's matters: one of ``others``."""
    given = request.POST.get(FIELD, "")
    owner = session.person_id
    return owner is not None and any(constant_time_compare(given, mark(owner, other)) for other in others)


def insist(request: HttpRequest, session: Session) -> None:
    """Raise AnotherPerson if the request sends a form that was not drawn for the session's owner."""
    if not is_theirs(request, session):
        raise AnotherPerson(session, unmarked=not request.POST.get(FIELD))
