"""A way in, as its row says it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

from vardtrad.shared.login.models import World


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
    certificate: str = ""
    metadata: str = ""
    metadata_signer: str = ""
    encrypted: bool = True
    risk: str = ""
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

    @property
    def secret_file(self) -> str:
        """The path of the file with the secret; empty for one in the environment."""
        kind, _colon, place = self.secret.partition(":")
        return place if kind == "file" else ""

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
