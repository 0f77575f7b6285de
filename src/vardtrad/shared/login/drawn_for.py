"""For whom a page was drawn: the mark in every form, by which a form meets nobody else's session.

Two persons may use one browser, each after the other, with pages of the first still open in other tabs. A form carries
the cookies of whoever is logged in when it is sent, so it says itself for whom it was drawn. The mark names the person
and not the session: who logs in again goes on in the pages that are open.
"""

from __future__ import annotations

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


def mark(person: UUID, *, key: str | None = None) -> str:
    """The mark of a Person or Staff, keyed: it says nothing to who reads it. ``key`` is the secret key unless given."""
    return salted_hmac("vardtrad.shared.login.drawn_for", str(person), key, algorithm="sha256").hexdigest()[:32]


def is_theirs(request: HttpRequest, session: Session) -> bool:
    """Whether what the request sends was drawn for the owner of the session; what bears no mark was not."""
    if request.method != "POST":
        return True
    owner = session.person_id if session.world == World.RESIDENT else session.staff_id
    given = request.POST.get(FIELD, "")
    # A page may have been drawn just before the key was changed for a new one.
    keys = (None, *settings.SECRET_KEY_FALLBACKS)
    return owner is not None and any(constant_time_compare(given, mark(owner, key=key)) for key in keys)


def insist(request: HttpRequest, session: Session) -> None:
    """Raise AnotherPerson if the request sends a form that was not drawn for the session's owner."""
    if not is_theirs(request, session):
        raise AnotherPerson(session, unmarked=not request.POST.get(FIELD))
