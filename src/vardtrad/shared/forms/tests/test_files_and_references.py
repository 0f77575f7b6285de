"""Files as answers, and references to what only other systems have (B-18)."""

import json
from typing import Any
from uuid import UUID

import pytest

from vardtrad.shared.documents.rules import FileType
from vardtrad.shared.forms.answering import _files
from vardtrad.shared.forms.engine import building, telling
from vardtrad.shared.forms.engine.files import TAKEN, FileFacts, megabytes
from vardtrad.shared.forms.engine.filling import Filled, Filling
from vardtrad.shared.forms.engine.importing import read_form
from vardtrad.shared.forms.shown import page
from vardtrad.shared.forms.tests.making import extension, item, read, source
from vardtrad.shared.forms.tests.test_filling import SWEDEN

pytestmark = pytest.mark.req("B-18")
ONE, OTHER = "018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"
PICTURE = FileFacts(ONE, "bild.jpg", "image/jpeg", 1_500_000)
PAPER = FileFacts(OTHER, "lista.pdf", "application/pdf", 900)


def filling(*items: dict[str, Any], files: tuple[FileFacts, ...] = (PICTURE, PAPER)) -> Filling:
    made = Filling(read(*items).form, SWEDEN)
    made.files = {file.id: file for file in files}
    return made


def fill(fields: dict[str, list[str]], *items: dict[str, Any], **more: Any) -> Filled:
    return filling(*items, **more).fill(fields)


def test_the_types_that_can_be_kept_are_those_of_documents() -> None:
    assert set(TAKEN) == {kind.value for kind in FileType if kind is not FileType.HEIC}, "HEIC is kept as JPEG"


def test_a_file_is_an_attachment_that_points_at_it() -> None:
    filled = fill({"f0": [ONE, OTHER, ONE]}, item("a", "attachment", repeats=True))
    first, second = filled.response["item"][0]["answer"]
    assert first["valueAttachment"] == {
        "contentType": "image/jpeg", "url": f"urn:uuid:{ONE}", "size": 1_500_000, "title": "bild.jpg",
    }  # fmt: skip
    assert second["valueAttachment"]["title"] == "lista.pdf"
    assert filled.complete
    form = read(item("a", "attachment", repeats=True)).form
    assert telling.told(form, filled.response, SWEDEN.now.tzinfo) == "Fråga a\n– bild.jpg\n– lista.pdf"
    json.dumps(filled.response)


@pytest.mark.parametrize(
    ("more", "texts", "sentence"),
    [
        ({}, [ONE, OTHER], "Ge bara ett svar."),
        ({}, ["018f0000-0000-7000-8000-000000000009"], "Filen finns inte längre. Välj den igen."),
        ({}, ["../../etc/passwd"], "Filen finns inte längre. Välj den igen."),
        ({"required": True}, [], "Besvara frågan."),
        ({"required": True}, [""], "Besvara frågan."),
        ({"extension": [extension("maxSize", valueDecimal=1_000_000)]}, [ONE], "Filen är för stor: 1,5 MB. Högst 1 MB går att ta emot."),
        ({"extension": [extension("mimeType", valueCode="application/pdf")]}, [ONE], "Filen är av en typ som inte tas emot här: JPEG. Det här går bra: PDF."),
        ({"repeats": True, "extension": [extension("questionnaire-maxOccurs", valueInteger=1)]}, [ONE, OTHER], "Ge högst 1 svar. Nu är de 2."),
        ({"repeats": True, "extension": [extension("questionnaire-minOccurs", valueInteger=2)]}, [ONE], "Ge minst 2 svar. Nu är de 1."),
    ],
)  # fmt: skip
def test_a_file_keeps_to_the_rules_of_its_question(more: dict[str, Any], texts: list[str], sentence: str) -> None:
    filled = fill({"f0": texts}, item("a", "attachment", **more))
    assert {name: problem.sentence for name, problem in filled.problems.items()} == {"f0": sentence}


def test_a_file_of_a_question_that_does_not_apply_is_no_answer() -> None:
    asked = item("b", "attachment", enableWhen=[{"question": "a", "operator": "=", "answerBoolean": True}])
    form = filling(item("a", "boolean"), asked)
    there, gone = (form.fill({"f0": [text], "f1": [ONE]}) for text in ("ja", "nej"))
    assert [file for file, _words in _files(form, there.response)] == [UUID(ONE)]
    assert _files(form, gone.response) == ()
    assert gone.complete


