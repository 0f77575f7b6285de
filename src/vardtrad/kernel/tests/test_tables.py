"""Tables: what they refuse to be, what they find, and in which order a move is judged."""

import pytest
from django.db.models import TextChoices

from vardtrad.kernel.tables import (
    NOWHERE,
    STAYS,
    Freshness,
    Need,
    Offers,
    Reason,
    Refused,
    Rule,
    Table,
    TableError,
    not_there,
)


class State(TextChoices):
    OPEN = "open", "Öppen"
    DONE = "done", "Klar"


class Move(TextChoices):
    BEGIN = "begin", "Påbörja"
    WRITE = "write", "Skriv"
    CLOSE = "close", "Stäng"


class Capacity(TextChoices):
    OWNER = "owner", "Ägaren"
    GUEST = "guest", "Gästen"


def rule(
    move=Move.CLOSE,
    start=("open",),
    end=State.DONE,
    who=("owner",),
    notifies=(),
    freshness=Freshness.NEEDS_FRESH_PAGE,
    **more,
):
    return Rule(move, frozenset(start), end, frozenset(who), frozenset(notifies), freshness, **more)


def table(*rules):
    return Table(rules, states=State, capacities=Capacity)


needs_text = Need("det finns en text", lambda text: None if text else "Skriv något.")
needs_short = Need("texten är kort", lambda text: "För långt." if len(text) > 3 else None)

TABLE = table(
    rule(Move.BEGIN, (NOWHERE,), State.OPEN, needs=(needs_text,)),
    rule(
        Move.WRITE,
        ("open",),
        STAYS,
        ("owner", "guest"),
        freshness=Freshness.ORDER_DOES_NOT_MATTER,
        needs=(needs_text, needs_short),
    ),
    rule(Move.CLOSE, ("open",), State.DONE),
)


class TestATableThatContradictsItself:
    def test_two_rows_for_a_move_and_a_state(self):
        with pytest.raises(TableError, match="two rows from the state 'open'"):
            table(rule(), rule(end=STAYS, who=("guest",)))

    def test_also_when_they_only_overlap(self):
        with pytest.raises(TableError, match="two rows"):
            table(rule(start=("open", "done")), rule(start=("done",)))

    def test_the_same_move_from_different_states_is_right(self):
        assert len(list(table(rule(start=("open",)), rule(start=("done",))))) == 2

    @pytest.mark.parametrize("wrong", [{"start": ("asleep",)}, {"end": "asleep"}])
    def test_an_unknown_state(self, wrong):
        with pytest.raises(TableError, match="a state that"):
            table(rule(**wrong))

    @pytest.mark.parametrize("wrong", [{"who": ("boss",)}, {"notifies": ("boss",)}])
    def test_an_unknown_capacity(self, wrong):
        with pytest.raises(TableError, match="a capacity that"):
            table(rule(**wrong))


class TestFinding:
    def test_a_row(self):
        assert TABLE.find("close", "open") is TABLE.rules[2]
        assert TABLE.find(Move.CLOSE, State.OPEN) is TABLE.rules[2]
        assert TABLE.find("close", "done") is None
        assert TABLE.find("begin", NOWHERE) is TABLE.rules[0]

    def test_the_possible(self):
        assert TABLE.possible("open", frozenset({"owner"})) == {"write", "close"}
        assert TABLE.possible("open", frozenset({"guest"})) == {"write"}
        assert TABLE.possible("open", frozenset()) == frozenset()
        assert TABLE.possible("done", frozenset({"owner"})) == frozenset()

    def test_where_a_move_ends(self):
        assert TABLE.rules[1].end_from("open") == "open"
        assert TABLE.rules[2].end_from("open") == "done"


