"""What a provider says of itself: its addresses and its keys, kept for an hour in the process that has asked.

A key that is not known makes the keys be asked for again, so that a provider may change them without notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from vardtrad.shared.login.ways import fetching
from vardtrad.shared.login.ways.kept import Kept, Rest
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.row_rules import wrong_address
from vardtrad.shared.login.ways.way import Way

KEYS_AGAIN_SECONDS = 10
"""An unknown key makes the keys be asked for again at most this often: anybody can name a key in a token."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A provider's discovery document, as far as it is used (OpenID Connect Discovery 1.0, RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    names_itself: bool
    """Whether every answer of the provider says who it is from (RFC 9207)."""
    supported: Mapping[str, tuple[str, ...]]
    """The lists of what it supports, by name; one that it does not give is missing."""


class Provider:
    """What is remembered of the provider of a way."""

    def __init__(self, way: Way) -> None:
        self.way = way
        rest = Rest()
        self._metadata: Kept[Metadata] = Kept(rest)
        self._keys: Kept[KeySet] = Kept(rest)

    def metadata(self) -> Metadata:
        """What the provider says of itself. Raises Stopped."""
        return self._metadata.get(lambda: discovered(self.way))

    def keys(self, *, unknown: bool = False) -> KeySet:
        """The keys that the provider signs with; asked for again when one is ``unknown``. Raises Stopped."""
        address = self.metadata().jwks_uri
        return self._keys.get(
            lambda: published_keys(self.way, address), again_after=KEYS_AGAIN_SECONDS if unknown else None
        )


_PROVIDERS: dict[str, Provider] = {}


def provider_of(way: Way) -> Provider:
    """What this process remembers of a way's provider; nothing of what it was before its row was changed."""
    provider = _PROVIDERS.get(way.id)
    if provider is None or provider.way != way:
        provider = _PROVIDERS[way.id] = Provider(way)
    return provider


def forget() -> None:
    """Forget every provider, as a new process has."""
    _PROVIDERS.clear()


def discovered(way: Way) -> Metadata:
    """The provider's discovery document, asked for and judged. Raises Stopped."""
    answer = fetching.get(way, f"{way.issuer.rstrip('/')}/.well-known/openid-configuration")
    if answer.status >= 500 or answer.status == 429:
        raise Stopped(Why.DOWN, f"metadata svarar {answer.status}")
    if answer.status != 200:
        raise Stopped(Why.SETTINGS, f"metadata svarar {answer.status} på issuer + /.well-known/openid-configuration")
    return read(way, answer.json())


def read(way: Way, document: Mapping[str, Any]) -> Metadata:
    """What a discovery document says. Raises Stopped when it is another provider's or lacks what a login needs."""
    if document.get("issuer") != way.issuer:
        # Exactly as it stands: a document of somebody else must not speak for this provider (mix-up).
        raise Stopped(Why.WRONG_PROVIDER, "metadata har en annan issuer än raden")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = {}
    for name in (*needed, "userinfo_endpoint", "end_session_endpoint"):
        address = document.get(name, "")
        if not address and name not in needed:
            addresses[name] = ""
            continue
        if not isinstance(address, str) or not address:
            raise Stopped(Why.TROUBLE, f"metadata saknar {name}")
        if wrong := wrong_address(address):
            raise Stopped(Why.TROUBLE, f"{name} i metadata {wrong}")
        addresses[name] = address
    supported = {
        name: tuple(value for value in values if isinstance(value, str))
        for name, values in document.items()
        if name.endswith("_supported") and isinstance(values, list)
    }
    names_itself = document.get("authorization_response_iss_parameter_supported") is True
    return Metadata(way.issuer, names_itself=names_itself, supported=supported, **addresses)


def published_keys(way: Way, address: str) -> KeySet:
    """The keys at an address that are for signing, without any that is a shared secret. Raises Stopped."""
    answer = fetching.get(way, address)
    if answer.status != 200:
        raise Stopped(Why.DOWN, f"nycklarna svarar {answer.status}")
    rows = answer.json().get("keys")
    keys: list[Any] = []
    for row in rows if isinstance(rows, list) else []:
        kind = _KINDS.get(row.get("kty")) if isinstance(row, dict) else None
        if kind is None or row.get("use", "sig") != "sig":
            continue
        try:
            keys.append(kind.import_key({name: row[name] for name in row if name not in _OURS_TO_JUDGE}))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    if not keys:
        raise Stopped(Why.TROUBLE, "leverantören har inga nycklar att kontrollera signaturer med")
    return KeySet(keys)


_KINDS: dict[Any, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
# Certificates beside a key, and what the key may be used for in the provider's own opinion: the first are not ours to
# trust, the second are judged by ``use`` above.
_OURS_TO_JUDGE = frozenset({"x5c", "x5u", "x5t", "x5t#S256", "key_ops"})
