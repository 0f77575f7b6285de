"""What a start page marks as changed is what the table says under "Får veta", held against a list written by hand.

``NOTIFIES`` says whom each move is news for. The walk of the SVU model test takes random steps; after each of them
every unit's page must mark the plan exactly if something that is news for the unit has happened there since it looked,
and somebody else did it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from tests.plans import Drive
from tests.walkers import PEOPLE, PLACE, PLACE_PARTY, people
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.start.filters import ListFilter
from vardtrad.planning.start.queries import changed_since, start_page
from vardtrad.planning.svu.rules import ADMISSION, ASSESSMENT, DISCHARGE, DISCHARGE_TIME, STATEMENT, TABLE
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.tests.test_model import Svu

ALL = "SÖK"
"""Slutenvård, Öppenvård, Kommun. "*" is the unit that the move is about."""
NOTIFIES = {
    # The plan itself
    ("", "create"): "S",
    ("", "inform"): "S",
    ("", "consent"): ALL,
    ("", "refuse"): ALL,
    ("", "assess_harm"): ALL,
    ("", "withdraw"): ALL,
    ("", "add_unit"): ALL,
    ("", "remove_unit"): ALL,
    ("", "add_role"): "*",
    ("", "remove_role"): "*",
    ("", "add_contact"): ALL,
    ("", "move_contact"): ALL,
    ("", "remove_contact"): ALL,
    ("", "register_event"): ALL,
    # It is gone from every start page, which tells the receivers so; the clock's own move shows nothing new.
    ("", "remove"): "ÖK",
    ("", "archive"): "",
    ("", "write_message"): ALL,
    ("", "acknowledge_message"): "*",
    ("", "annul_message"): ALL,
    # Its steps. Drafts of the ward are read by wards only.
    ("admission", "save_draft"): "S",
    ("admission", "publish_admission"): ALL,
    ("admission", "correct_admission"): ALL,
    ("admission", "acknowledge"): "S",
    ("discharge_time", "change_estimate"): ALL,
    ("discharge_time", "declare_ready"): ALL,
    ("discharge_time", "acknowledge"): "S",
    ("assessment", "start_assessment"): ALL,
    ("assessment", "start_assessment", "started"): "",
    ("assessment", "save_assessment"): ALL,
    ("statement", "save_statement"): "S",
    ("statement", "save_statement", "marked"): ALL,
    ("statement", "save_statement", "rejected"): ALL,
    ("statement", "mark_complete"): ALL,
    ("statement", "approve_sip"): ALL,
    ("statement", "reject_sip"): ALL,
    ("statement", "attest"): ALL,
    ("discharge", "discharge"): ALL,
    ("discharge", "undo_discharge"): ALL,
}
CAPACITY = {"inpatient": "S", "outpatient": "Ö", "municipality": "K", "concerned": "*"}
TABLES = {
    "": TABLE,
    "admission": ADMISSION,
    "discharge_time": DISCHARGE_TIME,
    "assessment": ASSESSMENT,
    "statement": STATEMENT,
    "discharge": DISCHARGE,
}


def notified(part: str, move: str, state: str) -> str:
    return NOTIFIES.get((part, move, state), NOTIFIES[part, move])


@pytest.mark.req("001-057", "001-122")
@pytest.mark.parametrize("part", TABLES)
def test_every_row_notifies_whom_a_clinician_expects(part):
    for row in TABLES[part]:
        for state in row.start:
            said = {CAPACITY[capacity] for capacity in row.notifies}
            assert said == set(notified(part, row.move.value, state)), (row.move, state)


def test_only_a_move_that_changes_what_is_read_is_news():
    for table in TABLES.values():
        for row in table:
            assert not (row.leaves_unchanged and row.notifies), row.move


@dataclass
class Looks:
    """When each unit last looked, and which of them have had news since."""

    at: dict[str, datetime] = field(default_factory=dict)
    news: set[str] = field(default_factory=set)
    known: int = 0


class Marked(Svu):
    """The walk of the model test, with messages, roles and looks at the start pages."""

    @initialize(start=st.sampled_from(["created", "published", "marked", "attested"]))
    def created(self, start) -> None:
        super().created(start)
        self.looks = Looks()
        for name in PEOPLE:
            self.look(name)
        self.looks.known = self.latest()

    def latest(self) -> int:
        return Version.objects.filter(key=self.svu.key).order_by("-number").values_list("number", flat=True)[0]

    def unit(self, place: str) -> UUID:
        return next(self.planners.staff[name].unit.id for name in PEOPLE if PLACE[name] == place)

    @rule(name=people)
    def look(self, name):
        self.looks.at[PLACE[name]] = clock.now()
        self.looks.news.discard(PLACE[name])

    @rule(name=people)
    def message(self, name):
        model = self.model
        may = model.takes_part(name) and model.consent not in {"refused", "withdrawn"}
        actor = self.who(name).actor
        ask = {row.unit_id for row in Participant.objects.filter(plan=self.svu.key, removed__isnull=True)}
        self.tries(may, lambda: messages.write(SVU, actor, self.svu.key, "Hej.", ask))

    @rule(name=people, annuls=st.booleans())
    def about_a_message(self, name, annuls):
        message = Message.objects.filter(plan=self.svu.key).order_by("-id").first()
        if message is None:
            return
        self.about = next(place for place in PLACE_PARTY if self.unit(place) == message.unit_id)
        verb = messages.annul if annuls else messages.acknowledge
        try:
            verb(SVU, self.who(name).actor, self.svu.key, message.id)
        except Refused:
            return  # who may do this is no question of this test

    @rule(name=people, place=st.sampled_from(sorted(PLACE_PARTY)), adds=st.booleans())
    def role(self, name, place, adds):
        if not adds and place == PLACE["ulla"]:
            return  # it is the role in which Ulla works, and the model knows nothing of roles
        self.about = place
        unit = getattr(self.planners, place)
        actor, key = self.who(name).actor, self.svu.key
        try:
            if adds:
                planning.add_role(SVU, actor, key, unit, "underskoterska")
            else:
                planning.remove_role(SVU, actor, key, unit, "underskoterska", confirmed=True)
        except Refused:
            return

    def everybody_sees_what_the_model_says(self):
        """The model's own question is put by its own test."""

    def takes_in_what_happened(self) -> None:
        versions = Version.objects.filter(key=self.svu.key, number__gt=self.looks.known).order_by("number")
        for version in versions:
            self.looks.known = version.number
            told = notified(version.part, version.move, version.state_from)
            for place, party in self.model.members.items():
                own = self.unit(place) == version.unit_id
                if not own and (party in told or ("*" in told and place == self.about)):
                    self.looks.news.add(place)
        # A unit that comes back has a row of its own: what it missed is no news, that it came is.
        self.looks.news &= set(self.model.members)

    @invariant()
    def pages_mark_what_is_news(self):
        if not hasattr(self, "looks"):
            return
        self.takes_in_what_happened()
        watchers = [name for name in ("vera", "agda", "oskar", "rolf", "karin", "kurt") if self.model.takes_part(name)]
        # Earlier walks have left their plans on the pages: only this one is looked for.
        for name in watchers:
            _number, keys = changed_since(self.who(name).seat, self.looks.at[PLACE[name]])
            assert (self.svu.key in keys) == (PLACE[name] in self.looks.news), name
        # A whole page takes its time, so one unit at a time is asked for its own.
        if watchers:
            name = watchers[self.looks.known % len(watchers)]
            who = self.who(name)
            page = start_page(who.seat, who.staff.id, ListFilter(), "/", since=self.looks.at[PLACE[name]])
            marked = [row.changed for row in page.rows if row.id == self.svu.key]
            assert marked == [PLACE[name] in self.looks.news], name


