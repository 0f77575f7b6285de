"""The rows of the ways in: what somebody at a region writes in the file of VARDTRAD_WAYS_FILE, and what is wrong in it.

A row that cannot be right is left out and named in the log, so that a slip in a new row closes no other way in. There
is no secret in a row, only where it is: in a file, or in a variable of the environment.
"""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language

from vardtrad.shared.login.models import World

logger = logging.getLogger(__name__)

ID = re.compile(r"[a-z][a-z0-9-]{0,29}")
_MANY_DIGITS = re.compile(r"\d{6}")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""The algorithms that a token may be signed with: with the provider's private key, never with a shared secret."""
CLIENT_AUTH = ("client_secret_basic", "client_secret_post", "private_key_jwt")
LEVELS = (2, 3, 4)
"""The Swedish levels of assurance that a way in may give (1 proves nobody)."""
SECRET_KINDS = ("file", "env")


class WrongRow(Exception):
    """A row cannot be used; the message is a Swedish sentence for whoever has written it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in, as its row says it. Every field is a setting of the row, by the same name."""

    id: str
    world: World
    title: str
    levels: Mapping[str, int]
    protocol: str = "oidc"
    issuer: str = ""
    client_id: str = ""
    identity: tuple[str, ...] = ()
    address: str = ""
    on: bool = True
    title_en: str = ""
    about: str = ""
    about_en: str = ""
    client_auth: str = "client_secret_basic"
    secret: str = ""
    scopes: tuple[str, ...] = ("openid",)
    ask: tuple[str, ...] = ()
    accounts: str = ""
    unit: str = ""
    level: int = 3
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    single_sign_on: bool = False
    userinfo: bool = False
    logout: bool = True
    ca_file: str = ""
    seconds: float = 5.0

    @property
    def name(self) -> str:
        """The text of its button, in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def told(self) -> str:
        """A sentence below its button, in the reader's language; empty when the row has none."""
        return self.about_en if get_language() == "en" and self.about_en else self.about

    def acr_values(self, level: int) -> list[str]:
        """The provider's names of the levels that reach ``level``, the lowest that does first."""
        enough = [(number, name) for name, number in self.levels.items() if number >= max(level, self.level)]
        return [name for _number, name in sorted(enough)]

    def secret_value(self) -> str:
        """The secret from where the row says that it is. Raises WrongRow, which does not quote it."""
        kind, _colon, place = self.secret.partition(":")
        if kind == "env":
            value = os.environ.get(place, "")
            if not value:
                raise WrongRow(f"secret: miljövariabeln {place} är inte satt.")
            return value
        try:
            value = Path(place).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongRow(f"secret: filen {place} går inte att läsa ({type(error).__name__}).") from None
        if not value:
            raise WrongRow(f"secret: filen {place} är tom.")
        return value


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of rows says: the ways that can be used, and the sentences about the rows that cannot."""

    ways: tuple[Way, ...]
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)


_KNOWN = {each.name: each for each in fields(Way)}
_LISTS = {"identity", "scopes", "ask", "algorithms"}
_FLAGS = {"on", "single_sign_on", "userinfo", "logout"}
# What a row of each protocol must say, besides its id.
_NEEDED = {
    "oidc": ("world", "title", "issuer", "client_id", "identity", "levels"),
    "certificate": ("world", "title", "address", "levels"),
}


def read(rows: Sequence[object]) -> Reading:
    """The ways that the rows describe, in their order, with what is wrong in the others, by the row's id or number."""
    ways: dict[str, Way] = {}
    problems: dict[str, Sequence[str]] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            problems[f"rad {number}"] = ["Raden är ingen tabell: skriv [[way]] före den."]
            continue
        given = row.get("id")
        name = given if isinstance(given, str) and given else f"rad {number}"
        wrong = _wrong(row)
        if not wrong and name in ways:
            name, wrong = f"{name} (rad {number})", ["id: en tidigare rad har samma id."]
        if wrong:
            problems[name] = wrong
        else:
            ways[name] = _way(row)
    return Reading(tuple(ways.values()), problems)


def configured() -> Reading:
    """What this installation's file says."""
    return _configured(repr(settings.WAYS))


@lru_cache(maxsize=4)
def _configured(_rows: str) -> Reading:
    # The key is what the rows say: the file is read once, and the rows are judged once, in the life of a process.
    reading = read(settings.WAYS)
    for key, sentences in reading.problems.items():
        logger.error("inloggning %s är inte med: %s", key, " ".join(sentences))
    return reading


def ways_into(world: World, level: int = 0) -> list[Way]:
    """The ways that are on for a world and can give the level, as they stand in the file."""
    return [way for way in configured().ways if way.on and way.world == world and way.acr_values(level)]


def way_of(key: str) -> Way | None:
    """The way with an id, if it is on."""
    return next((way for way in configured().ways if way.on and way.id == key), None)


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


def _wrong(row: Mapping[str, Any]) -> list[str]:
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


def _wrong_kind(key: str, value: object) -> str | None:
    if key in _LISTS:
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
        sentences.append("protocol: ska vara oidc eller certificate.")
    if row.get("protocol") == "certificate" and row["world"] != World.STAFF:
        sentences.append("protocol: certificate är för personalens kort (world staff).")
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


def _wrong_places(row: Mapping[str, Any]) -> list[str]:
    addresses = [key for key in ("issuer", "address") if row.get(key)]
    sentences = [f"{key}: {wrong}" for key in addresses if (wrong := wrong_address(row[key]))]
    kind, colon, place = row.get("secret", "").partition(":")
    if not colon or kind not in SECRET_KINDS or not place:
        sentences.append("secret: ska säga var hemligheten är, file:/sökväg eller env:VARIABEL, och aldrig själva den.")
    if (ca_file := row.get("ca_file")) and not Path(ca_file).is_file():
        sentences.append(f"ca_file: filen {ca_file} finns inte.")
    return sentences


def _way(row: Mapping[str, Any]) -> Way:
    made: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in row.items()}
    made["world"] = World(row["world"])
    return Way(**made)
