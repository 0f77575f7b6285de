"""What may happen in an SVU: one table for the plan as a whole and one for each step. Read the tables first."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import STAYS, Rule, Table, at, by
from vardtrad.planning.fields.rules import SAVING
from vardtrad.planning.messages import rules as messages
from vardtrad.planning.plan import rules as planning
from vardtrad.planning.plan.event_rules import REGISTERING, not_deceased
from vardtrad.planning.plan.rules import (
    ALIVE,
    FIELD,
    NEEDS_FRESH_PAGE,
    NEW,
    ORDER_DOES_NOT_MATTER,
    PARTIES,
    RECEIVERS,
    SILENT,
    Capacity,
    State,
    confirmed,
    consent_registered,
    may_do_duty,
    not_done,
    same_round,
)
from vardtrad.planning.svu.states import AdmissionState as AdmissionState
from vardtrad.planning.svu.states import AssessmentState as AssessmentState
from vardtrad.planning.svu.states import DischargeState as DischargeState
from vardtrad.planning.svu.states import Ending as Ending
from vardtrad.planning.svu.states import StatementState as StatementState
from vardtrad.planning.svu.states import Step as Step
from vardtrad.planning.svu.states import TimeState as TimeState
from vardtrad.planning.svu.step_rules import SvuFacts as SvuFacts
from vardtrad.planning.svu.step_rules import (
    admission_published,
    ahead_or_sure,
    breaks_knowingly,
    cause_as_allowed,
    comment_where_elsewhere,
    convener_or_sure,
    dates_given,
    day_after_admission,
    day_given,
    death_not_future,
    discharge_day_not_future,
    discharged_to,
    doctor_given,
    ending_known,
    event_in_the_stay,
    expected_after,
    full_consent,
    judged_in_the_stay,
    knows_other,
    no_cause_refused,
    not_closed,
    not_future,
    not_refused,
    not_started,
    nothing_missing,
    on_start_page,
    reason_for_change,
    receivers_or_sure,
    returns_after_leave,
    said_why,
    sip_approved,
    unlocked,
)
from vardtrad.planning.svu.step_rules import convener_missing as convener_missing
from vardtrad.planning.svu.step_rules import receivers_missing as receivers_missing
from vardtrad.shared.care_units.rules import Party

TEXT_LIMIT = 4_000
RECEIVING = (Party.OUTPATIENT, Party.MUNICIPALITY)
"""The parties that receive what the ward publishes, and acknowledge it."""
ALL = tuple(Party)


class Move(TextChoices):
    """The moves of the steps."""

    SAVE_DRAFT = "save_draft", gettext_lazy("Spara utkast")
    PUBLISH_ADMISSION = "publish_admission", gettext_lazy("Publicera inskrivning")
    CORRECT_ADMISSION = "correct_admission", gettext_lazy("Rätta inskrivning")
    ACKNOWLEDGE = "acknowledge", gettext_lazy("Kvittera")
    CHANGE_ESTIMATE = "change_estimate", gettext_lazy("Ändra beräknad tid")
    DECLARE_READY = "declare_ready", gettext_lazy("Publicera utskrivningsklar")
    START_ASSESSMENT = "start_assessment", gettext_lazy("Starta kartläggning")
    SAVE_ASSESSMENT = "save_assessment", gettext_lazy("Spara fält i kartläggningen")
    SAVE_STATEMENT = "save_statement", gettext_lazy("Spara fält i ställningstagandet")
    MARK_COMPLETE = "mark_complete", gettext_lazy("Klarmarkera")
    APPROVE_SIP = "approve_sip", gettext_lazy("Godkänner ställningstagande SIP: Ja")
    REJECT_SIP = "reject_sip", gettext_lazy("Godkänner ställningstagande SIP: Nej")
    ATTEST = "attest", gettext_lazy("Justera")
    DISCHARGE = "discharge", gettext_lazy("Publicera utskrivning")
    UNDO_DISCHARGE = "undo_discharge", gettext_lazy("Ångra utskrivning")


WARD = by(Capacity.INPATIENT)
CARE = by(Capacity.OUTPATIENT)


# fmt: off
TABLE: Table[SvuFacts] = Table([
    #    move                          start  end             who   notifies freshness              needs
    Rule(planning.Move.CREATE,         NEW,   State.CREATED,  WARD, WARD,    NEEDS_FRESH_PAGE,      (knows_other,)),
    *planning.shared(lead=WARD, withdraws=WARD, contacts=by(Capacity.OUTPATIENT, Capacity.INPATIENT), open_=not_closed, agreed=not_refused),
    Rule(planning.Move.REGISTER_EVENT, ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (admission_published, day_given, event_in_the_stay, death_not_future, *REGISTERING, returns_after_leave, ahead_or_sure)),
    Rule(planning.Move.REMOVE,         ALIVE, State.ANNULLED, WARD, SILENT,  ORDER_DOES_NOT_MATTER, (confirmed, not_started, not_closed)),
    *messages.rows(not_refused),
], states=State, capacities=Capacity)

ADMISSION: Table[SvuFacts] = Table([
    Rule(Move.SAVE_DRAFT,        NEW | at(AdmissionState.DRAFT), AdmissionState.DRAFT,     WARD, WARD,           NEEDS_FRESH_PAGE,      (consent_registered, dates_given, expected_after, judged_in_the_stay, no_cause_refused)),
    Rule(Move.PUBLISH_ADMISSION, NEW | at(AdmissionState.DRAFT), AdmissionState.PUBLISHED, WARD, PARTIES,        NEEDS_FRESH_PAGE,      (consent_registered, dates_given, not_future, expected_after, judged_in_the_stay, cause_as_allowed, receivers_or_sure)),
    Rule(Move.CORRECT_ADMISSION, at(AdmissionState.PUBLISHED),   STAYS,                    WARD, PARTIES,        NEEDS_FRESH_PAGE,      (not_closed, dates_given, not_future, expected_after, judged_in_the_stay, cause_as_allowed)),
    Rule(Move.ACKNOWLEDGE,       at(AdmissionState.PUBLISHED),   STAYS,                    RECEIVERS, WARD,      ORDER_DOES_NOT_MATTER, (not_deceased, may_do_duty, same_round, not_done), keeps_acknowledgements=True),
], states=AdmissionState, capacities=Capacity)

DISCHARGE_TIME: Table[SvuFacts] = Table([
    Rule(Move.CHANGE_ESTIMATE, NEW | at(TimeState.ESTIMATED, TimeState.READY), TimeState.ESTIMATED, WARD, PARTIES,        NEEDS_FRESH_PAGE,      (admission_published, not_closed, not_deceased, day_given, day_after_admission, reason_for_change)),
    Rule(Move.DECLARE_READY,   NEW | at(TimeState.ESTIMATED),                  TimeState.READY,     WARD, PARTIES,        NEEDS_FRESH_PAGE,      (admission_published, not_closed, not_deceased, day_given, day_after_admission, doctor_given)),
    Rule(Move.DECLARE_READY,   at(TimeState.READY),                            STAYS,               WARD, PARTIES,        NEEDS_FRESH_PAGE,      (not_closed, not_deceased, day_given, day_after_admission, reason_for_change, doctor_given)),
    Rule(Move.ACKNOWLEDGE,     at(TimeState.ESTIMATED, TimeState.READY),       STAYS,               RECEIVERS, WARD,      ORDER_DOES_NOT_MATTER, (not_deceased, may_do_duty, same_round, not_done), keeps_acknowledgements=True),
], states=TimeState, capacities=Capacity)

ASSESSMENT: Table[SvuFacts] = Table([
    Rule(Move.START_ASSESSMENT, NEW,                              AssessmentState.STARTED, PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, admission_published, not_closed, not_deceased)),
    Rule(Move.START_ASSESSMENT, at(AssessmentState.STARTED), STAYS,                   PARTIES, SILENT,  ORDER_DOES_NOT_MATTER, (full_consent,), leaves_unchanged=True),
    Rule(Move.SAVE_ASSESSMENT,  at(AssessmentState.STARTED), STAYS,                   PARTIES, PARTIES, FIELD,                 (full_consent, not_closed, *SAVING)),
], states=AssessmentState, capacities=Capacity)

STATEMENT: Table[SvuFacts] = Table([
    Rule(Move.SAVE_STATEMENT, NEW | at(StatementState.WRITING),                   StatementState.WRITING,  WARD, WARD,       FIELD,            (full_consent, admission_published, not_closed, *SAVING)),
    Rule(Move.SAVE_STATEMENT, at(StatementState.MARKED, StatementState.REJECTED), STAYS,                   PARTIES, PARTIES, FIELD,            (full_consent, not_closed, unlocked, *SAVING, breaks_knowingly)),
    Rule(Move.MARK_COMPLETE,  at(StatementState.WRITING),                         StatementState.MARKED,   WARD,    PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_closed, not_deceased, nothing_missing)),
    Rule(Move.APPROVE_SIP,    at(StatementState.MARKED),                          STAYS,                   CARE, PARTIES,    NEEDS_FRESH_PAGE, (full_consent, not_closed, not_deceased, unlocked), keeps_acknowledgements=True),
    Rule(Move.REJECT_SIP,     at(StatementState.MARKED),                          StatementState.REJECTED, CARE,    PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_closed, not_deceased, unlocked, said_why)),
    Rule(Move.ATTEST,         at(StatementState.MARKED),                          STAYS,                   PARTIES, PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_deceased, may_do_duty, same_round, not_done, nothing_missing, sip_approved), keeps_acknowledgements=True),
    Rule(Move.ATTEST,         at(StatementState.REJECTED),                        StatementState.MARKED,   WARD,    PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_deceased, may_do_duty, same_round, not_done, nothing_missing)),
], states=StatementState, capacities=Capacity)

DISCHARGE: Table[SvuFacts] = Table([
    Rule(Move.DISCHARGE,      NEW | at(DischargeState.UNDONE), DischargeState.PUBLISHED, WARD, PARTIES, NEEDS_FRESH_PAGE, (admission_published, day_given, discharge_day_not_future, day_after_admission, ending_known, discharged_to, comment_where_elsewhere, convener_or_sure)),
    Rule(Move.UNDO_DISCHARGE, at(DischargeState.PUBLISHED),    DischargeState.UNDONE,    WARD, PARTIES, NEEDS_FRESH_PAGE, (confirmed, on_start_page)),
], states=DischargeState, capacities=Capacity)
# fmt: on

PUBLISHING = frozenset(
    {
        Move.PUBLISH_ADMISSION,
        Move.CORRECT_ADMISSION,
        Move.CHANGE_ESTIMATE,
        Move.DECLARE_READY,
        Move.MARK_COMPLETE,
        Move.REJECT_SIP,
        Move.ATTEST,
        Move.DISCHARGE,
        Move.UNDO_DISCHARGE,
    }
)
"""The moves that give the plan a new version to read (001-074, 001-075)."""
