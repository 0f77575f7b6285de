"""What may stand in a row of the ways in, and what is wrong in one, as Swedish sentences for whoever has written it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vardtrad.shared.login.models import World
from vardtrad.shared.login.ways.way import Way

ID = re.compile(r"[a-z][a-z0-9-]{0,29}")
_MANY_DIGITS = re.compile(r"\d{6}")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""The algorithms that a token may be signed with: with the provider's private key, never with a shared secret."""
CLIENT_AUTH = ("client_secret_basic", "client_secret_post", "private_key_jwt")
LEVELS = (2, 3, 4)
"""The Swedish levels of assurance that a way in may give (1 proves nobody)."""
SECRET_KINDS = ("file", "env")
RISKS = ("low", "moderate")
"""The most risk that an identification by BankID may carry, by BankID's own judgement."""
_KNOWN = {each.name: each for each in fields(Way)}
LISTS = frozenset({"identity", "scopes", "ask", "algorithms"})
_FLAGS = {"on", "single_sign_on", "userinfo", "logout", "encrypted"}
# What a row of each protocol must say, besides its id.
_NEEDED = {
    "oidc": ("world", "title", "issuer", "client_id", "identity", "levels"),
    "saml": ("world", "title", "issuer", "metadata", "certificate", "identity", "levels"),
    "bankid": ("world", "title", "issuer", "certificate", "ca_file", "levels"),
    "certificate": ("world", "title", "address", "levels"),
}
# Protocols of one world only, and why.
_WORLDS = {
    "certificate": (World.STAFF, "protocol: certificate är för personalens kort (world staff)."),
    "bankid": (World.RESIDENT, "protocol: bankid är för invånare (world resident): det säger inte var någon arbetar."),
}


def wrong(row: Mapping[str, Any]) -> list[str]:
    """What is wrong in a row, a Swedish sentence each; empty for a row that can be used."""
    sentences = []
    for key in row.keys() - _KNOWN.keys():
        near = difflib.get_close_matches(str(key), _KNOWN, n=1)
        sentences.append(f"{key}: inställningen finns inte." + (f" Menades {near[0]}?" if near else ""))
    needed = _NEEDED.get(str(row.get("protocol", "oidc")), ("world", "title", "levels"))
    sentences += [f"{key}: saknas." for key in needed if not row.get(key)]
    for key, value in row.items():
        if key in _KNOWN and (sentence := _wrong_kind(key, value)):
            sentences.append(f"{key}: {sentence}")
    if sentences:
        return sorted(sentences)
    return sorted([*_wrong_words(row), *_wrong_levels(row), *_wrong_places(row)])


def is_of_this_machine(host: str) -> bool:
    """Whether a host is this machine: only there may a provider be spoken to without TLS."""
    return host in {"localhost", "127.0.0.1", "::1"}


def wrong_address(address: str) -> str | None:
    """What is wrong with the address of a provider, as the end of a Swedish sentence; None for a good one."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return "går inte att läsa som en adress."
    if not host or parts.username is not None or parts.fragment:
        return "ska vara en hel adress utan användarnamn och #."
    if parts.scheme == "https" or (parts.scheme == "http" and is_of_this_machine(host)):
        return None
    return "ska börja med https://."


def _wrong_kind(key: str, value: object) -> str | None:
    if key in LISTS:
        right = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
        return None if right else "ska vara en lista av texter, inom [ ]."
    if key in _FLAGS:
        return None if isinstance(value, bool) else "ska vara true eller false."
    if key == "level":
        return None if isinstance(value, int) and value in LEVELS else "ska vara 2, 3 eller 4."
    if key == "seconds":
        right = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 30
        return None if right else "ska vara ett antal sekunder, högst 30."
    if key == "levels":
        right = isinstance(value, Mapping) and bool(value) and all(level in LEVELS for level in value.values())
        return None if right else 'ska säga vilken nivå (2, 3 eller 4) varje acr-värde ger: { "…/loa3" = 3 }.'
    return None if isinstance(value, str) else "ska vara en text inom citattecken."


def _wrong_words(row: Mapping[str, Any]) -> list[str]:
    sentences = []
    if not ID.fullmatch(row.get("id", "")) or _MANY_DIGITS.search(row["id"]):
        sentences.append("id: ska vara högst 30 små bokstäver a–z, siffror och bindestreck, och börja med en bokstav.")
    if row["world"] not in set(World):
        sentences.append("world: ska vara resident (invånare) eller staff (personal).")
    if row.get("protocol", "oidc") not in _NEEDED:
        sentences.append(f"protocol: ska vara {', '.join(list(_NEEDED)[:-1])} eller {list(_NEEDED)[-1]}.")
    world, sentence = _WORLDS.get(row.get("protocol", "oidc"), (row["world"], ""))
    if row["world"] != world:
        sentences.append(sentence)
    if row.get("risk", "") not in {"", *RISKS}:
        sentences.append("risk: ska vara low eller moderate.")
    if row.get("client_auth", CLIENT_AUTH[0]) not in CLIENT_AUTH:
        sentences.append(f"client_auth: ska vara {', '.join(CLIENT_AUTH[:-1])} eller {CLIENT_AUTH[-1]}.")
    if "openid" not in row.get("scopes", ["openid"]):
        sentences.append("scopes: openid måste vara med.")
    if weak := sorted(set(row.get("algorithms", [])) - set(ALGORITHMS)):
        sentences.append(f"algorithms: {', '.join(weak)} godtas inte. Det som godtas är {', '.join(ALGORITHMS)}.")
    if row.get("algorithms") == []:
        sentences.append("algorithms: minst en behövs.")
    return sentences


def _wrong_levels(row: Mapping[str, Any]) -> list[str]:
    level = row.get("level", 3)
    if row["world"] == World.STAFF and level < 3:
        return ["level: personal loggar in på minst nivå 3 (HSLF-FS 2016:40, stark autentisering)."]
    if max(row["levels"].values()) < level:
        return [f"levels: inget acr-värde ger nivå {level}, så ingen skulle komma in."]
    return []


def _wrong_places(row: Mapping[str, Any]) -> Iterator[str]:
    protocol, metadata = row.get("protocol", "oidc"), row.get("metadata", "")
    # SAML's issuer is a name (entityID), which need not be an address.
    addresses = [key for key in ("issuer", "address") if row.get(key) and (protocol, key) != ("saml", "issuer")]
    files = [key for key in ("ca_file", "certificate", "metadata_signer") if row.get(key)]
    if "://" in metadata:
        addresses.append("metadata")
        if not row.get("metadata_signer"):
            yield "metadata_signer: saknas. Metadata som hämtas måste vara signerat av någon vi känner."
    elif metadata:
        files.append("metadata")
    yield from (f"{key}: {wrong}" for key in addresses if (wrong := wrong_address(row[key])))
    yield from (f"{key}: filen {row[key]} finns inte." for key in files if not Path(row[key]).is_file())
    kind, colon, place = row.get("secret", "").partition(":")
    if not colon or kind not in SECRET_KINDS or not place:
        yield "secret: ska säga var hemligheten är, file:/sökväg eller env:VARIABEL, och aldrig själva den."
    elif protocol == "bankid" and kind != "file":
        yield "secret: ska vara file:/sökväg till nyckeln som hör till certificate."