def test_what_a_form_points_at_itself_is_no_file_of_the_page() -> None:
    own = {"valueAttachment": {"url": f"urn:uuid:{ONE}", "title": "Karta.pdf"}}
    form = filling(item("a", "attachment", readOnly=True, initial=[own]), files=())
    filled = form.fill({"f0": [ONE]})
    assert filled.response["item"][0]["answer"] == [own]
    assert _files(form, filled.response) == ()
    (block,) = page(form, {}, filled, judged=True).blocks
    assert (block.kind, block.text) == ("told", "Karta.pdf")


def test_a_file_that_is_required_may_wait_when_somebody_writes_down_what_is_told() -> None:
    form = filling(
        item("g", "group", item("a", "attachment", required=True), required=True), item("b", required=True), files=()
    )
    form.files_may_wait = True
    assert list(form.fill({}).problems) == ["f2"]
    form.files_may_wait = False
    assert list(form.fill({}).problems) == ["f0", "f1", "f2"]


def test_a_file_may_wait_also_where_more_is_asked_about_it() -> None:
    form = filling(
        item("a", "attachment", item("when"), required=True),
        item("b", "string", item("c", "attachment"), required=True),
    )
    form.files_may_wait = True
    assert list(form.fill({}).problems) == ["f2"], "a question in words does not wait for the sake of a file below it"


def test_a_question_of_files_is_drawn_with_those_that_are_there() -> None:
    form = filling(item("a", "attachment", repeats=True, extension=[extension("maxSize", valueInteger=300_000)]))
    texts = {"f0": [OTHER, "gone", OTHER]}
    (block,) = page(form, texts, form.fill(texts), judged=False).blocks
    assert block.kind == "files"
    assert block.attached is not None
    assert block.attached.fits == "PDF eller bild (JPEG, PNG, GIF eller HEIC), högst 20 filer och högst 300 kB var."
    assert ([file.name for file in block.attached.files], block.attached.more) == (["lista.pdf"], 19)


def test_a_reference_is_named_and_not_asked_for() -> None:
    imported = read(item("a", "reference"), item("b"))
    assert [(fault.rule, fault.link_id, fault.hinders) for fault in imported.report.faults] == [
        ("reference-not-here", "a", False)
    ]
    form = Filling(imported.form, SWEDEN)
    filled = form.fill({"f0": ["Patient/1"], "f1": ["x"]})
    assert [raw["linkId"] for raw in filled.response["item"]] == ["b"]
    assert [block.id for block in page(form, {}, filled, judged=False).blocks] == ["f1"]


@pytest.mark.parametrize(
    "items",
    [
        [item("a", "attachment", required=True)],
        [item("a", "attachment", required=True, extension=[extension("mimeType", valueCode="image/*")])],
        [item("a", "reference", required=True, answerOption=[{"valueReference": {"reference": "Patient/1"}}])],
        [item("a", "reference", required=True, initial=[{"valueReference": {"reference": "Patient/1"}}])],
        [item("a", "reference"), item("b", "attachment", extension=[extension("mimeType", valueCode="audio/mpeg")])],
    ],
)
def test_a_form_with_files_and_references_that_nobody_must_give_is_usable(items: list[dict[str, Any]]) -> None:
    assert read(*items).report.usable


def test_references_that_the_form_offers_are_a_choice() -> None:
    offered = [{"valueReference": {"reference": f"Organization/{n}", "display": name}} for n, name in enumerate("AB")]
    form = filling(item("a", "reference", required=True, repeats=True, answerOption=offered))
    filled = form.fill({"f0": ["1"]})
    assert filled.complete
    assert filled.response["item"][0]["answer"] == [offered[1]]
    (block,) = page(form, {}, filled, judged=False).blocks
    assert [label for _value, label in block.fields[0].field.choices] == ["A", "B"]


def test_a_reference_becomes_a_question_in_words() -> None:
    before = source(
        item(
            "a",
            "reference",
            required=True,
            extension=[extension("questionnaire-referenceResource", valueCode="Patient"), extension("http://x.se/y", valueString="z")],
        ),
        item("b"),
    )  # fmt: skip
    assert not read_form(before).report.usable
    after = building.as_text(before, "a")
    assert read_form(after).report.usable
    assert after["item"][0] == {
        "linkId": "a", "type": "string", "text": "Fråga a", "required": True,
        "extension": [extension("http://x.se/y", valueString="z")],
    }  # fmt: skip


def test_sizes_are_told_as_people_tell_them() -> None:
    assert [megabytes(size) for size in (900, 2_000, 1_500_000, 20_000_000)] == ["900 byte", "2 kB", "1,5 MB", "20 MB"]
