"""The extensions of FHIR R4 and Structured Data Capture that are known here, and what happens with each.

Whatever stands in no line of this table is named as unsupported at import. ``types`` are the types of item for which an
extension does something; on others it does nothing and is named too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vardtrad.shared.forms.engine.report import Verdict

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

HIDDEN = _CORE + "questionnaire-hidden"
CONTROL = _CORE + "questionnaire-itemControl"
MIN_VALUE = _CORE + "minValue"
MAX_VALUE = _CORE + "maxValue"
MIN_QUANTITY = _SDC + "minQuantity"
MAX_QUANTITY = _SDC + "maxQuantity"
MIN_LENGTH = _CORE + "minLength"
DECIMALS = _CORE + "maxDecimalPlaces"
PATTERN = _CORE + "regex"
EXAMPLE = _CORE + "entryFormat"
MIN_OCCURS = _CORE + "questionnaire-minOccurs"
MAX_OCCURS = _CORE + "questionnaire-maxOccurs"
EXCLUSIVE = _CORE + "questionnaire-optionExclusive"
OPTION_PREFIX = _CORE + "questionnaire-optionPrefix"
ORIENTATION = _CORE + "questionnaire-choiceOrientation"
WEIGHT = _CORE + "ordinalValue"
ITEM_WEIGHT = _CORE + "itemWeight"
UNIT = _CORE + "questionnaire-unit"
UNIT_OPTION = _CORE + "questionnaire-unitOption"
UNIT_LIST = _CORE + "questionnaire-unitValueSet"
CONTENT_TYPE = _CORE + "mimeType"
MAX_SIZE = _CORE + "maxSize"
REFERS_TO = _CORE + "questionnaire-referenceResource"
CONSTRAINT = _CORE + "questionnaire-constraint"
TARGET_CONSTRAINT = _CORE + "targetConstraint"
ENABLED_BY = _SDC + "enableWhenExpression"
CALCULATED_BY = _SDC + "calculatedExpression"
INITIAL_BY = _SDC + "initialExpression"
VARIABLE = _CORE + "variable"
COMPUTED = frozenset({_CORE + "cqf-expression", _CORE + "cqf-calculatedValue"})
"""Inside minValue and maxValue: the limit is calculated when the answer is given."""

NORWEGIAN_CALCULATED_BY = "http://ehelse.no/fhir/StructureDefinition/sdf-calculatedExpression"
REFUSAL = "http://ehelse.no/fhir/StructureDefinition/validationtext"
ROW_NAME = "http://ehelse.no/fhir/StructureDefinition/repeatstext"

CONTROLS = frozenset(
    {
        "check-box",
        "radio-button",
        "drop-down",
        "autocomplete",
        "text-box",
        "spinner",
        "slider",
        "help",
        "flyover",
        "inline",
        "prompt",
        "unit",
        "lower",
        "upper",
        "page",
        "header",
        "footer",
        "list",
    }
)
"""Codes of itemControl that are followed, or that say what the page does anyhow."""


@dataclass(frozen=True, slots=True)
class Known:
    """What happens with an extension at the places where it may stand ("form", "item", "option", "value")."""

    verdict: Verdict
    places: frozenset[str]
    keys: frozenset[str]
    """The value[x] that carry its content; empty where it has parts of its own (``parts``)."""
    parts: frozenset[str] = frozenset()
    types: frozenset[str] | None = None


def _known(verdict: Verdict, places: str, keys: str, *, parts: str = "", types: str = "") -> Known:
    return Known(
        verdict,
        frozenset(places.split()),
        frozenset(keys.split()),
        frozenset(parts.split()),
        frozenset(types.split()) or None,
    )


_U, _K = Verdict.USED, Verdict.KEPT
_RANGED = "integer decimal date dateTime time quantity"
_WRITTEN = "string text url integer decimal date dateTime time open-choice"

EXTENSIONS: Mapping[str, Known] = {
    HIDDEN: _known(_U, "item", "valueBoolean"),
    CONTROL: _known(_U, "item", "valueCodeableConcept"),
    MIN_VALUE: _known(
        _U, "item", "valueInteger valueDecimal valueDate valueDateTime valueTime valueQuantity", types=_RANGED
    ),
    MAX_VALUE: _known(
        _U, "item", "valueInteger valueDecimal valueDate valueDateTime valueTime valueQuantity", types=_RANGED
    ),
    MIN_QUANTITY: _known(_U, "item", "valueQuantity", types="quantity"),
    MAX_QUANTITY: _known(_U, "item", "valueQuantity", types="quantity"),
    MIN_LENGTH: _known(_U, "item", "valueInteger", types="string text url open-choice"),
    DECIMALS: _known(_U, "item", "valueInteger", types="decimal quantity integer"),
    PATTERN: _known(_U, "item", "valueString", types=_WRITTEN),
    EXAMPLE: _known(_U, "item", "valueString", types=_WRITTEN + " quantity"),
    MIN_OCCURS: _known(_U, "item", "valueInteger valuePositiveInt valueUnsignedInt"),
    MAX_OCCURS: _known(_U, "item", "valueInteger valuePositiveInt valueUnsignedInt"),
    EXCLUSIVE: _known(_U, "option value", "valueBoolean"),
    OPTION_PREFIX: _known(_U, "option value", "valueString"),
    ORIENTATION: _known(_U, "item", "valueCode", types="choice open-choice boolean"),
    WEIGHT: _known(_K, "option value", "valueDecimal"),
    ITEM_WEIGHT: _known(_K, "option value", "valueDecimal"),
    UNIT: _known(_U, "item", "valueCoding", types="integer decimal quantity"),
    UNIT_OPTION: _known(_U, "item", "valueCoding", types="quantity"),
    UNIT_LIST: _known(_U, "item", "valueCanonical", types="quantity"),
    CONTENT_TYPE: _known(_U, "item", "valueCode", types="attachment"),
    MAX_SIZE: _known(_U, "item", "valueDecimal valueInteger", types="attachment"),
    REFERS_TO: _known(_U, "item", "valueCode", types="reference"),
    CONSTRAINT: _known(_U, "item form", "", parts="key requirements severity expression human location"),
    TARGET_CONSTRAINT: _known(_U, "item form", "", parts="key requirements severity expression human location"),
    ENABLED_BY: _known(_U, "item", "valueExpression"),
    CALCULATED_BY: _known(
        _U, "item", "valueExpression", types="boolean integer decimal date dateTime time string text quantity choice"
    ),
    INITIAL_BY: _known(_U, "item", "valueExpression"),
    VARIABLE: _known(_U, "item form", "valueExpression"),
    NORWEGIAN_CALCULATED_BY: _known(_U, "item", "valueString", types="integer decimal quantity string"),
    REFUSAL: _known(_U, "item", "valueString"),
    ROW_NAME: _known(_U, "item", "valueString"),
    **dict.fromkeys(COMPUTED, _known(_U, "value", "valueExpression valueString")),
    # What describes the form, its author or what other systems make of the answers.
    **{
        _CORE + name: _known(_K, "form item option value", "any")
        for name in (
            "questionnaire-displayCategory",
            "questionnaire-fhirType",
            "designNote",
            "display",
            "preferredTerminologyServer",
            "questionnaire-baseType",
            "rendering-style",
            "rendering-styleSensitive",
            "artifact-author",
            "resource-lastReviewDate",
            "resource-approvalDate",
            "cqf-library",
            "structuredefinition-wg",
            "structuredefinition-fmm",
            "structuredefinition-standards-status",
            "structuredefinition-normative-version",
            "valueset-label",
            "codesystem-label",
            "valueset-concept-definition",
        )
    },
    **{
        _SDC + name: _known(_K, "form item option value", "any")
        for name in (
            "shortText",
            "openLabel",
            "width",
            "columnCount",
            "observationExtract",
            "observation-extract-category",
            "observationLinkPeriod",
            "isSubject",
            "itemExtractionContext",
            "targetStructureMap",
            "endpoint",
            "assemble-expectation",
            "assembledFrom",
            "performerType",
            "optionalDisplay",
            "sourceStructureMap",
        )
    },
}
