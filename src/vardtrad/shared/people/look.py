"""How somebody wants the screen to look: kept with residents and with staff, read by the base page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    """Light or dark."""

    COMPUTER = "computer", _("Följ datorn")
    LIGHT = "light", _("Ljust")
    DARK = "dark", _("Mörkt")


class Density(models.TextChoices):
    """How much space there is between things; the text has the same size in both."""

    AIRY = "airy", _("Luftig")
    DENSE = "dense", _("Tät")


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody has chosen, and what holds for those who have not."""

    scheme: str = Scheme.COMPUTER.value
    density: str = Density.AIRY.value


class HasLook(models.Model):
    """Somebody who chooses the look of their own screen."""

    scheme = models.CharField(max_length=10, choices=Scheme, default=Scheme.COMPUTER)
    density = models.CharField(max_length=10, choices=Density, default=Density.AIRY)

    class Meta:
        abstract = True

    @property
    def look(self) -> Look:
        """The chosen look."""
        return Look(self.scheme, self.density)
