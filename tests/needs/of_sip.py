"""What the rows of a SIP need: the plan as a whole and each of its steps, and a person's request for one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.needs.of_plans import BREAKS as OF_PLANS
from tests.needs.of_plans import SAVING, after_a_no, before_consent
from tests.needs.oracle import Oracle, breaks
from vardtrad.planning.sip import rules
from vardtrad.planning.sip_requests import rules as requests

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
NOON, EARLIER, LATER = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (20, 19, 27))

GOOD = rules.SipFacts(
    state="consented", confirmed=True, reason="Orsak.", written=True, actor_licensed=True, responsible_licensed=True,
    unit_active=True, unit_takes_part=True, own_organisation=True, role_at_unit=True, role_takes_part=True,
    duties_left=True, contact_found=True, contact_known=True, may_keep_contacts=True, may_do_duty=True, text="Text.",
    message_found=True, message_own=True, asked_of_unit=True, field_known=True, field_of_own_party=True,
    field_always=True, row_known=True, row_of_own_party=True, row_stands=True, row_count=399, row_limit=400,
    called=True, active=True, now=NOON, today=TODAY, call_type="follow_up", starts=LATER, booked_start=LATER,
    texts=("Text.",), coordinator=True, other_plan_known=True, own_activity=True, follow_up_by=TOMORROW, day=TODAY,
    guest_may_log_in=True, guest_is_named=True, last_day=TOMORROW,
)  # fmt: skip
BETTER = {
    "add_unit": {"unit_takes_part": False},
    "add_role": {"role_takes_part": False},
    "set_coordinator": {"coordinator": False},
    "remove": {"called": False},
    "hold_meeting": {"booked_start": NOON},
    "take_back_invitation": {"guest_is_invited": True},
}

SHARED = (
    "written_or_reason confirmed licensed responsible_licensed refusal_overridden not_refused full_consent"
    " unit_active unit_new unit_takes_part own_organisation role_at_unit role_new role_takes_part duties_left"
    " may_keep_contacts contact_found contact_known responsibility one_convener may_do_duty not_done same_round"
    " some_text not_too_long tells_nobody receivers_take_part message_found asked not_given not_annulled own"
    f" {SAVING}"
)
"""The needs of every plan, which fail as they do in an SVU."""

BREAKS = {need: OF_PLANS[need] for need in SHARED.split()} | {
    "not_refused": after_a_no("Då kan ingen SIP genomföras"),
    "full_consent": (*before_consent(), *after_a_no("Då kan ingen SIP genomföras")),
    "not_ended": breaks("Planen är avslutad", closed=True),
    # The plan as a whole
    "no_ongoing": breaks("redan en pågående SIP", ongoing=True),
    "unit_stays": breaks("den enda i ärendet", unit_is_last=True),
    "no_coordinator": breaks("redan en samordningsansvarig", coordinator=True),
    "coordinator_known": breaks("ingen samordningsansvarig att ta bort", coordinator=False),
    "day_not_future": breaks("Datumet kan inte vara i framtiden", day=TOMORROW),
    "other_plan_known": breaks("redan borttagen", other_plan_known=False),
    "called": breaks("Kallelsen är inte skickad", called=False),
    "not_called": breaks("Avsluta den i stället", called=True),
    "reason_given": breaks("Skriv varför", reason=" \n"),
    "complete": breaks("Fyll i det som saknas först: Plats.", missing_fields=("Plats",)),
    "text_written": (*breaks("Skriv något först", texts=(" \n",)), *breaks("Skriv något först", texts=())),
    "texts_fit": breaks("1 tecken för lång. Högst 4000", texts=("Text.", "x" * 4001)),
    # Guests
    "consented": (
        *breaks("Registrera patientens samtycke först", state="informed"),
        *breaks("En menprövning räcker inte", state="harm_assessed"),
        *after_a_no("Då kan ingen vara inbjuden"),
    ),
    "guest_may_log_in": breaks("ingen med det personnumret", guest_may_log_in=False),
    "guest_not_patient": breaks("läser den under Min plan", guest_is_patient=True),
    "not_invited": breaks("redan inbjuden", guest_is_invited=True),
    "invited": breaks("redan återtagen", guest_is_invited=False),
    "last_day_fits": (
        *breaks("har redan varit", last_day=date(2026, 11, 19)),
        *breaks("högst ett år", last_day=date(2027, 11, 21)),
    ),
    "protection_chosen": breaks("Patientens personuppgifter är skyddade", patient_protected=True),
    "guest_named": breaks("inte längre som ansvarig", guest_is_named=False),
    "status_known": breaks("Välj status i listan", status_known=False),
    # Call
    "type_fits": (
        *breaks("Planen är godkänd. Välj Uppföljning", call_type="new"),
        *breaks("ingen godkänd plan att följa upp", active=False),
    ),
    "patient_lives": breaks("Patienten är avliden", patient_lives=False),
    "hour_exists": breaks("Den tiden finns inte", hour_exists=False),
    "in_future": (
        *breaks("Mötestiden måste vara i framtiden", starts=NOON),
        *breaks("Mötestiden måste vara i framtiden", starts=EARLIER),
    ),
    "somebody_called": breaks("Ingen annan enhet deltar", others_take_part=False),
    "before_meeting": (
        *breaks("Mötestiden har varit", booked_start=NOON),
        *breaks("Mötestiden har varit", booked_start=EARLIER),
    ),
    "meeting_begun": breaks("Mötet har inte börjat", booked_start=LATER),
    "knows_units": breaks("för varje kallad enhet", knows_units=False),
    # Rows of the plan
    "call_first": breaks("Skicka kallelsen först", called=False),
    "row_known": breaks("Raden finns inte", row_known=False),
    "row_of_own_party": breaks("fylls i av en annan part", row_of_own_party=False),
    "row_stands": (
        *breaks("Raden finns inte", row_stands=False),
        *breaks("Delmålet har tagits bort av Oskar", row_words="Delmålet", row_removed_by="Oskar"),
    ),
    "row_place_stands": breaks("skulle stå under har tagits bort", row_place_stands=False),
    "row_fits": breaks("redan 400 rader", row_count=400),
    "row_unchanged": breaks("Någon har skrivit här", row_unchanged=False),
    # Approval
    "coordinated_here": breaks("Samordningsansvarig uppdaterar planen", coordinated_elsewhere=True),
    "has_measures": breaks("saknas för Hemtjänsten", without_measures=("Hemtjänsten",)),
    "follow_up_in_time": (
        *breaks("uppföljning måste vara i framtiden", follow_up_by=TODAY),
        *breaks("inom ett år", follow_up_by=date(2027, 11, 21)),
    ),
    "of_follow_up": breaks("Bara Status och Uppföljning", field_always=False),
    "active": breaks("Alla enheter har inte godkänt", active=False),
    "own_activity": breaks("inte din längre", own_activity=False),
}

WORKS = "full_consent not_ended"
GOES_ON = "not_refused not_ended"
CONFIRMS = "may_do_duty same_round not_done"
TIME = "complete texts_fit hour_exists in_future"
ROW = f"{WORKS} call_first row_known row_of_own_party"

ROWS = {
    "plan": {
        ("create", ""): "patient_lives no_ongoing",
        ("inform", "created"): "written_or_reason",
        ("inform", "informed"): "written_or_reason not_ended",
        ("consent", "informed"): "confirmed not_ended",
        ("refuse", "informed"): "confirmed not_ended",
        ("assess_harm", "informed"): "licensed responsible_licensed refusal_overridden not_ended",
        ("withdraw", "consented"): "confirmed not_ended",
        ("add_unit", "consented"): f"{GOES_ON} unit_active unit_new",
        ("remove_unit", "consented"): "unit_takes_part unit_stays confirmed",
        ("add_role", "consented"): "unit_takes_part own_organisation role_at_unit role_new",
        ("remove_role", "consented"): "unit_takes_part own_organisation role_takes_part duties_left confirmed",
        ("add_contact", "consented"): "may_keep_contacts not_refused contact_found responsibility one_convener",
        ("move_contact", "consented"): "may_keep_contacts not_refused contact_known contact_found",
        ("remove_contact", "consented"): "may_keep_contacts contact_known confirmed",
        ("archive", "consented"): "",
        ("set_coordinator", "consented"): f"{GOES_ON} contact_found no_coordinator",
        ("remove_coordinator", "consented"): "not_ended coordinator_known confirmed",
        ("note_other_plan", "consented"): f"{WORKS} complete day_not_future",
        ("remove_other_plan", "consented"): "not_ended other_plan_known confirmed",
        ("end", "consented"): "called not_ended reason_given confirmed",
        ("remove", "consented"): "confirmed not_called not_ended",
        ("remind", "consented"): "",
        ("write_to_coordinator", "consented"): f"{WORKS} called text_written texts_fit",
        ("invite_guest", "consented"): "consented not_ended complete texts_fit guest_may_log_in guest_not_patient"
        " not_invited last_day_fits protection_chosen confirmed",
        ("take_back_invitation", "consented"): "not_ended invited confirmed",
        ("write_message", "consented"): "not_refused some_text not_too_long receivers_take_part tells_nobody",
        ("acknowledge_message", "consented"): "message_found asked not_given not_annulled may_do_duty",
        ("annul_message", "consented"): "message_found own not_annulled",
    },
    "call": {
        ("save_call", ""): f"{WORKS} texts_fit",
        ("send_call", ""): f"{WORKS} patient_lives {TIME} type_fits somebody_called",
        ("move_meeting", "sent"): f"{WORKS} patient_lives before_meeting {TIME} type_fits reason_given",
        ("cancel_meeting", "sent"): "before_meeting reason_given texts_fit",
        ("acknowledge", "sent"): f"{GOES_ON} {CONFIRMS}",
        ("propose_time", "sent"): f"{GOES_ON} before_meeting {TIME}",
        ("hold_meeting", "sent"): f"{GOES_ON} meeting_begun knows_units",
        ("book_meeting", "held"): f"{WORKS} patient_lives",
        ("come", "sent"): f"{WORKS} before_meeting same_round",
        ("ask_another_time", "sent"): f"{WORKS} before_meeting same_round text_written texts_fit",
        ("come_as_guest", "sent"): "consented not_ended before_meeting same_round texts_fit",
        ("stay_away_as_guest", "sent"): "consented not_ended before_meeting same_round texts_fit",
    },
    "assessment": {
        ("start_assessment", ""): WORKS,
        ("start_assessment", "started"): "full_consent",
        ("save_assessment", "started"): f"{WORKS} {SAVING}",
    },
    "care_plan": {
        ("save_plan", "writing"): f"{WORKS} call_first {SAVING}",
        ("save_plan", "approving"): f"{WORKS} of_follow_up active {SAVING}",
        ("add_row", "writing"): f"{ROW} row_place_stands row_fits",
        ("move_row", "writing"): f"{ROW} row_stands",
        ("remove_row", "writing"): f"{ROW} row_stands row_unchanged",
        ("restore_row", "writing"): f"{ROW} row_place_stands row_fits",
        ("start_approval", "writing"): f"{WORKS} complete has_measures follow_up_in_time confirmed",
        ("approve", "approving"): f"{WORKS} {CONFIRMS}",
        ("update_plan", "approving"): f"{WORKS} coordinated_here reason_given texts_fit confirmed",
        ("tick", "approving"): f"{WORKS} active own_activity",
        ("write_as_guest", "approving"): "consented not_ended active guest_named status_known text_written texts_fit",
    },
}
TABLES = {
    "plan": rules.TABLE,
    "call": rules.CALL,
    "assessment": rules.ASSESSMENT,
    "care_plan": rules.CARE_PLAN,
}
SIP = {f"sip.{name}": Oracle(table, ROWS[name], GOOD, BREAKS, BETTER) for name, table in TABLES.items()}

REQUESTS = Oracle(
    table=requests.TABLE,
    rows={
        ("ask", ""): "unit_may_be_asked no_ongoing why_written",
        ("accept", "waiting"): "alive",
        ("decline", "waiting"): "reason_written",
        ("withdraw", "waiting"): "",
    },
    good=requests.RequestFacts(unit_may_be_asked=True, ongoing=False, alive=True, text="Text."),
    breaks={
        "unit_may_be_asked": breaks("Välj en av enheterna", unit_may_be_asked=False),
        "no_ongoing": breaks("redan en pågående plan", ongoing=True),
        "alive": breaks("har avlidit", alive=False),
        "why_written": (
            *breaks("vad ni behöver hjälp med att samordna", text=" \n"),
            *breaks("1 tecken för lång. Högst 2000", text="x" * 2001),
        ),
        "reason_written": (
            *breaks("Skriv varför. Personen läser det", text=" \n"),
            *breaks("1 tecken för lång. Högst 1000", text="x" * 1001),
        ),
    },
)
