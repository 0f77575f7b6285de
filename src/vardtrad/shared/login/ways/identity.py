"""What the claims of a provider prove: at which level, and whose personal number or which HSA-ids.

The names of the claims are in the way's row. Nothing else of a token is believed, and nothing of it is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way

MOST_ACCOUNTS = 20


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom a provider has identified: the number of a resident, or the HSA-ids that somebody at work may choose among.

    ``unit`` is the HSA-id of the unit of the assignment that was chosen at the provider, empty when none was.
    """

    way: Way
    subjects: tuple[str, ...]
    assurance: int
    unit: str = ""
    account: bytes = b""
    session: bytes = b""

    def proven(self, subject: str) -> Proven:
        """What is proven when this subject is chosen."""
        return Proven(
            self.way.world,
            subject,
            self.assurance,
            self.way.id,
            provider_account=self.account,
            provider_session=self.session,
        )

    def as_texts(self) -> dict[str, Any]:
        """The same for a cookie, whose texts ``of_texts`` reads."""
        return {
            "way": self.way.id,
            "subjects": list(self.subjects),
            "assurance": self.assurance,
            "unit": self.unit,
            "account": self.account.hex(),
            "session": self.session.hex(),
        }

    @classmethod
    def of_texts(cls, way: Way, texts: Mapping[str, Any]) -> Identified:
        """What ``as_texts`` made, of the way that it names."""
        return cls(
            way,
            tuple(texts["subjects"]),
            texts["assurance"],
            unit=texts["unit"],
            account=bytes.fromhex(texts["account"]),
            session=bytes.fromhex(texts["session"]),
        )


def identified(way: Way, claims: Mapping[str, Any], level: int = 0) -> Identified:
    """Whom the claims identify; ``level`` is what the page that was asked for needs. Raises Stopped."""
    assurance = way.levels.get(claims["acr"], 0) if isinstance(claims.get("acr"), str) else 0
    if assurance < max(way.level, level):
        raise Stopped(Why.LEVEL_TOO_LOW)
    subject = next((text for name in way.identity if (text := _text(claims.get(name)))), "")
    if way.world == World.RESIDENT:
        if not subject:
            raise Stopped(Why.NO_NUMBER)
        subjects: tuple[str, ...] = (subject,)
    else:
        named = claims.get(way.accounts) if way.accounts else None
        several = named[:MOST_ACCOUNTS] if isinstance(named, list) else []
        # The one that was chosen at the provider, if one was; else all that the person has.
        given = [subject] if subject else [_text(each) for each in several]
        subjects = tuple(dict.fromkeys(hsa_id for each in given if (hsa_id := _hsa_id(each))))
        if not subjects:
            raise Stopped(Why.NO_HSA_ID)
    return Identified(
        way,
        subjects,
        assurance,
        unit=_hsa_id(_text(claims.get(way.unit))) if way.unit else "",
        account=at_provider(way, claims.get("sub")),
        session=at_provider(way, claims.get("sid")),
    )


def at_provider(way: Way, name: object) -> bytes:
    """The mark of an account or a session at a provider, by which the provider's own logout is met; empty for none.

    A hash: what a provider calls somebody may be a personal number.
    """
    if not isinstance(name, str) or not name:
        return b""
    return hashlib.sha256(f"{way.id}\n{way.issuer}\n{name}".encode()).digest()


def _text(value: object) -> str:
    """A claim that is a text, or a list with a single one as SAML gateways give it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.strip() if isinstance(value, str) and len(value) <= 200 else ""


def _hsa_id(text: str) -> str:
    try:
        return str(parse_hsa_id(text))
    except InvalidHsaId:
        return ""
