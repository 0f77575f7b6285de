"""What may happen in a SIP: one table for the plan as a whole and one for each step. Read the tables first."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import STAYS, Rule, Table, at, by
from vardtrad.planning.fields.groups import ADDING, MOVING, REMOVING, RESTORING
from vardtrad.planning.fields.rules import SAVING
from vardtrad.planning.messages import rules as messages
from vardtrad.planning.plan import rules as planning
from vardtrad.planning.plan.rules import (
    ALIVE,
    CLOCK,
    CONCERNED,
    FIELD,
    NEEDS_FRESH_PAGE,
    NEW,
    ORDER_DOES_NOT_MATTER,
    PARTIES,
    SILENT,
    Capacity,
    State,
    confirmed,
    contact_found,
    may_do_duty,
    not_done,
    same_round,
    unit_stays,
)
from vardtrad.planning.sip.states import AssessmentState as AssessmentState
from vardtrad.planning.sip.states import CallState as CallState
from vardtrad.planning.sip.states import CallType as CallType
from vardtrad.planning.sip.states import CarePlanState as CarePlanState
from vardtrad.planning.sip.states import Step as Step
from vardtrad.planning.sip.step_rules import SipFacts as SipFacts
from vardtrad.planning.sip.step_rules import (
    active,
    before_meeting,
    call_first,
    called,
    complete,
    consented,
    coordinated_here,
    coordinator_known,
    day_not_future,
    follow_up_in_time,
    full_consent,
    guest_may_log_in,
    guest_named,
    guest_not_patient,
    has_measures,
    hour_exists,
    in_future,
    invited,
    knows_units,
    last_day_fits,
    meeting_begun,
    no_coordinator,
    no_ongoing,
    not_called,
    not_ended,
    not_invited,
    not_refused,
    of_follow_up,
    other_plan_known,
    own_activity,
    patient_lives,
    protection_chosen,
    reason_given,
    somebody_called,
    status_known,
    text_written,
    texts_fit,
    type_fits,
)
from vardtrad.shared.care_units.rules import Party

PERSON = by(Capacity.PERSON)
GUEST = by(Capacity.GUEST)
WRITERS = PARTIES | by(Capacity.WRITER)
"""Who writes in Kartläggning and in the plan: a ward of the region does so without taking part, after its choice."""
EVERYBODY = PARTIES | PERSON | GUEST
"""The participating units, the person whom the plan is about, and the guests."""
ALL = tuple(Party)
"""Every party that takes part acknowledges the call and approves the plan."""


class Move(TextChoices):
    """The moves that SIP adds to those of every plan."""

    END = "end", gettext_lazy("Avsluta plan")
    SET_COORDINATOR = "set_coordinator", gettext_lazy("Registrera samordningsansvarig")
    REMOVE_COORDINATOR = "remove_coordinator", gettext_lazy("Ta bort samordningsansvarig")
    NOTE_OTHER_PLAN = "note_other_plan", gettext_lazy("Ange annan plan")
    REMOVE_OTHER_PLAN = "remove_other_plan", gettext_lazy("Ta bort annan plan")
    REMIND = "remind", gettext_lazy("Påminn om uppföljning")
    WRITE_TO_COORDINATOR = "write_to_coordinator", gettext_lazy("Skriv till den som samordnar")
    INVITE_GUEST = "invite_guest", gettext_lazy("Bjud in en person")
    TAKE_BACK_INVITATION = "take_back_invitation", gettext_lazy("Ta tillbaka inbjudan")
    # Kallelse
    SAVE_CALL = "save_call", gettext_lazy("Spara utkast")
    SEND_CALL = "send_call", gettext_lazy("Skicka kallelse")
    MOVE_MEETING = "move_meeting", gettext_lazy("Ändra möte")
    CANCEL_MEETING = "cancel_meeting", gettext_lazy("Ställ in möte")
    ACKNOWLEDGE = "acknowledge", gettext_lazy("Kvittera")
    PROPOSE_TIME = "propose_time", gettext_lazy("Föreslå annan tid")
    HOLD_MEETING = "hold_meeting", gettext_lazy("Registrera hållet möte")
    BOOK_MEETING = "book_meeting", gettext_lazy("Boka nytt möte")
    COME = "come", gettext_lazy("Svara att personen kommer till mötet")
    ASK_ANOTHER_TIME = "ask_another_time", gettext_lazy("Be om en annan tid")
    COME_AS_GUEST = "come_as_guest", gettext_lazy("Svara som inbjuden: kommer till mötet")
    STAY_AWAY_AS_GUEST = "stay_away_as_guest", gettext_lazy("Svara som inbjuden: kan inte komma till mötet")
    # Kartläggning
    START_ASSESSMENT = "start_assessment", gettext_lazy("Starta kartläggning")
    SAVE_ASSESSMENT = "save_assessment", gettext_lazy("Spara fält i kartläggningen")
    # Samordnad individuell plan
    SAVE_PLAN = "save_plan", gettext_lazy("Spara fält i planen")
    START_APPROVAL = "start_approval", gettext_lazy("Starta godkännande av SIP")
    APPROVE = "approve", gettext_lazy("Godkänn")
    UPDATE_PLAN = "update_plan", gettext_lazy("Uppdatera plan")
    TICK = "tick", gettext_lazy("Markera en egen aktivitet")
    WRITE_AS_GUEST = "write_as_guest", gettext_lazy("Skriv om en aktivitet som inbjuden")
    ADD_ROW = "add_row", gettext_lazy("Lägg till delmål, aktivitet eller deltagare")
    MOVE_ROW = "move_row", gettext_lazy("Flytta delmål, aktivitet eller deltagare")
    REMOVE_ROW = "remove_row", gettext_lazy("Ta bort delmål, aktivitet eller deltagare")
    RESTORE_ROW = "restore_row", gettext_lazy("Lägg tillbaka det som är borttaget")


# fmt: off
TABLE: Table[SipFacts] = Table([
    #    move                         start  end             who      notifies freshness              needs
    Rule(planning.Move.CREATE,        NEW,   State.CREATED,  PARTIES, SILENT,  NEEDS_FRESH_PAGE,      (patient_lives, no_ongoing)),
    *planning.shared(lead=PARTIES, withdraws=PARTIES, contacts=by(Capacity.OUTPATIENT, Capacity.INPATIENT), open_=not_ended, agreed=not_refused, joins=(not_refused, not_ended), leaves=(unit_stays,)),
    Rule(Move.SET_COORDINATOR,        ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_refused, not_ended, contact_found, no_coordinator)),
    Rule(Move.REMOVE_COORDINATOR,     ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_ended, coordinator_known, confirmed)),
    Rule(Move.NOTE_OTHER_PLAN,        ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, complete, day_not_future)),
    Rule(Move.REMOVE_OTHER_PLAN,      ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_ended, other_plan_known, confirmed)),
    Rule(Move.END,                    ALIVE, STAYS,          PARTIES, EVERYBODY, ORDER_DOES_NOT_MATTER, (called, not_ended, reason_given, confirmed)),
    Rule(planning.Move.REMOVE,        ALIVE, State.ANNULLED, PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (confirmed, not_called, not_ended)),
    Rule(Move.REMIND,                 ALIVE, STAYS,          CLOCK,   CONCERNED, ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.WRITE_TO_COORDINATOR,   ALIVE, STAYS,          PERSON,  PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, called, not_ended, text_written, texts_fit)),
    Rule(Move.INVITE_GUEST,           ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (consented, not_ended, complete, texts_fit, guest_may_log_in, guest_not_patient, not_invited, last_day_fits, protection_chosen, confirmed)),
    Rule(Move.TAKE_BACK_INVITATION,   ALIVE, STAYS,          PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_ended, invited, confirmed)),
    *messages.rows(not_refused),
], states=State, capacities=Capacity)

WRITABLE = NEW | at(CallState.DRAFT, CallState.CANCELLED)

CALL: Table[SipFacts] = Table([
    Rule(Move.SAVE_CALL,      WRITABLE,                               CallState.DRAFT,     PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (full_consent, not_ended, texts_fit)),
    Rule(Move.SEND_CALL,      WRITABLE,                               CallState.SENT,      PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (full_consent, not_ended, patient_lives, complete, texts_fit, type_fits, hour_exists, in_future, somebody_called)),
    Rule(Move.MOVE_MEETING,   at(CallState.SENT),                     STAYS,               PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (full_consent, not_ended, patient_lives, before_meeting, complete, texts_fit, type_fits, hour_exists, in_future, reason_given)),
    Rule(Move.CANCEL_MEETING, at(CallState.SENT),                     CallState.CANCELLED, PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (before_meeting, reason_given, texts_fit)),
    Rule(Move.ACKNOWLEDGE,    at(CallState.SENT),                     STAYS,               PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_refused, not_ended, may_do_duty, same_round, not_done), keeps_acknowledgements=True),
    Rule(Move.PROPOSE_TIME,   at(CallState.SENT),                     STAYS,               PARTIES, PARTIES, ORDER_DOES_NOT_MATTER, (not_refused, not_ended, before_meeting, complete, texts_fit, hour_exists, in_future), keeps_acknowledgements=True),
    Rule(Move.HOLD_MEETING,   at(CallState.SENT),                     CallState.HELD,      PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (not_refused, not_ended, meeting_begun, knows_units)),
    Rule(Move.BOOK_MEETING,   at(CallState.HELD),                     CallState.DRAFT,     PARTIES, PARTIES, NEEDS_FRESH_PAGE,      (full_consent, not_ended, patient_lives)),
    Rule(Move.COME,             at(CallState.SENT), STAYS, PERSON, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, before_meeting, same_round), keeps_acknowledgements=True),
    Rule(Move.ASK_ANOTHER_TIME, at(CallState.SENT), STAYS, PERSON, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, before_meeting, same_round, text_written, texts_fit), keeps_acknowledgements=True),
    Rule(Move.COME_AS_GUEST,      at(CallState.SENT), STAYS, GUEST, PARTIES, ORDER_DOES_NOT_MATTER, (consented, not_ended, before_meeting, same_round, texts_fit), keeps_acknowledgements=True),
    Rule(Move.STAY_AWAY_AS_GUEST, at(CallState.SENT), STAYS, GUEST, PARTIES, ORDER_DOES_NOT_MATTER, (consented, not_ended, before_meeting, same_round, texts_fit), keeps_acknowledgements=True),
], states=CallState, capacities=Capacity)

ASSESSMENT: Table[SipFacts] = Table([
    Rule(Move.START_ASSESSMENT, NEW,                         AssessmentState.STARTED, WRITERS, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended)),
    Rule(Move.START_ASSESSMENT, at(AssessmentState.STARTED), STAYS,                   WRITERS, SILENT,  ORDER_DOES_NOT_MATTER, (full_consent,), leaves_unchanged=True),
    Rule(Move.SAVE_ASSESSMENT,  at(AssessmentState.STARTED), STAYS,                   WRITERS, PARTIES, FIELD,                 (full_consent, not_ended, *SAVING)),
], states=AssessmentState, capacities=Capacity)

CARE_PLAN: Table[SipFacts] = Table([
    Rule(Move.SAVE_PLAN,      NEW | at(CarePlanState.WRITING), CarePlanState.WRITING,   WRITERS, PARTIES, FIELD,            (full_consent, not_ended, call_first, *SAVING)),
    Rule(Move.SAVE_PLAN,      at(CarePlanState.APPROVING),     STAYS,                   WRITERS, PARTIES, FIELD,            (full_consent, not_ended, of_follow_up, active, *SAVING), keeps_acknowledgements=True),
    Rule(Move.ADD_ROW,        NEW | at(CarePlanState.WRITING), CarePlanState.WRITING,   WRITERS, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, call_first, *ADDING)),
    Rule(Move.MOVE_ROW,       at(CarePlanState.WRITING),       STAYS,                   WRITERS, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, call_first, *MOVING)),
    Rule(Move.REMOVE_ROW,     at(CarePlanState.WRITING),       STAYS,                   WRITERS, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, call_first, *REMOVING)),
    Rule(Move.RESTORE_ROW,    at(CarePlanState.WRITING),       STAYS,                   WRITERS, PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, call_first, *RESTORING)),
    Rule(Move.START_APPROVAL, at(CarePlanState.WRITING),       CarePlanState.APPROVING, PARTIES, PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_ended, complete, has_measures, follow_up_in_time, confirmed)),
    Rule(Move.APPROVE,        at(CarePlanState.APPROVING),     STAYS,                   PARTIES, PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_ended, may_do_duty, same_round, not_done), keeps_acknowledgements=True),
    Rule(Move.UPDATE_PLAN,    at(CarePlanState.APPROVING),     CarePlanState.WRITING,   PARTIES, PARTIES, NEEDS_FRESH_PAGE, (full_consent, not_ended, coordinated_here, reason_given, texts_fit, confirmed)),
    Rule(Move.TICK,           at(CarePlanState.APPROVING),     STAYS,                   PERSON,  PARTIES, ORDER_DOES_NOT_MATTER, (full_consent, not_ended, active, own_activity), keeps_acknowledgements=True),
    Rule(Move.WRITE_AS_GUEST, at(CarePlanState.APPROVING),     STAYS,                   GUEST,   PARTIES, ORDER_DOES_NOT_MATTER, (consented, not_ended, active, guest_named, status_known, text_written, texts_fit), keeps_acknowledgements=True),
], states=CarePlanState, capacities=Capacity)
# fmt: on

PUBLISHING = frozenset({Move.SEND_CALL, Move.MOVE_MEETING, Move.CANCEL_MEETING, Move.START_APPROVAL, Move.UPDATE_PLAN})
"""The moves that give the plan a new version to read (001-074, 001-217, 001-257)."""