class TestOffering:
    """What buttons, and the sentences beside them, are made from."""

    DRY = Need("det regnar inte", lambda raining: "Det regnar." if raining else None, known_beforehand=True)
    WARM = Need("det är varmt", lambda raining: "Det är kallt." if raining else None, known_beforehand=True)
    TABLE = table(
        rule(Move.WRITE, ("open",), STAYS, ("owner", "guest"), needs=(needs_text, DRY, WARM)),
        rule(Move.CLOSE, ("open",), State.DONE),
    )

    def offers(self, raining, capacities=("owner",), state="open", asked=None):
        def facts():
            if asked is not None:
                asked.append(1)
            return raining

        return self.TABLE.offers(state, frozenset(capacities), facts)

    def test_a_move_that_nothing_refuses_beforehand_is_open(self):
        offers = self.offers("")
        assert offers.open == {"write", "close"}
        assert offers.may(Move.WRITE)
        assert offers.why_not(Move.WRITE) == ""

    def test_the_first_need_that_is_not_met_explains_why_not(self):
        offers = self.offers("hällregn")
        assert offers.open == {"close"}
        assert not offers.may(Move.WRITE)
        assert offers.why_not(Move.WRITE) == "Det regnar."

    def test_input_of_a_form_is_not_judged_beforehand(self):
        assert self.offers("").may("write"), "needs_text would refuse an empty text, but nobody has written yet"

    def test_moves_that_the_table_does_not_have_are_not_offered(self):
        assert set(self.offers("", capacities=("guest",))) == {"write"}
        assert dict(self.offers("", state="done")) == {}
        assert not self.offers("", capacities=()).may("write")
        assert self.offers("hällregn", capacities=()).why_not("write") == ""

    def test_facts_are_gathered_once_and_only_when_a_need_asks(self):
        asked = []
        self.offers("", asked=asked)
        assert asked == [1]
        self.offers("", capacities=(), asked=asked)
        assert asked == [1]


class TestJudging:
    def judge(self, move="write", state="open", capacities=("owner",), text="hej", stale=False, asked=None):
        def facts():
            if asked is not None:
                asked.append(1)
            return text

        return TABLE.judge(move, state=state, capacities=frozenset(capacities), facts=facts, stale=stale)

    def refusal(self, **given):
        with pytest.raises(Refused) as caught:
            self.judge(**given)
        return caught.value

    def test_gives_the_row(self):
        assert self.judge() is TABLE.rules[1]

    def test_without_a_capacity_the_answer_is_not_there_whatever_else_is_wrong(self):
        ways = [
            {}, {"stale": True}, {"move": "close", "stale": True}, {"state": "done"}, {"text": ""}, {"move": "fly"},
        ]  # fmt: skip
        answers = {
            (refusal.reason, refusal.sentence) for refusal in (self.refusal(capacities=(), **way) for way in ways)
        }
        assert answers == {(Reason.NOT_THERE, not_there().sentence)}

    def test_a_stale_page_is_reported_before_a_move_that_is_not_allowed(self):
        """What the page offered has gone since: the change is the explanation."""
        assert self.refusal(move="close", state="done", stale=True).reason is Reason.STALE
        assert self.refusal(move="close", stale=True).reason is Reason.STALE
        assert self.refusal(move="close", stale=True, capacities=("guest",)).reason is Reason.STALE

    def test_a_commuting_move_is_never_stale(self):
        assert self.judge(stale=True) is TABLE.rules[1]

    def test_a_move_outside_the_table_cannot_happen(self):
        assert self.refusal(state="done").reason is Reason.NOT_ALLOWED
        assert self.refusal(move="fly").reason is Reason.NOT_ALLOWED

    def test_the_wrong_standing_is_not_allowed(self):
        assert self.refusal(move="close", capacities=("guest",)).reason is Reason.NOT_ALLOWED

    def test_needs_come_last_and_the_first_unmet_one_gives_the_sentence(self):
        assert self.refusal(text="").sentence == "Skriv något."
        assert self.refusal(text="långt").sentence == "För långt."
        assert self.refusal(text="").reason is Reason.NEED
        assert self.refusal(text="", move="close", state="done").reason is Reason.NOT_ALLOWED

    def test_facts_are_gathered_once_and_only_when_somebody_asks(self):
        asked = []
        self.judge(asked=asked)
        assert asked == [1]
        self.judge(move="close", asked=asked)
        self.refusal(capacities=(), asked=asked)
        self.refusal(state="done", asked=asked)
        assert asked == [1]

    def test_a_refusal_says_its_sentence(self):
        refusal = self.refusal(text="")
        assert str(refusal) == refusal.sentence == "Skriv något."


def test_offers_say_nothing_of_what_is_not_offered() -> None:
    offers = Offers({"close": "", "reopen": "Det är för sent."})
    assert offers.may("close")
    assert not offers.may("reopen")
    assert not offers.may("remove")
    assert offers.open == {"close"}
    assert [offers.why_not(move) for move in ("close", "reopen", "remove")] == ["", "Det är för sent.", ""]
    assert (len(offers), set(offers)) == (2, {"close", "reopen"})
