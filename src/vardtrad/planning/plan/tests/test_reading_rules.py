"""The grounds for reading from outside: a hand-written oracle beside the table (lag 2022:913 3 kap. 1–7 §§)."""

from __future__ import annotations

from itertools import product

import pytest

from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.reading_rules import (
    Provider,
    ReadingFacts,
    may_ask_the_holder,
    readable_holders,
    why_not_read,
)

CARE, SOCIAL = Provider.CARE, Provider.SOCIAL
PAIRS = list(product(Provider, Provider))
ALLOWED = {
    (CARE, CARE): {"consent", "harm_assessment", "danger"},
    (CARE, SOCIAL): {"consent", "harm_assessment"},
    (SOCIAL, SOCIAL): {"consent", "harm_assessment"},
    (SOCIAL, CARE): {"consent"},
}
"""By reader and holder: 1, 3 and 6 §§ are for care providers, 6 § about what care providers keep; 2 and 4 §§ are for
social services, 4 § about what other social services keep."""
ALWAYS = {"confirmed", "relation", "matters"}
NEEDS = {
    "consent": ALWAYS,
    "harm_assessment": {*ALWAYS, "unable", "necessary", "attitude", "actor_licensed", "responsible_licensed"},
    "danger": {*ALWAYS, "unobtainable", "indispensable", "reason"},
}
AFTER_NO = {
    "consent": {*NEEDS["consent"], "consented_since", "reason"},
    "harm_assessment": {*NEEDS["harm_assessment"], "reason"},
}
GOOD = {
    "confirmed": True,
    "relation": True,
    "matters": True,
    "unobtainable": True,
    "indispensable": True,
    "unable": True,
    "necessary": True,
    "attitude": True,
    "reason": "Medvetslös.",
    "actor_licensed": True,
    "responsible_licensed": True,
    "consented_since": True,
}
EMPTY = {"reason": ""}


def refusal(basis: str, reader: Provider, holder: Provider, *, said_no: bool = False, lacks: str = "") -> str | None:
    given = GOOD | ({lacks: EMPTY.get(lacks, False)} if lacks else {})
    facts = ReadingFacts(basis=Basis(basis), own=False, reader=reader, holder=holder, said_no=said_no, **given)
    return why_not_read(facts)


@pytest.mark.req("001-033", "001-034", "001-038")
@pytest.mark.parametrize(("reader", "holder"), PAIRS)
def test_each_reader_has_the_grounds_of_the_law_and_no_other(reader: Provider, holder: Provider) -> None:
    allowed = {basis for basis in Basis.values if refusal(basis, reader, holder) is None}
    assert allowed == ALLOWED[reader, holder]


@pytest.mark.req("001-034")
@pytest.mark.parametrize(("reader", "holder"), PAIRS)
@pytest.mark.parametrize("said_no", [False, True])
def test_each_ground_has_its_needs(reader: Provider, holder: Provider, said_no: bool) -> None:
    for basis in ALLOWED[reader, holder]:
        needs = (AFTER_NO if said_no else NEEDS).get(basis)
        if needs is None:
            assert refusal(basis, reader, holder, said_no=said_no)
            continue
        assert refusal(basis, reader, holder, said_no=said_no) is None
        missed = {name for name in GOOD if refusal(basis, reader, holder, said_no=said_no, lacks=name)}
        assert missed == needs, basis


@pytest.mark.req("001-035")
def test_a_colleague_of_a_participating_organisation_makes_the_active_choice_only() -> None:
    for basis in Basis:
        facts = ReadingFacts(basis=basis, own=True, **GOOD)
        assert (why_not_read(facts) is None) == (basis is Basis.OWN_ORGANISATION)
    assert why_not_read(ReadingFacts(basis=Basis.OWN_ORGANISATION, own=True))


@pytest.mark.parametrize(("reader", "holder"), PAIRS)
def test_in_danger_after_a_no_care_learns_whom_to_ask(reader: Provider, holder: Provider) -> None:
    facts = ReadingFacts(basis=Basis.DANGER, own=False, reader=reader, holder=holder, said_no=True, **GOOD)
    assert may_ask_the_holder(facts) == ((reader, holder) == (CARE, CARE))
    for name, words in (("reason", "Beskriv kort varför"), ("unobtainable", "kan begära att spärren hävs")):
        lacking = ReadingFacts(basis=Basis.DANGER, own=False, said_no=True, **GOOD | {name: EMPTY.get(name, False)})
        assert not may_ask_the_holder(lacking)
        assert words in str(why_not_read(lacking))


@pytest.mark.parametrize("basis", Basis)
def test_each_holders_data_is_read_on_its_own_ground(basis: Basis) -> None:
    """In danger to life a care provider reads what care providers keep, and nothing of social services (6 §)."""
    for reader in Provider:
        expected = {holder for holder in Provider if basis.value in ALLOWED[reader, holder]}
        if basis is Basis.OWN_ORGANISATION:
            expected = set(Provider)
        assert readable_holders(reader, [basis]) == expected
    assert readable_holders(CARE, [Basis.DANGER, Basis.CONSENT]) == set(Provider)


@pytest.mark.parametrize(
    "name",
    ["relation", "matters", "unobtainable", "indispensable", "unable", "necessary", "attitude", "consented_since"],
)
def test_what_a_reader_has_not_confirmed_is_not_assumed(name):
    assert getattr(ReadingFacts(basis=Basis.OWN_ORGANISATION, own=False), name) is False
