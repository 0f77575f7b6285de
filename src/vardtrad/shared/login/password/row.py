"""The row of this way in: its title, and that it is on. What is wrong in it leaves it off and is told in the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Provider
from vardtrad.shared.notify.sms.gateway import available

logger = logging.getLogger(__name__)

METHOD = "password"
LEVEL = 2
"""The level of assurance that a password by post and a code by SMS reach."""
KEYS = {"id", "protocol", "world", "title", "title_en", "about", "about_en", "on", "levels", "level", "secret"}


@dataclass(frozen=True, slots=True)
class PasswordWay:
    """The way as the login page offers it (vardtrad.shared.login.providers.Provider)."""

    title: str
    title_en: str = ""
    told: str = ""
    told_en: str = ""
    key: str = METHOD
    world: World = World.RESIDENT

    @property
    def name(self) -> str:
        """The text of its button, in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def about(self) -> str:
        """The sentence below its button."""
        return self.told_en if get_language() == "en" and self.told_en else self.told

    def start(self, next_path: str) -> str:
        """The page where number and password are written."""
        return reverse("password_login") + (f"?{urlencode({'till': next_path})}" if next_path else "")


def providers(world: World, level: int = 0) -> list[Provider]:
    """This way, into the residents' world, when it is on and reaches the level."""
    way = configured()
    return [way] if way is not None and world == World.RESIDENT and level <= LEVEL else []


def configured() -> PasswordWay | None:
    """The way, if a row switches it on and text messages can be sent; None when it is off."""
    return _configured(repr(settings.PASSWORD_WAYS), available())


@lru_cache(maxsize=4)
def _configured(_rows: str, by_sms: bool) -> PasswordWay | None:
    rows = [row for row in settings.PASSWORD_WAYS if row.get("on", True)]
    if not rows:
        return None
    row, *more = rows
    wrong = [f"{key}: inställningen finns inte." for key in sorted(row.keys() - KEYS)]
    wrong += ["Det finns redan en rad med password."] * bool(more)
    wrong += ["title: saknas."] * (not isinstance(row.get("title"), str) or not row.get("title"))
    wrong += ["world: ska vara resident."] * (row.get("world", "resident") != "resident")
    wrong += ["VARDTRAD_SMS_URL: saknas, så ingen kod kan skickas."] * (not by_sms)
    if wrong:
        logger.error("inloggning %s är inte med: %s", row.get("id", METHOD), " ".join(wrong))
        return None
    words = {key: str(row.get(key, "")) for key in ("title", "title_en", "about", "about_en")}
    return PasswordWay(words["title"], words["title_en"], words["about"], words["about_en"])