@pytest.mark.req("001-057", "001-058", "001-122")
def test_a_page_marks_a_plan_exactly_if_its_unit_is_notified_of_what_somebody_else_did(planners):
    """The same walks in every run; ``SVU_WALKS=7`` tries those of another seed. A failing walk is not made shorter."""

    class Walk(Marked):
        pass

    Walk.planners = planners
    number = int(os.environ.get("SVU_WALKS", "1"))
    print(f"walks of SVU_WALKS={number}")  # noqa: T201 (shown when the test fails)
    run_state_machine_as_test(
        seed(number)(Walk),
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )


# ── Each of the things that a clinician would notice ─────────────────────────────────────────────────────────────────


def marks(who, act) -> bool:
    """Whether somebody's start page marks the only plan on it after this was done."""
    since = clock.now()
    act()
    return [row.changed for row in start_page(who.seat, who.staff.id, ListFilter(), "/", since=since).rows] == [True]


@pytest.mark.req("001-057", "001-104")
def test_the_ward_learns_that_somebody_has_acknowledged_and_the_others_do_not(planners, vera, oskar, karin):
    svu = Drive(planners).published()
    since = clock.now()
    svu.acknowledged("admission", oskar)
    changed = {
        who.staff.id: start_page(who.seat, who.staff.id, ListFilter(), "/", since=since).rows[0].changed
        for who in (vera, oskar, karin)
    }
    assert changed == {vera.staff.id: True, oskar.staff.id: False, karin.staff.id: False}


@pytest.mark.req("001-057", "001-225")
def test_a_unit_that_is_added_sees_the_plan_as_news(planners, oskar, rolf):
    svu = Drive(planners).published()
    assert marks(rolf, lambda: planning.add_unit(SVU, oskar.actor, svu.key, rolf.unit))


@pytest.mark.req("001-057", "001-236")
def test_the_sender_learns_that_a_message_was_acknowledged(planners, vera, oskar, karin):
    svu = Drive(planners).published()
    message = svu.messaged(vera, ask=(oskar, karin))
    assert marks(vera, lambda: messages.acknowledge(SVU, oskar.actor, svu.key, message))
    assert not marks(oskar, lambda: messages.acknowledge(SVU, karin.actor, svu.key, message))


@pytest.mark.req("001-057", "001-228")
def test_a_unit_learns_that_another_one_has_added_a_role_there(planners, vera, agda, oskar):
    svu = Drive(planners, others=("agda", "oskar", "karin")).published()
    planning.remove_role(SVU, vera.actor, svu.key, vera.unit, "underskoterska", confirmed=True)
    act = lambda: planning.add_role(SVU, agda.actor, svu.key, vera.unit, "underskoterska")  # noqa: E731
    assert marks(vera, act)


@pytest.mark.req("001-057", "001-146")
def test_what_the_ward_writes_before_it_marks_is_no_news_outside_the_ward(planners, vera, agda, oskar):
    svu = Drive(planners, others=("agda", "oskar", "karin")).published()
    act = lambda: svu.writes(vera, "stallningstagande.yttrande", "Vill hem.")  # noqa: E731
    assert not marks(oskar, act)
    assert marks(agda, lambda: svu.writes(vera, "stallningstagande.yttrande", "Vill hem snart."))


@pytest.mark.req("001-057")
def test_what_a_unit_did_itself_is_no_news_there_but_at_the_others(planners, vera, agda, oskar):
    svu = Drive(planners, others=("agda", "oskar", "karin")).published()
    assert not marks(vera, svu.ready)
    assert marks(agda, lambda: svu.ready(reason="Ändrat."))
    assert marks(oskar, lambda: svu.ready(reason="Ändrat igen."))
