"""The tables of an SVU, compared with the requirements, which are written here by hand and not read from the tables.

Every move is tried from every state in every single capacity, with facts that satisfy all needs: moves in ``MAY``
succeed, all others are refused. The needs have their own examples below.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from vardtrad.kernel.tables import NOWHERE, Reason, Refused
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.svu.rules import ADMISSION, ASSESSMENT, DISCHARGE, DISCHARGE_TIME, STATEMENT, TABLE, SvuFacts
from vardtrad.planning.svu.step_rules import returns_after_leave

INPATIENT, OUTPATIENT, MUNICIPALITY = "inpatient", "outpatient", "municipality"
ALL, HOME, WARD, CARE = (INPATIENT, OUTPATIENT, MUNICIPALITY), (OUTPATIENT, MUNICIPALITY), (INPATIENT,), (OUTPATIENT,)
EVERYBODY = (*ALL, "reader", "clock")
ALIVE = ("created", "informed", "consented", "refused", "harm_assessed", "withdrawn")

# table: move: (from these states, by these, to this state or None for staying)
MAY = {
    "plan": {
        "create": [((NOWHERE,), WARD, "created")],
        "inform": [(("created",), WARD, "informed"), (ALIVE[1:], WARD, None)],
        "consent": [(("informed", "withdrawn"), WARD, "consented")],
        "refuse": [(("informed", "withdrawn"), WARD, "refused")],
        "assess_harm": [(("informed", "withdrawn"), WARD, "harm_assessed")],
        "withdraw": [(("consented", "refused", "harm_assessed"), WARD, "withdrawn")],
        "add_unit": [(ALIVE, ALL, None)],
        "remove_unit": [(ALIVE, ALL, None)],
        "add_role": [(ALIVE, ALL, None)],
        "remove_role": [(ALIVE, ALL, None)],
        "add_contact": [(ALIVE, (OUTPATIENT, INPATIENT), None)],
        "move_contact": [(ALIVE, (OUTPATIENT, INPATIENT), None)],
        "remove_contact": [(ALIVE, (OUTPATIENT, INPATIENT), None)],
        "register_event": [(ALIVE, ALL, None)],
        "remove": [(ALIVE, WARD, "annulled")],
        "archive": [(ALIVE, ("clock",), None)],
        "write_message": [(ALIVE, ALL, None)],
        "acknowledge_message": [(ALIVE, ALL, None)],
        "annul_message": [(ALIVE, ALL, None)],
    },
    "admission": {
        "save_draft": [((NOWHERE, "draft"), WARD, "draft")],
        "publish_admission": [((NOWHERE, "draft"), WARD, "published")],
        "correct_admission": [(("published",), WARD, None)],
        "acknowledge": [(("published",), HOME, None)],
    },
    "discharge_time": {
        "change_estimate": [((NOWHERE, "estimated", "ready"), WARD, "estimated")],
        "declare_ready": [((NOWHERE, "estimated", "ready"), WARD, "ready")],
        "acknowledge": [(("estimated", "ready"), HOME, None)],
    },
    "assessment": {
        "start_assessment": [((NOWHERE, "started"), ALL, "started")],
        "save_assessment": [(("started",), ALL, None)],
    },
    "statement": {
        "save_statement": [((NOWHERE, "writing"), WARD, "writing"), (("marked", "rejected"), ALL, None)],
        "mark_complete": [(("writing",), WARD, "marked")],
        "approve_sip": [(("marked",), CARE, None)],
        "reject_sip": [(("marked",), CARE, "rejected")],
        "attest": [(("marked",), ALL, None), (("rejected",), WARD, "marked")],
    },
    "discharge": {
        "discharge": [((NOWHERE, "undone"), WARD, "published")],
        "undo_discharge": [(("published",), WARD, "undone")],
    },
}
TABLES = {
    "plan": TABLE,
    "admission": ADMISSION,
    "discharge_time": DISCHARGE_TIME,
    "assessment": ASSESSMENT,
    "statement": STATEMENT,
    "discharge": DISCHARGE,
}
STATES = {
    "plan": (*ALIVE, "annulled"),
    "admission": ("draft", "published"),
    "discharge_time": ("estimated", "ready"),
    "assessment": ("started",),
    "statement": ("writing", "marked", "rejected"),
    "discharge": ("published", "undone"),
}

DAY = date(2026, 11, 20)
GOOD = SvuFacts(
    state="consented", confirmed=True, reason="Orsak.", written=True, actor_licensed=True, responsible_licensed=True,
    unit_active=True, unit_takes_part=True, own_organisation=True, role_at_unit=True, role_takes_part=True,
    duties_left=True, contact_found=True, contact_known=True, may_keep_contacts=True, may_do_duty=True,
    event_known=True, text="Text.", message_found=True, message_own=True, asked_of_unit=True, field_known=True,
    field_of_own_party=True, day=DAY, expected=DAY, today=DAY, admitted=DAY, admission_published=True,
    doctor_given=True, doctor_licensed=True,
    ending="discharge", ending_known=True, discharged_to_known=True, convener=True,
    on_start_page=True, sip_answer="ja",
)  # fmt: skip
# Facts that cannot be true together with the others.
SPECIAL = {
    "add_unit": replace(GOOD, unit_takes_part=False),
    "add_role": replace(GOOD, role_takes_part=False),
}


def judged(table, move, state, capacity, facts=None, *, stale=False):
    given = SPECIAL.get(move, GOOD) if facts is None else facts
    return TABLES[table].judge(move, state=state, capacities=frozenset({capacity}), facts=lambda: given, stale=stale)


def allowed(table, move, state, capacity):
    for states, who, end in MAY[table][move]:
        if state in states and capacity in who:
            return end or state
    return None


@pytest.mark.req("001-078", "001-094", "001-096", "001-098", "001-100", "001-127", "001-141", "001-146", "001-150",
                 "001-154", "001-166", "001-248", "001-250")  # fmt: skip
@pytest.mark.parametrize("table", list(MAY))
def test_who_may_what_from_where(table):
    for move, state, capacity in product(MAY[table], (NOWHERE, *STATES[table]), EVERYBODY):
        end = allowed(table, move, state, capacity)
        if end is None:
            with pytest.raises(Refused) as refused:
                judged(table, move, state, capacity)
            assert refused.value.reason is Reason.NOT_ALLOWED, (move, state, capacity)
        else:
            assert judged(table, move, state, capacity).end_from(state) == end, (move, state, capacity)


@pytest.mark.parametrize("table", list(MAY))
def test_there_is_no_other_move(table):
    assert {str(rule.move) for rule in TABLES[table]} == set(MAY[table])


def test_a_reader_and_the_clock_change_nothing():
    readers = [rule for table in TABLES.values() for rule in table if "reader" in rule.who]
    assert readers == []


def sentence(table, move, start, capacity, **changed):
    """The sentence that the user gets when these facts are changed."""
    with pytest.raises(Refused) as refused:
        judged(table, move, start, capacity, replace(SPECIAL.get(move, GOOD), **changed))
    assert refused.value.reason is Reason.NEED
    return refused.value.sentence


@pytest.mark.req("001-086", "001-249")
@pytest.mark.parametrize("state", ["created", "informed"])
def test_nothing_before_information_and_a_consent_alternative(state):
    for move in ("save_draft", "publish_admission"):
        assert "samtyckesalternativen först" in sentence("admission", move, NOWHERE, INPATIENT, state=state)


@pytest.mark.req("001-090")
@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_the_moves_that_are_allowed_after_a_refusal(state):
    limited = replace(GOOD, state=state, reason="", doctor_given=False)
    assert judged("admission", "publish_admission", NOWHERE, INPATIENT, limited)
    assert judged("discharge_time", "change_estimate", "estimated", INPATIENT, limited)
    assert judged("discharge_time", "declare_ready", "estimated", INPATIENT, limited)
    assert judged("discharge", "discharge", NOWHERE, INPATIENT, limited)
    assert judged("admission", "acknowledge", "published", MUNICIPALITY, limited)
    assert "inskrivningsorsaken" in sentence("admission", "publish_admission", NOWHERE, INPATIENT, state=state)
    shut = [
        ("assessment", "start_assessment", NOWHERE), ("assessment", "save_assessment", "started"),
        ("statement", "save_statement", NOWHERE), ("statement", "mark_complete", "writing"),
        ("statement", "attest", "marked"), ("plan", "write_message", state), ("plan", "add_unit", state),
        ("plan", "add_contact", state),
    ]  # fmt: skip
    said = {"refused": "nekat samtycke", "withdrawn": "samtycke är avregistrerad"}[state]
    for table, move, start in shut:
        assert said in sentence(table, move, start, INPATIENT, state=state), move


@pytest.mark.req("001-083", "001-085")
def test_a_nej_to_written_information_needs_its_reason():
    assert judged("plan", "inform", "created", INPATIENT, replace(GOOD, written=True, reason=""))
    assert "varför skriftlig" in sentence("plan", "inform", "created", INPATIENT, written=False, reason=" ")
    assert judged("plan", "inform", "created", INPATIENT, replace(GOOD, written=False, reason="Läser inte."))


@pytest.mark.req("001-087", "001-089", "001-094")
@pytest.mark.parametrize(
    ("move", "state"), [("consent", "informed"), ("refuse", "informed"), ("withdraw", "consented")]
)
def test_consent_is_confirmed(move, state):
    assert "Kryssa i rutan" in sentence("plan", move, state, INPATIENT, confirmed=False)


@pytest.mark.req("001-091", "001-092")
def test_a_harm_assessment_is_for_the_licensed():
    assert "Bara legitimerad" in sentence("plan", "assess_harm", "informed", INPATIENT, actor_licensed=False)
    assert "legitimerad person" in sentence("plan", "assess_harm", "informed", INPATIENT, responsible_licensed=False)
    assert "tidigare nekat" in sentence("plan", "assess_harm", "withdrawn", INPATIENT, refused=True, reason="")
    assert "avregistrerad" in sentence("plan", "assess_harm", "withdrawn", INPATIENT, withdrawn=True, reason="")


@pytest.mark.req("001-095", "001-116", "001-120", "001-158", "001-161", "001-254")
def test_dates_and_mandatory_fields():
    early = date(2026, 11, 19)
    assert "före inskrivningsdatum" in sentence("admission", "publish_admission", NOWHERE, INPATIENT, expected=early)
    assert "framtiden" in sentence(
        "admission", "publish_admission", NOWHERE, INPATIENT, day=date(2026, 11, 21), expected=date(2026, 12, 1)
    )
    assert "inskrivningsorsak" in sentence("admission", "publish_admission", NOWHERE, INPATIENT, reason="")
    assert "före inskrivningsdatum" in sentence("discharge_time", "change_estimate", "estimated", INPATIENT, day=early)
    assert "orsak till ändring" in sentence("discharge_time", "change_estimate", "estimated", INPATIENT, reason="")
    assert "ansvarig läkare" in sentence("discharge_time", "declare_ready", "estimated", INPATIENT, doctor_given=False)
    assert "före inskrivningsdatum" in sentence("discharge", "discharge", NOWHERE, INPATIENT, day=early)
    assert "framtiden" in sentence("discharge", "discharge", NOWHERE, INPATIENT, day=date(2026, 11, 21))
    assert "Utskriven till" in sentence("discharge", "discharge", NOWHERE, INPATIENT, discharged_to_known=False)
    assert judged(
        "discharge", "discharge", NOWHERE, INPATIENT, replace(GOOD, ending="early", discharged_to_known=False)
    )


@pytest.mark.req("001-164")
def test_a_discharge_without_a_convener_gives_a_warning_but_is_possible():
    assert "kallelseansvar saknas" in sentence(
        "discharge", "discharge", NOWHERE, INPATIENT, convener=False, confirmed=False
    )
    assert judged("discharge", "discharge", NOWHERE, INPATIENT, replace(GOOD, convener=False, confirmed=True))


@pytest.mark.req("001-099")
def test_a_plan_is_removed_only_before_the_assessment():
    assert "påbörjad" in sentence("plan", "remove", "consented", INPATIENT, assessment_started=True)


@pytest.mark.req("001-109", "001-110")
def test_a_contact_is_the_convener_or_has_a_responsibility():
    assert "ansvarar för" in sentence("plan", "add_contact", "consented", OUTPATIENT, is_convener=False, reason="")
    assert judged("plan", "add_contact", "consented", OUTPATIENT, replace(GOOD, is_convener=True, reason=""))
    assert "redan en kallelseansvarig" in sentence(
        "plan", "add_contact", "consented", OUTPATIENT, is_convener=True, convener_exists=True
    )
    assert "Öppenvården registrerar" in sentence("plan", "add_contact", "consented", INPATIENT, may_keep_contacts=False)


@pytest.mark.req("001-030", "001-031")
@pytest.mark.parametrize(
    ("table", "move", "state"),
    [
        ("admission", "acknowledge", "published"),
        ("discharge_time", "acknowledge", "ready"),
        ("statement", "attest", "marked"),
    ],
)
def test_a_duty_is_done_once_in_a_role_that_has_it_and_for_the_shown_round(table, move, state):
    assert "inte ansvaret" in sentence(table, move, state, MUNICIPALITY, may_do_duty=False)
    assert "redan gjort" in sentence(table, move, state, MUNICIPALITY, already_done=True)
    assert "har ändrats" in sentence(table, move, state, MUNICIPALITY, same_round=False)


@pytest.mark.req("001-141", "001-152", "001-251")
def test_the_statement_is_filled_in_answered_and_locked():
    lacking = {"missing_fields": ("Egenvård",)}
    assert "Egenvård" in sentence("statement", "mark_complete", "writing", INPATIENT, **lacking)
    assert "Egenvård" in sentence("statement", "attest", "marked", MUNICIPALITY, **lacking)
    assert "Svara Ja" in sentence("statement", "attest", "marked", OUTPATIENT, party_is_outpatient=True, sip_answer="")
    assert "slutjusterat" in sentence("statement", "save_statement", "marked", MUNICIPALITY, finally_attested=True)
    assert judged(
        "statement",
        "save_statement",
        "marked",
        INPATIENT,
        replace(GOOD, finally_attested=True, party_is_inpatient=True),
    )
    assert "varför" in sentence("statement", "reject_sip", "marked", OUTPATIENT, reason="")


def test_an_old_page_stops_publishing_but_not_acknowledging():
    fresh = [
        ("admission", "correct_admission", "published"),
        ("discharge_time", "declare_ready", "ready"),
        ("statement", "mark_complete", "writing"),
        ("statement", "attest", "marked"),
    ]
    for table, move, state in fresh:
        with pytest.raises(Refused) as refused:
            judged(table, move, state, INPATIENT, stale=True)
        assert refused.value.reason is Reason.STALE
    assert judged("admission", "acknowledge", "published", MUNICIPALITY, stale=True)


@pytest.mark.req("001-224", "001-226", "001-227")
def test_a_ward_removes_only_itself_and_no_party_is_left_without_units():
    assert "avdelningen själv" in sentence("plan", "remove_unit", "consented", MUNICIPALITY, unit_is_inpatient=True)
    assert judged(
        "plan", "remove_unit", "consented", INPATIENT, replace(GOOD, unit_is_inpatient=True, unit_is_own=True)
    )
    assert "den enda från sin part" in sentence(
        "plan", "remove_unit", "consented", OUTPATIENT, unit_is_partys_last=True
    )
    assert "samma ansvar" in sentence("plan", "remove_role", "consented", OUTPATIENT, duties_left=False)
    assert "egna organisationen" in sentence("plan", "add_role", "consented", OUTPATIENT, own_organisation=False)


@pytest.mark.req("B-25")
@pytest.mark.parametrize(
    ("kind", "standing", "since", "day", "allowed"),
    [
        ("return", "leave", date(2026, 11, 20), date(2026, 11, 19), False),
        ("return", "leave", date(2026, 11, 20), date(2026, 11, 20), True),
        ("return", "transfer", date(2026, 11, 20), date(2026, 11, 19), True),
        ("return", "leave", None, date(2026, 11, 19), True),
        ("leave", "leave", date(2026, 11, 20), date(2026, 11, 19), True),
        ("told_outside", "leave", date(2026, 11, 20), date(2026, 11, 19), True),
    ],
)
def test_only_a_return_must_not_lie_before_its_leave(kind, standing, since, day, allowed):
    assert kind in EventKind.values
    facts = replace(GOOD, event_kind=kind, event_standing=standing, event_since=since, day=day)
    assert (returns_after_leave.refusal(facts) is None) is allowed


def test_only_what_confirms_keeps_the_confirmations_of_the_others():
    """Any other move of a step makes the open pages of those who are about to confirm it old."""
    keeping = {
        (name, str(rule.move)) for name, table in TABLES.items() for rule in table.rules if rule.keeps_acknowledgements
    }
    assert keeping == {
        ("admission", "acknowledge"),
        ("discharge_time", "acknowledge"),
        ("statement", "approve_sip"),
        ("statement", "attest"),
    }
