"""Small forms and responses for the tests, written as FHIR writes them."""

from datetime import UTC, datetime
from typing import Any

from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.importing import Imported, read_form
from vardtrad.shared.forms.engine.judging import Judgement, judge

NOW = Moment(datetime(2026, 3, 15, 9, 30, tzinfo=UTC))
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def extension(address: str, **value: Any) -> dict[str, Any]:
    return {"url": address if ":" in address else CORE + address, **value}


def item(link_id: str, type_: str = "string", /, *inside: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {"linkId": link_id, "type": type_, "text": f"Fråga {link_id}", **more}
    return made | {"item": list(inside)} if inside else made


def source(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Questionnaire", "url": "http://x.se/f", "status": "active", "item": list(items), **more}


def read(*items: dict[str, Any], **more: Any) -> Imported:
    return read_form(source(*items, **more))


def answer(link_id: str, *values: Any, **more: Any) -> dict[str, Any]:
    """An item of a response. A value is {"valueInteger": 5}, or a plain text."""
    answers = [value if isinstance(value, dict) else {"valueString": value} for value in values]
    return {"linkId": link_id, "answer": answers, **more}


def group(link_id: str, *inside: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "item": list(inside)}


def response(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "http://x.se/f",
        "item": list(items),
        **more,
    }


def found(judgement: Judgement) -> list[tuple[str, str]]:
    """Rule and linkId of what hinders."""
    return [(finding.rule, finding.link_id) for finding in judgement.refusals]


def judged(items: list[dict[str, Any]], answers: list[dict[str, Any]], **more: Any) -> list[tuple[str, str]]:
    return found(judge(read(*items).form, response(*answers, **more), NOW))
