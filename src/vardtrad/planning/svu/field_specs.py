"""The fields of Kartläggning and Ställningstagande: a line each says path, label, who writes it, and its section."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vardtrad.planning.fields.rules import FieldKind, FieldSpec, Words
from vardtrad.shared.care_units.rules import Party

INPATIENT = frozenset({Party.INPATIENT})
OUTPATIENT = frozenset({Party.OUTPATIENT})
MUNICIPALITY = frozenset({Party.MUNICIPALITY})
HOME = OUTPATIENT | MUNICIPALITY
YES_NO = (("ja", gettext_lazy("JA")), ("nej", gettext_lazy("NEJ")))
NEEDS_HELP = (
    ("sjalv", gettext_lazy("Klarar själv")),
    ("viss", gettext_lazy("Behöver viss hjälp")),
    ("stor", gettext_lazy("Behöver mycket hjälp")),
)


def _text(path: str, label: Words, parties: frozenset[Party], section: Words, **more: object) -> FieldSpec:
    return FieldSpec(path=path, label=label, parties=parties, section=section, **more)  # type: ignore[arg-type]


EARLIER, BACKGROUND = gettext_lazy("Tidigare vårdrelation"), gettext_lazy("Bakgrund")
WISHES, CONDITION = gettext_lazy("Patient och närståendes önskemål"), gettext_lazy("Aktuellt tillstånd")

ASSESSMENT_FIELDS: tuple[FieldSpec, ...] = (
    # The left half (001-131).
    _text("kartlaggning.vardkontakter", gettext_lazy("Pågående vårdkontakter"), HOME, EARLIER),
    _text("kartlaggning.insatser", gettext_lazy("Insatser före inskrivningen"), HOME, EARLIER),
    _text("kartlaggning.boende", gettext_lazy("Boende och familj"), HOME, BACKGROUND),
    _text("kartlaggning.hjalpmedel", gettext_lazy("Hjälpmedel och bostadsanpassning"), HOME, BACKGROUND),
    _text("kartlaggning.halsa", gettext_lazy("Hälsa och sjukdomar före inskrivningen"), HOME, BACKGROUND),
    _text("kartlaggning.ovrigt", gettext_lazy("Övrigt"), HOME, BACKGROUND),
    # The right half (001-130).
    _text("kartlaggning.onskemal_patient", gettext_lazy("Patientens önskemål"), INPATIENT, WISHES),
    _text("kartlaggning.onskemal_narstaende", gettext_lazy("Närståendes önskemål"), INPATIENT, WISHES),
    FieldSpec("kartlaggning.adl", gettext_lazy("Personlig vård"), INPATIENT, FieldKind.CHOICE, CONDITION, NEEDS_HELP),
    _text("kartlaggning.adl_text", gettext_lazy("Personlig vård, beskrivning"), INPATIENT, CONDITION),
    FieldSpec(
        "kartlaggning.forflyttning", gettext_lazy("Förflyttning"), INPATIENT, FieldKind.CHOICE, CONDITION, NEEDS_HELP
    ),
    _text("kartlaggning.forflyttning_text", gettext_lazy("Förflyttning, beskrivning"), INPATIENT, CONDITION),
    _text("kartlaggning.mat", gettext_lazy("Mat och dryck"), INPATIENT, CONDITION),
    _text("kartlaggning.minne", gettext_lazy("Minne, kommunikation och psykiskt mående"), INPATIENT, CONDITION),
    _text("kartlaggning.lakemedel", gettext_lazy("Läkemedel och smärta"), INPATIENT, CONDITION),
    _text("kartlaggning.tillstand", gettext_lazy("Medicinskt tillstånd"), INPATIENT, CONDITION),
)

SIP_FIELD = "stallningstagande.sip"
STATEMENT_FIELDS: tuple[FieldSpec, ...] = (
    _text(
        "stallningstagande.yttrande",
        gettext_lazy("Patientens yttrande till ställningstagande"),
        INPATIENT,
        "",
        required=True,
    ),
    FieldSpec(
        "stallningstagande.egenvard", gettext_lazy("Egenvård"), INPATIENT, FieldKind.CHOICE, "", YES_NO, required=True
    ),
    _text(
        "stallningstagande.egenvard_text",
        gettext_lazy("Egenvård, beskrivning"),
        INPATIENT,
        "",
        required_when=("stallningstagande.egenvard", "ja"),
    ),
    FieldSpec(
        "stallningstagande.material",
        gettext_lazy("Förbrukningsmaterial"),
        INPATIENT,
        FieldKind.CHOICE,
        "",
        YES_NO,
        required=True,
    ),
    _text(
        "stallningstagande.material_text",
        gettext_lazy("Förbrukningsmaterial, beskrivning"),
        INPATIENT,
        "",
        required_when=("stallningstagande.material", "ja"),
    ),
    FieldSpec(
        "stallningstagande.lakare_slutenvard",
        gettext_lazy("Ansvarig läkare slutenvård"),
        INPATIENT,
        FieldKind.PERSON,
        "",
        required=True,
        doctor=True,
    ),
    # Its choices are a list of the region's own (001-260, settings.PLANNING_LISTS).
    FieldSpec(SIP_FIELD, gettext_lazy("Ställningstagande till SIP"), INPATIENT, FieldKind.CHOICE, "", required=True),
    FieldSpec(
        "stallningstagande.lakare_oppenvard",
        gettext_lazy("Ansvarig läkare öppenvård"),
        OUTPATIENT,
        FieldKind.PERSON,
        "",
        required=True,
        many=True,
        doctor=True,
    ),
    _text(
        "stallningstagande.ansvar_oppenvard",
        gettext_lazy("Medicinsk ansvarsfördelning öppenvården"),
        OUTPATIENT,
        "",
        required=True,
    ),
    _text(
        "stallningstagande.insatser_kommun",
        gettext_lazy("Planerade åtgärder och insatser efter utskrivning"),
        MUNICIPALITY,
        "",
        required=True,
    ),
)
