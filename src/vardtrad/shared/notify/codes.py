"""One-time codes: sent to an address that is not proven yet, and told back by whoever reads it there."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.notify.models import Proof

DIGITS = 6
HOLDS = timedelta(minutes=10)
MOST_WRONG = 10
"""So many guesses kill a code; one in a hundred thousand guessers is lucky."""


def new_code(owner: UUID, channel: str, address: str) -> str:
    """A code for an address; an earlier one of the owner's by the same channel holds no longer."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    Proof.objects.update_or_create(
        owner=owner,
        channel=channel,
        defaults={
            "address": address, "code": _mac(owner, channel, address, code), "expires": clock.now() + HOLDS, "wrong": 0,
        },
    )  # fmt: skip
    return code


def waiting(owner: UUID) -> list[Proof]:
    """The addresses that wait for their code, whether it still holds or not."""
    return list(Proof.objects.filter(owner=owner).order_by("channel"))


def proven(owner: UUID, channel: str, typed: str) -> str:
    """The address that a code proves. The code stays until ``forget``; each guess counts, also those at the same time.

    Raises Refused for a wrong code, and for one that holds no longer. Must not be called in a transaction that the
    refusal would roll back: then no guess would be counted.
    """
    holds = Proof.objects.filter(owner=owner, channel=channel, expires__gt=clock.now(), wrong__lt=MOST_WRONG)
    # Counted before it is judged: a hundred guesses at once are a hundred guesses.
    counted = holds.update(wrong=F("wrong") + 1)
    proof = Proof.objects.filter(owner=owner, channel=channel).first() if counted else None
    # Of two that come at once with the right code, the first may have used it up between the two questions.
    if proof is None:
        raise Refused(Reason.NEED, _("Koden gäller inte längre. Be om en ny kod."))
    digits = "".join(typed.split())
    if not compare_digest(_mac(owner, channel, proof.address, digits), bytes(proof.code)):
        raise Refused(Reason.NEED, _("Koden stämmer inte. Läs den i det senaste meddelandet från oss."))
    return proof.address


def forget(owner: UUID, channel: str) -> None:
    """The code has been used, or is not wanted any more."""
    Proof.objects.filter(owner=owner, channel=channel).delete()


def clear_old() -> None:
    """A chore of the worker: codes that have not held for a day."""
    Proof.objects.filter(expires__lt=clock.now() - timedelta(days=1)).delete()


def _mac(owner: UUID, channel: str, address: str, code: str) -> bytes:
    return salted_hmac("vardtrad.notify.codes", f"{owner}/{channel}/{address}/{code}", algorithm="sha256").digest()
