"""Every need of every ground for reading from outside fails alone, compared with the law as it is written here by hand.

Reading is no move, but each ground has needs like one (``planning/plan/reading_rules.py``).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.reading_rules import (
    GROUNDS,
    Provider,
    ReadingFacts,
    grounds,
    may_ask_the_holder,
    why_not_read,
)

ALWAYS = "knows_it_is_logged current_relation matters"
ASSESSED = f"{ALWAYS} unable necessary attitude licensed responsible_licensed"
ENDANGERED = f"{ALWAYS} unobtainable indispensable says_the_danger"
NEW_CONSENT = "consented_since says_how"

# basis, reader, holder: (its needs, what comes to them after the patient's no; None: no ground any longer)
GROUNDS_BY_LAW = {
    ("consent", "care", "care"): (ALWAYS, NEW_CONSENT),
    ("harm_assessment", "care", "care"): (ASSESSED, "says_why_unasked"),
    ("danger", "care", "care"): (ENDANGERED, None),
    ("consent", "care", "social"): (ALWAYS, NEW_CONSENT),
    ("harm_assessment", "care", "social"): (ASSESSED, "says_why_unasked"),
    ("consent", "social", "social"): (ALWAYS, NEW_CONSENT),
    ("harm_assessment", "social", "social"): (ASSESSED, "says_why_unasked"),
    ("consent", "social", "care"): (ALWAYS, NEW_CONSENT),
}
BREAKS: dict[str, tuple[str, dict[str, object]]] = {
    "knows_it_is_logged": ("att läsningen loggas", {"confirmed": False}),
    "current_relation": ("", {"relation": False}),
    "matters": ("antas ha betydelse", {"matters": False}),
    "unobtainable": ("", {"unobtainable": False}),
    "indispensable": ("oundgängligen behöver", {"indispensable": False}),
    "unable": ("saknar förmåga att lämna samtycke", {"unable": False}),
    "necessary": ("", {"necessary": False}),
    "attitude": ("patientens inställning är klarlagd", {"attitude": False}),
    "licensed": ("Bara legitimerad personal", {"actor_licensed": False}),
    "responsible_licensed": ("Ange en legitimerad person", {"responsible_licensed": False}),
    "says_the_danger": ("varför det är bråttom", {"reason": " "}),
    "consented_since": ("dagen då patienten lämnade sitt nya samtycke", {"consented_since": False}),
    "says_how": ("hur patienten lämnade sitt nya samtycke", {"reason": " "}),
    "says_why_unasked": ("inte längre kan inhämtas", {"reason": " "}),
}
OTHERWISE = {
    ("current_relation", "care"): "aktuell patientrelation",
    ("current_relation", "social"): "får era insatser",
    ("unobtainable", "care"): "inte kan inhämtas",
    ("necessary", "care"): "vården är nödvändig",
    ("necessary", "social"): "insatserna eller utredningen är nödvändiga",
}
"""The words of needs that are said in different ways to the two kinds of readers."""


def facts(basis: str, reader: str, holder: str, **changed: object) -> ReadingFacts:
    """Facts on which every need of the ground holds, but for what is changed."""
    good = ReadingFacts(
        basis=Basis(basis), reader=Provider(reader), holder=Provider(holder), own=False, said_no=False, confirmed=True,
        relation=True, matters=True, unobtainable=True, indispensable=True, unable=True, necessary=True, attitude=True,
        actor_licensed=True, responsible_licensed=True, consented_since=True,
        reason="Hämtat i dag.",
    )  # fmt: skip
    return replace(good, **changed)


def ways() -> list[object]:
    return [
        pytest.param(*ground, said_no, need, id="-".join((*ground, "after_no" if said_no else "at_first", need)))
        for ground, (needs, after_no) in GROUNDS_BY_LAW.items()
        for said_no, asked in ((False, needs), (True, None if after_no is None else f"{needs} {after_no}"))
        if asked is not None
        for need in asked.split()
    ]


@pytest.mark.req("001-037", "001-038", "001-039")
@pytest.mark.parametrize(("basis", "reader", "holder", "said_no", "need"), ways())
def test_it_alone_fails_and_nothing_is_read(basis: str, reader: str, holder: str, said_no: bool, need: str) -> None:
    words, changed = BREAKS[need]
    broken = facts(basis, reader, holder, said_no=said_no, **changed)
    ground = next(row for row in GROUNDS if (row.basis, row.reader, row.holder) == (basis, reader, holder))
    asked = (*ground.needs, *((ground.after_no or ()) if said_no else ()))
    sentences = [sentence for each in asked if (sentence := each.refusal(broken)) is not None]
    assert len(sentences) == 1
    assert why_not_read(broken) == sentences[0]
    assert (words or OTHERWISE[need, reader]) in sentences[0]


@pytest.mark.parametrize("said_no", [False, True])
def test_these_grounds_and_no_others_open_a_plan(said_no: bool) -> None:
    for basis, reader, holder in product(Basis.values, Provider.values, Provider.values):
        needs, after_no = GROUNDS_BY_LAW.get((basis, reader, holder), (None, None))
        expected = needs is not None and not (said_no and after_no is None)
        assert (why_not_read(facts(basis, reader, holder, said_no=said_no)) is None) is expected, (
            basis,
            reader,
            holder,
        )


def test_every_need_of_every_ground_is_written_down() -> None:
    by_law = {
        key: (len(needs.split()), None if after_no is None else len(after_no.split()))
        for key, (needs, after_no) in GROUNDS_BY_LAW.items()
    }
    assert by_law == {
        (row.basis.value, row.reader.value, row.holder.value): (
            len(row.needs),
            None if row.after_no is None else len(row.after_no),
        )
        for row in GROUNDS
    }


@pytest.mark.req("001-035")
@pytest.mark.parametrize(("reader", "holder"), list(product(Provider.values, Provider.values)))
def test_a_colleague_only_knows_that_it_is_logged_and_has_no_other_ground(reader: str, holder: str) -> None:
    own = facts("own_organisation", reader, holder, own=True, said_no=True, relation=False, matters=False, reason="")
    assert why_not_read(own) is None
    assert "att läsningen loggas" in (why_not_read(replace(own, confirmed=False)) or "")
    for basis in set(Basis.values) - {"own_organisation"}:
        assert "på vilken grund" in (why_not_read(replace(own, basis=Basis(basis))) or ""), basis
    assert "på vilken grund" in (why_not_read(replace(own, own=False)) or "")


def test_only_in_danger_and_after_a_no_may_the_holder_be_asked() -> None:
    danger = facts("danger", "care", "care", said_no=True)
    assert may_ask_the_holder(danger)
    for changed in (
        {"said_no": False}, {"own": True}, {"basis": Basis.CONSENT}, {"reader": Provider.SOCIAL},
        {"holder": Provider.SOCIAL}, {"confirmed": False}, {"relation": False}, {"matters": False}, {"reason": " "},
        {"unobtainable": False}, {"indispensable": False},
    ):  # fmt: skip
        assert not may_ask_the_holder(replace(danger, **changed)), changed


def test_a_ground_that_ends_with_a_no_is_not_offered_after_it() -> None:
    at_first = {row.basis for row in grounds(Provider.CARE, Provider.CARE, said_no=False)}
    after_no = {row.basis for row in grounds(Provider.CARE, Provider.CARE, said_no=True)}
    assert at_first == {Basis.CONSENT, Basis.HARM_ASSESSMENT, Basis.DANGER}
    assert after_no == {Basis.CONSENT, Basis.HARM_ASSESSMENT}
