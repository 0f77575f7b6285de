"""From a page's fields to answers: decimal comma, clocks, units, rows, what doesn't apply, and which field is wrong."""

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from vardtrad.shared.forms.asked import asked
from vardtrad.shared.forms.engine import telling
from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.filling import Filled, Filling
from vardtrad.shared.forms.engine.judging import judge
from vardtrad.shared.forms.engine.naming import number_of_rows, with_row, without_row
from vardtrad.shared.forms.tests.making import CORE, SDC, answer, extension, item, read, response

pytestmark = pytest.mark.req("B-18")
SWEDEN = Moment(datetime(2026, 3, 15, 9, 30, tzinfo=ZoneInfo("Europe/Stockholm")))
A, B = ({"system": "s", "code": code, "display": code.upper()} for code in "ab")
OPTIONS = [{"valueCoding": A}, {"valueCoding": B}]


def fill(items: list[dict[str, Any]], **fields: Any) -> Filled:
    texts = {name.replace("__", "."): [value] if isinstance(value, str) else value for name, value in fields.items()}
    return Filling(read(*items).form, SWEDEN).fill(texts)


def test_what_stands_in_a_hidden_group_is_neither_asked_for_nor_lost() -> None:
    hidden = extension("questionnaire-hidden", valueBoolean=True)
    form = read(item("g", "group", item("a", initial=[{"valueString": "x"}]), extension=[hidden]), item("b")).form
    filling = Filling(form, SWEDEN)
    post = QueryDict("f2=y&visade=f2&gor=fortsatt")
    posted = asked(post, filling)
    filled = filling.fill(posted.texts)
    assert not posted.asks_for_more(filled.there, filling)
    assert [raw["linkId"] for raw in filled.response["item"]] == ["g", "b"]
    assert filled.response["item"][0]["item"][0]["answer"] == [{"valueString": "x"}]


def answers(filled: Filled) -> list[Any]:
    return [next(iter(entry.values())) for raw in filled.response.get("item", []) for entry in raw.get("answer", [])]


@pytest.mark.parametrize(
    ("type_", "more", "fields", "expected"),
    [
        ("integer", {}, {"f0": "1 200"}, 1200),
        ("decimal", {}, {"f0": "−7,50"}, pytest.approx(-7.5)),
        ("decimal", {}, {"f0": "7.5"}, pytest.approx(7.5)),
        ("boolean", {}, {"f0": "nej"}, False),
        ("date", {}, {"f0": "2026-03-01"}, "2026-03-01"),
        ("time", {}, {"f0": "7.05"}, "07:05:00"),
        ("time", {}, {"f0": "07:05"}, "07:05:00"),
        ("dateTime", {}, {"f0": "2026-03-01", "f0_kl": "14.30"}, "2026-03-01T14:30:00+01:00"),
        ("dateTime", {}, {"f0": "2026-07-01", "f0_kl": "14.30"}, "2026-07-01T14:30:00+02:00"),
        ("dateTime", {}, {"f0": "2026-07-01", "f0_kl": ""}, "2026-07-01"),
        ("string", {}, {"f0": " Åsa "}, "Åsa"),
        ("text", {}, {"f0": "a\r\nb"}, "a\nb"),
        ("choice", {"answerOption": OPTIONS}, {"f0": "1"}, B),
        ("integer", {"answerOption": [{"valueInteger": 7}]}, {"f0": "0"}, 7),
        ("open-choice", {"answerOption": OPTIONS}, {"f0": "annat", "f0_annat": "Eget"}, "Eget"),
        ("open-choice", {"answerOption": OPTIONS}, {"f0": "0", "f0_annat": "glömt"}, A),
        (
            "quantity",
            {"extension": [extension("questionnaire-unitOption", valueCoding={**A, "code": code}) for code in "xy"]},
            {"f0": "2,5", "f0_enhet": "1"},
            {"value": pytest.approx(2.5), "unit": "A", "system": "s", "code": "y"},
        ),
    ],
)
def test_what_is_written_becomes_an_answer_and_is_shown_again(
    type_: str, more: Any, fields: Any, expected: Any
) -> None:
    filled = fill([item("q", type_, **more)], **fields)
    assert filled.complete, filled.problems
    assert answers(filled) == [expected]


