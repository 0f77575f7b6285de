"""The answer of a provider: who has signed it, for whom, in answer to what and when; and what it says of the user.

The order is that of trust (profile, 6.3): nothing is read before the signature over the whole message is judged, and
after that only the copy that was signed. What is refused is named for the log, and never quoted.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import encryption, requests, xml
from vardtrad.shared.login.ways.saml.metadata import Metadata
from vardtrad.shared.login.ways.saml.names import BEARER, CANCEL, PROTOCOL, SAML, STATUS, SUCCESS
from vardtrad.shared.login.ways.way import Way, WrongRow

SKEW = datetime.timedelta(seconds=60)
"""So much may the provider's clock differ from ours."""
OLDEST = datetime.timedelta(minutes=5)
"""A message that was made longer ago is no answer to a login that goes on now."""
_STATUS = {
    CANCEL: Why.CANCELLED,
    f"{STATUS}AuthnFailed": Why.CANCELLED,
    f"{STATUS}NoAuthnContext": Why.LEVEL_TOO_LOW,
    f"{STATUS}RequestDenied": Why.SETTINGS,
    f"{STATUS}Requester": Why.SETTINGS,
}
_KNOWN_CONDITIONS = frozenset(f"{{{SAML}}}{name}" for name in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider has said, judged: the name of the assertion, and its claims as of a token of OpenID Connect.

    ``assertion`` is what was signed.
    """

    key: str
    claims: Mapping[str, Any]
    assertion: xml.Element


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is an answer to: the way, the login, our name, and the address that the answer came to."""

    way: Way
    metadata: Metadata
    attempt: Attempt
    entity: str
    address: str


def judged(asked: Asked, text: str) -> Answer:
    """What the ``SAMLResponse`` of a posted form says. Raises Stopped."""
    try:
        content = base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except ValueError:
        raise Stopped(Why.UNTRUSTED, "svaret är inte base64") from None
    root = xml.parsed(content)
    if root.tag != f"{{{PROTOCOL}}}Response":
        raise Stopped(Why.UNTRUSTED, "inget svar (Response)")
    response = xml.signed_part(root, asked.metadata.certificates)
    _judge_message(asked, response)
    _judge_status(response)
    assertion = _assertion(asked, response)
    _judge_message(asked, assertion, kind="assertion")
    _judge_subject(asked, assertion)
    _judge_conditions(asked, assertion)
    return Answer(assertion.get("ID", ""), {**_attributes(assertion), **_login(asked, assertion)}, assertion)


def _judge_message(asked: Asked, message: xml.Element, kind: str = "svar") -> None:
    """The issuer and age of a message; of the answer itself also where it was to go, and what it answers."""
    if xml.text_of(message.find(f"{{{SAML}}}Issuer")) != asked.way.issuer:
        raise Stopped(Why.WRONG_PROVIDER, f"{kind}: fel Issuer")
    if message.get("Version") != "2.0" or not message.get("ID"):
        raise Stopped(Why.UNTRUSTED, f"{kind}: fel Version eller inget ID")
    now, made = clock.now(), xml.moment(message.get("IssueInstant"))
    if made > now + SKEW or made < now - OLDEST - SKEW:
        raise Stopped(Why.WRONG_CLOCK, f"{kind}: gjort {(made - now).total_seconds():.0f} s från nu")
    if kind != "svar":
        return
    if message.get("Destination") != asked.address:
        raise Stopped(Why.UNTRUSTED, "svar: skickat till en annan adress (Destination)")
    if message.get("InResponseTo") != requests.request_id(asked.attempt):
        raise Stopped(Why.UNTRUSTED, "svar: på en annan fråga (InResponseTo)")


def _judge_status(response: xml.Element) -> None:
    codes = [each.get("Value", "") for each in response.iterfind(f"{{{PROTOCOL}}}Status//{{{PROTOCOL}}}StatusCode")]
    if codes[:1] == [SUCCESS]:
        return
    # The inner code says more than the outer one.
    why = next((_STATUS[code] for code in reversed(codes) if code in _STATUS), Why.TROUBLE)
    raise Stopped(why, "status " + (" ".join(code.rpartition(":")[2] for code in codes if code in _STATUS) or "okänd"))


def _assertion(asked: Asked, response: xml.Element) -> xml.Element:
    plain, encrypted = response.findall(f"{{{SAML}}}Assertion"), response.findall(f"{{{SAML}}}EncryptedAssertion")
    if len(plain) + len(encrypted) != 1:
        raise Stopped(Why.UNTRUSTED, "inget intyg, eller flera")
    if plain:
        if asked.way.encrypted:
            raise Stopped(Why.UNTRUSTED, "intyget är inte krypterat")
        return plain[0]
    try:
        key = requests.private_key(asked.way)
    except WrongRow as wrong:
        raise Stopped(Why.SETTINGS, str(wrong)) from None
    opened = encryption.opened(encrypted[0], key)
    if opened.tag != f"{{{SAML}}}Assertion":
        raise Stopped(Why.UNTRUSTED, "det krypterade är inget intyg")
    return opened


def _judge_subject(asked: Asked, assertion: xml.Element) -> None:
    """Whether the assertion is for whoever brings it, here and now, in answer to our question."""
    now = clock.now()
    subjects = assertion.findall(f"{{{SAML}}}Subject")
    confirmations = subjects[0].findall(f"{{{SAML}}}SubjectConfirmation") if len(subjects) == 1 else []
    for confirmation in confirmations:
        data = confirmation.find(f"{{{SAML}}}SubjectConfirmationData")
        if confirmation.get("Method") != BEARER or data is None:
            continue
        if data.get("Recipient") != asked.address:
            raise Stopped(Why.UNTRUSTED, "intyg: för en annan mottagare (Recipient)")
        if data.get("InResponseTo") != requests.request_id(asked.attempt):
            raise Stopped(Why.UNTRUSTED, "intyg: på en annan fråga (InResponseTo)")
        if data.get("NotBefore") is not None:
            raise Stopped(Why.UNTRUSTED, "intyg: NotBefore där det inte får stå")
        if xml.moment(data.get("NotOnOrAfter")) <= now - SKEW:
            raise Stopped(Why.WRONG_CLOCK, "intyg: gällde till tidigare (SubjectConfirmationData)")
        return
    raise Stopped(Why.UNTRUSTED, "intyg: inte för den som kommer med det (bearer)")


def _judge_conditions(asked: Asked, assertion: xml.Element) -> None:
    now = clock.now()
    found = assertion.findall(f"{{{SAML}}}Conditions")
    if len(found) != 1:
        raise Stopped(Why.UNTRUSTED, "intyg: inga villkor (Conditions), eller flera")
    (conditions,) = found
    if xml.moment(conditions.get("NotOnOrAfter")) <= now - SKEW:
        raise Stopped(Why.WRONG_CLOCK, "intyg: gällde till tidigare (Conditions)")
    if (begins := conditions.get("NotBefore")) is not None and xml.moment(begins) > now + SKEW:
        raise Stopped(Why.WRONG_CLOCK, "intyg: gäller inte än (Conditions)")
    if any(condition.tag not in _KNOWN_CONDITIONS for condition in conditions):
        raise Stopped(Why.UNTRUSTED, "intyg: ett villkor som vi inte känner")
    restrictions = conditions.findall(f"{{{SAML}}}AudienceRestriction")
    audiences = [{xml.text_of(each) for each in rule.findall(f"{{{SAML}}}Audience")} for rule in restrictions]
    if not audiences or any(asked.entity not in each for each in audiences):
        raise Stopped(Why.UNTRUSTED, "intyg: inte för oss (Audience)")


def _login(asked: Asked, assertion: xml.Element) -> dict[str, Any]:
    """How and when the user has logged in there, as claims."""
    statements = assertion.findall(f"{{{SAML}}}AuthnStatement")
    if len(statements) != 1:
        raise Stopped(Why.UNTRUSTED, "intyg: ingen legitimering (AuthnStatement), eller flera")
    (statement,) = statements
    now, at = clock.now(), xml.moment(statement.get("AuthnInstant"))
    if at > now + SKEW:
        raise Stopped(Why.WRONG_CLOCK, "intyg: legitimerad senare än nu (AuthnInstant)")
    if not asked.way.single_sign_on and at < asked.attempt.begun_at - SKEW:
        raise Stopped(Why.UNTRUSTED, "legitimeringen är äldre än inloggningen (AuthnInstant)")
    if (ends := statement.get("SessionNotOnOrAfter")) is not None and xml.moment(ends) <= now - SKEW:
        raise Stopped(Why.WRONG_CLOCK, "intyg: sessionen har gått ut (SessionNotOnOrAfter)")
    level = xml.text_of(statement.find(f"{{{SAML}}}AuthnContext/{{{SAML}}}AuthnContextClassRef"))
    if level not in asked.way.acr_values(asked.attempt.level):
        raise Stopped(Why.LEVEL_TOO_LOW)
    return {
        "acr": level,
        "sub": xml.text_of(assertion.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")),
        "sid": statement.get("SessionIndex", ""),
    }


def _attributes(assertion: xml.Element) -> dict[str, list[str]]:
    """The attributes of the user, each with all its values."""
    attributes: dict[str, list[str]] = {}
    for attribute in assertion.iterfind(f"{{{SAML}}}AttributeStatement/{{{SAML}}}Attribute"):
        values = [xml.text_of(value) for value in attribute.findall(f"{{{SAML}}}AttributeValue")]
        attributes.setdefault(attribute.get("Name", ""), []).extend(value for value in values if value)
    return attributes
