"""What help pages carry as a region's steering documents do: id, version, validity, owner and for whom (002-040).

The version is the product's, since the help describes it. The rest is the region's own, in a TOML file
(VARDTRAD_HELP_FILE) with the keys ``id``, ``owner``, ``reviewed_by``, ``approved_by``, ``valid_from``, ``valid_until``.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad import __version__
from vardtrad.kernel import clock


def help_facts(applies_to: str) -> list[tuple[str, str]]:
    """The labels and values, in order; what the region has not said is left out, except that it has no owner."""
    return [
        (_("Dokumenttyp"), _("Hjälp till Vårdtråd")),
        (_("Gäller för"), applies_to),
        (_("Dokument-id"), _said("id")),
        (_("Version"), __version__),
        (_("Giltig från"), _said("valid_from")),
        (_("Giltig till"), _said("valid_until")),
        (_("Ägare"), _said("owner") or _("Inte angiven av den som driver tjänsten")),
        (_("Granskad av"), _said("reviewed_by")),
        (_("Fastställd av"), _said("approved_by")),
    ]


def outdated() -> bool:
    """Whether the help is past its last day (Swedish date)."""
    until = settings.HELP.get("valid_until")
    return isinstance(until, date) and until < clock.today()


def _said(key: str) -> str:
    """What the file says; a date as 2026-11-29, several names with commas."""
    value = settings.HELP.get(key, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
