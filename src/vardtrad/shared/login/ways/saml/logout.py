"""The messages of a single logout (SAML 2.0 Core, 3.7): what we ask and answer, and judging what the provider does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import requests, xml
from vardtrad.shared.login.ways.saml.names import PROTOCOL, SAML, SUCCESS
from vardtrad.shared.login.ways.saml.responses import OLDEST, SKEW
from vardtrad.shared.login.ways.way import Way

MOST_SESSIONS = 20


@dataclass(frozen=True, slots=True)
class Account:
    """What the provider calls somebody who has logged in, and the session there; as its assertion wrote it."""

    name: str
    format: str = ""
    qualifier: str = ""
    our_qualifier: str = ""
    session: str = ""

    def as_texts(self) -> dict[str, str]:
        """The same for a cookie, whose texts ``of_texts`` reads."""
        return asdict(self)

    @classmethod
    def of_texts(cls, texts: Mapping[str, Any]) -> Account:
        """What ``as_texts`` made."""
        return cls(**{name: str(texts.get(name, "")) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of the provider, judged: its name, whom it is about, and which sessions; all of them when none."""

    key: str
    name: str
    sessions: tuple[str, ...]


def account_of(assertion: xml.Element) -> Account | None:
    """Who has logged in, by a judged assertion; None where it gives no name, so that nobody can be logged out."""
    name = assertion.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
    if name is None or not xml.text_of(name):
        return None
    statement = assertion.find(f"{{{SAML}}}AuthnStatement")
    return Account(
        xml.text_of(name),
        name.get("Format", ""),
        name.get("NameQualifier", ""),
        name.get("SPNameQualifier", ""),
        statement.get("SessionIndex", "") if statement is not None else "",
    )


def request(account: Account, *, entity: str, to: str) -> tuple[str, xml.Element]:
    """Our request to log somebody out, and its name, which the answer must name."""
    key = f"_{secrets.token_hex(16)}"
    now = clock.now()
    message = requests.element(
        PROTOCOL, "LogoutRequest", ID=key, Version="2.0", IssueInstant=requests.moment(now), Destination=to,
        NotOnOrAfter=requests.moment(now + OLDEST), Reason="urn:oasis:names:tc:SAML:2.0:logout:user",
    )  # fmt: skip
    requests.add(message, SAML, "Issuer", entity)
    given = {"Format": account.format, "NameQualifier": account.qualifier, "SPNameQualifier": account.our_qualifier}
    requests.add(message, SAML, "NameID", account.name, **{name: value for name, value in given.items() if value})
    if account.session:
        requests.add(message, PROTOCOL, "SessionIndex", account.session)
    return key, message


def answer(wish: Wish, *, entity: str, to: str) -> xml.Element:
    """Our answer to a request of the provider, when it has been done."""
    message = requests.element(
        PROTOCOL, "LogoutResponse", ID=f"_{secrets.token_hex(16)}", Version="2.0",
        IssueInstant=requests.moment(clock.now()), Destination=to, InResponseTo=wish.key,
    )  # fmt: skip
    requests.add(message, SAML, "Issuer", entity)
    status = requests.add(message, PROTOCOL, "Status")
    requests.add(status, PROTOCOL, "StatusCode", Value=SUCCESS)
    return message


def wish_of(way: Way, root: xml.Element, *, to: str) -> Wish:
    """What a request of the provider asks for. Raises Stopped."""
    _judge(way, root, "LogoutRequest", to)
    until = root.get("NotOnOrAfter")
    if until is not None and xml.moment(until) <= clock.now() - SKEW:
        raise Stopped(Why.WRONG_CLOCK, "utloggning: gällde till tidigare")
    named = root.findall(f"{{{SAML}}}NameID")
    name = xml.text_of(named[0]) if len(named) == 1 else ""
    if not name:
        raise Stopped(Why.UNTRUSTED, "utloggning: inget namn (NameID), eller flera")
    sessions = [xml.text_of(each) for each in root.findall(f"{{{PROTOCOL}}}SessionIndex")]
    if len(sessions) > MOST_SESSIONS or not all(sessions):
        raise Stopped(Why.UNTRUSTED, "utloggning: för många sessioner, eller en utan namn")
    return Wish(root.get("ID", ""), name, tuple(sessions))


def judge_answer(way: Way, root: xml.Element, key: str, *, to: str) -> bool:
    """Whether the provider says that it has logged out everywhere. Raises Stopped for what is no answer to us."""
    _judge(way, root, "LogoutResponse", to)
    if root.get("InResponseTo") != key:
        raise Stopped(Why.UNTRUSTED, "utloggning: svar på en annan fråga (InResponseTo)")
    codes = [each.get("Value", "") for each in root.iterfind(f"{{{PROTOCOL}}}Status//{{{PROTOCOL}}}StatusCode")]
    return codes == [SUCCESS]


def _judge(way: Way, root: xml.Element, tag: str, to: str) -> None:
    if root.tag != f"{{{PROTOCOL}}}{tag}":
        raise Stopped(Why.UNTRUSTED, f"inget meddelande om utloggning ({tag})")
    if xml.text_of(root.find(f"{{{SAML}}}Issuer")) != way.issuer:
        raise Stopped(Why.WRONG_PROVIDER, "utloggning: fel Issuer")
    if root.get("Version") != "2.0" or not root.get("ID"):
        raise Stopped(Why.UNTRUSTED, "utloggning: fel Version eller inget ID")
    if root.get("Destination") != to:
        raise Stopped(Why.UNTRUSTED, "utloggning: skickad till en annan adress (Destination)")
    now, made = clock.now(), xml.moment(root.get("IssueInstant"))
    if made > now + SKEW or made < now - OLDEST - SKEW:
        raise Stopped(Why.WRONG_CLOCK, f"utloggning: gjord {(made - now).total_seconds():.0f} s från nu")