@pytest.mark.parametrize(
    ("type_", "more", "fields", "words"),
    [
        ("integer", {}, {"f0": "3,5"}, "heltal"),
        ("integer", {}, {"f0": "9" * 19}, "heltal"),
        ("decimal", {}, {"f0": "1.000,5"}, "ett tal"),
        ("decimal", {}, {"f0": "1e5"}, "ett tal"),
        ("date", {}, {"f0": "2026-02-31"}, "datum som finns"),
        ("date", {}, {"f0": "i går"}, "datum som finns"),
        ("time", {}, {"f0": "25.00"}, "tid som finns"),
        ("dateTime", {}, {"f0": "2026-03-01", "f0_kl": "kl 8"}, "tid som finns"),
        ("dateTime", {}, {"f0": "", "f0_kl": "08.00"}, "datum och en tid"),
        ("choice", {"answerOption": OPTIONS}, {"f0": "2"}, "Välj"),
        ("choice", {"answerOption": OPTIONS}, {"f0": "annat"}, "Välj"),
        ("boolean", {}, {"f0": "kanske"}, "ja eller nej"),
        ("string", {"required": True}, {"f0": "  "}, "Besvara frågan"),
        ("string", {"required": True}, {}, "Besvara frågan"),
        ("string", {"maxLength": 3}, {"f0": "fyra"}, "högst 3 tecken"),
        (
            "decimal",
            {"extension": [extension("maxDecimalPlaces", valueInteger=1)]},
            {"f0": "1,25"},
            "högst 1 decimaler",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(type_: str, more: Any, fields: Any, words: str) -> None:
    filled = fill([item("q", type_, **more)], **fields)
    assert list(filled.problems) == ["f0"]
    assert words in filled.problems["f0"].sentence


def test_problems_stand_in_the_order_of_the_page() -> None:
    filled = fill(
        [item("a", required=True), item("b", "integer"), item("g", "group", item("c", required=True))], f1="x"
    )
    assert list(filled.problems) == ["f0", "f1", "f3"]


def test_what_does_not_apply_is_no_part_of_the_answers_and_hinders_nothing() -> None:
    items = [
        item("a", "boolean"),
        item("b", "integer", required=True, enableWhen=[{"question": "a", "operator": "=", "answerBoolean": True}]),
    ]
    hidden = fill(items, f0="nej", f1="inget tal")
    assert hidden.complete
    assert hidden.there == {"f0"}
    assert [raw["linkId"] for raw in hidden.response["item"]] == ["a"]
    assert list(fill(items, f0="ja", f1="inget tal").problems) == ["f1"]


def test_rows_of_a_group_are_added_and_taken_away() -> None:
    group = item("g", "group", item("a"), item("h", "group", item("b"), repeats=True), repeats=True)
    form = read(group).form
    g, h = form.by_link_id["g"], form.by_link_id["h"]
    fields: dict[str, Any] = {"f1.0": ["första"], "f3.0.0": ["x"]}
    fields = with_row(g, (), fields)
    fields |= {"f1.1": ["andra"]}
    fields = with_row(h, (1,), fields)
    fields |= {"f3.1.0": ["y"], "f3.1.1": ["z"]}
    filled = Filling(form, SWEDEN).fill(fields)
    rows = [
        [(raw["linkId"], raw.get("answer", [{}])[0].get("valueString")) for raw in row["item"]]
        for row in filled.response["item"]
    ]
    assert rows == [[("a", "första"), ("h", None)], [("a", "andra"), ("h", None), ("h", None)]]
    one = without_row(h, (1,), 0, fields)
    assert one["f3.1.0"] == ["z"]
    assert one["f3.0.0"] == ["x"]
    second = without_row(g, (), 0, fields)
    assert second["f1.0"] == ["andra"]
    assert (second["f3.0.0"], second["f3.0.1"], second["r2.0"]) == (["y"], ["z"], ["2"])
    assert len(Filling(form, SWEDEN).fill(second).response["item"]) == 1


def test_a_row_more_than_the_form_allows_is_not_made() -> None:
    group = item(
        "g", "group", item("a"), repeats=True, extension=[extension("questionnaire-maxOccurs", valueInteger=2)]
    )
    form = read(group).form
    fields: dict[str, Any] = {}
    for _ in range(3):
        fields = with_row(form.by_link_id["g"], (), fields)
    assert fields["r0"] == ["2"]
    assert Filling(form, SWEDEN).fill({"r0": ["100000"]}).complete


def test_lines_of_a_question_that_repeats() -> None:
    form = read(
        item(
            "q",
            "quantity",
            repeats=True,
            extension=[extension("questionnaire-unitOption", valueCoding={**A, "code": code}) for code in "xy"],
        )
    ).form
    q = form.by_link_id["q"]
    fields: dict[str, Any] = {"f0": ["1"], "f0_enhet": ["0"]}
    fields = with_row(q, (), with_row(q, (), fields)) | {"f0_1": ["tre"], "f0_2": ["2,5"], "f0_2_enhet": ["1"]}
    filled = Filling(form, SWEDEN).fill(fields)
    assert [(quantity["value"], quantity["code"]) for quantity in answers(filled)] == [
        (1, "x"),
        (pytest.approx(2.5), "y"),
    ]
    assert list(filled.problems) == ["f0_1"]
    fewer = without_row(q, (), 1, fields)
    assert (fewer["f0_1"], fewer["f0_1_enhet"], fewer["r0"]) == (["2,5"], ["1"], ["2"])
    assert "f0_2" not in fewer
    assert Filling(form, SWEDEN).fill(fewer).complete


def test_the_form_chooses_beforehand_and_read_only_can_not_be_changed() -> None:
    items = [
        item("a", initial=[{"valueString": "Malmö"}]),
        item("b", "integer", initial=[{"valueInteger": 3}], readOnly=True),
        item("c", "choice", answerOption=[OPTIONS[0], {**OPTIONS[1], "initialSelected": True}]),
        item("d", initial=[{"valueString": "dold"}], extension=[extension("questionnaire-hidden", valueBoolean=True)]),
        item(
            "e",
            "date",
            extension=[
                extension(
                    SDC + "initialExpression", valueExpression={"language": "text/fhirpath", "expression": "today()"}
                )
            ],
        ),
    ]
    filling = Filling(read(*items).form, SWEDEN)
    assert filling.initial() == {"f0": ["Malmö"], "f1": ["3"], "f2": ["1"], "f3": ["dold"], "f4": ["2026-03-15"]}
    filled = filling.fill({"f0": [""], "f1": ["99"], "f2": ["0"], "f3": ["ändrad"]})
    assert answers(filled) == [3, A, "dold"]


def test_calculated_answers_follow_what_they_are_calculated_from() -> None:
    def calculated(expression: str) -> dict[str, Any]:
        return {
            "extension": [
                extension(
                    SDC + "calculatedExpression",
                    valueExpression={"language": "text/fhirpath", "expression": expression},
                )
            ]
        }

    items = [
        item("a", "integer"),
        item("sum", "integer", readOnly=True, **calculated("%resource.item.where(linkId='a').answer.value * 2")),
        item("more", "integer", readOnly=True, **calculated("%resource.item.where(linkId='sum').answer.value + 1")),
    ]
    filled = fill(items, f0="4", f1="999")
    assert answers(filled) == [4, 8, 9]
    assert filled.calculated == {"f1": ["8"], "f2": ["9"]}
    assert answers(fill(items)) == []


def test_follow_up_questions_belong_to_the_answer() -> None:
    items = [item("a", "boolean", item("why", required=True))]
    assert fill(items).complete
    assert list(fill(items, f0="ja").problems) == ["f1"]
    filled = fill(items, f0="ja", f1="Därför")
    assert filled.response["item"][0]["answer"][0]["item"][0]["answer"] == [{"valueString": "Därför"}]


def test_a_response_from_a_page_is_accepted_by_the_judge() -> None:
    items = [item("g", "group", item("a", required=True)), item("h", "group", item("b"))]
    form = read(*items, version="7").form
    filled = Filling(form, SWEDEN).fill({"f1": ["x"]})
    assert judge(form, filled.response, SWEDEN).accepted
    assert filled.response["questionnaire"] == "http://x.se/f|7"
    assert [raw["linkId"] for raw in filled.response["item"]] == ["g"]


def test_a_rule_of_the_whole_form_is_said_for_the_page() -> None:
    parts = {
        "key": {"valueId": "k"},
        "severity": {"valueCode": "error"},
        "expression": {"valueString": "item.count() > 5"},
        "human": {"valueString": "Svara på fler."},
    }
    form = read(
        item("a"),
        extension=[
            {
                "url": CORE + "questionnaire-constraint",
                "extension": [{"url": name, **value} for name, value in parts.items()],
            }
        ],
    ).form
    filled = Filling(form, SWEDEN).fill({"f0": ["x"]})
    assert filled.notes == ("Svara på fler.",)


@pytest.mark.parametrize("far", ["9999-12-31T23:30:00-05:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_at_the_end_of_the_calendar_is_shown_by_its_day_and_breaks_no_page(far: str) -> None:
    form = read(item("a", "dateTime", initial=[{"valueDateTime": far}])).form
    assert Filling(form, SWEDEN).initial()["f0"] == [far[:10]]
    assert far[:10] in telling.told(form, response(answer("a", {"valueDateTime": far})), ZoneInfo("Europe/Stockholm"))


def test_rows_in_rows_written_by_hand_fill_no_memory_and_a_full_page_takes_no_more_rows() -> None:
    inner = item("i", "group", item("x", repeats=True), repeats=True)
    form = read(item("g", "group", item("h", "group", inner, repeats=True), repeats=True)).form
    asked_for = {"r0": ["50"]}
    asked_for |= {f"r1.{a}": ["50"] for a in range(50)}
    asked_for |= {f"r2.{a}.{b}": ["50"] for a in range(8) for b in range(50)}
    begun = time.process_time()
    assert len(Filling(form, SWEDEN).fill(asked_for | {"f3.0.0.0": ["kvar"]}).there) == 4
    assert time.process_time() - begun < 1
    group, fields = form.items[0], {"r0": ["2"]}
    assert number_of_rows(group, (), with_row(group, (), fields)) == 3
    full = fields | {f"f3.0.0.0_{n}": ["x"] for n in range(450)}
    assert number_of_rows(group, (), with_row(group, (), full)) == 2
