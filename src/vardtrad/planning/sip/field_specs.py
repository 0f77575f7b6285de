"""The fields of a SIP: those of Kartläggning and of Samordnad individuell plan. All parties write in all of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.shared.care_units.rules import Party

EVERYBODY = frozenset(Party)

ASSESSMENT_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("sip_kartlaggning.halsa", gettext_lazy("Hälsa"), EVERYBODY, section=gettext_lazy("Hälsa och behov")),
)

PLAN_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("sip.nulage", gettext_lazy("Nuvarande situation"), EVERYBODY, required=True),
    FieldSpec("sip.huvudmal", gettext_lazy("Huvudmål"), EVERYBODY, required=True),
)
