"""What the rows of the clinics' half need: cases, tasks and requests for listing."""

from __future__ import annotations

from tests.needs.oracle import Oracle, breaks
from vardtrad.cases.case import rules as cases
from vardtrad.cases.listing import rules as listing
from vardtrad.cases.tasks import rules as tasks

WORDS = "some_text not_too_long"
FILES = "files_wait few_files"
SAID = f"{WORDS} {FILES}"
ENDING = "some_reason not_too_long"

CASES = Oracle(
    table=cases.TABLE,
    rows={
        ("send", ""): "service_open hours_and_cap may_reach_clinic signs_confirmed a_kind answers_complete"
        f" text_or_shortcut not_too_long {FILES}",
        ("register", ""): "service_open patient_living answer_arrives signs_confirmed a_kind answers_complete"
        f" text_or_shortcut not_too_long {FILES}",
        ("send_question", ""): f"service_open may_answer_here may_reach_clinic {SAID}",
        ("send_information", ""): f"service_open may_reach_clinic {SAID}",
        ("assign", "received"): "may_answer_here",
        ("reassign", "assigned"): "may_answer_here somebody_else",
        ("take", "received"): "may_answer_here",
        ("take", "assigned"): "may_answer_here",
        ("transfer", "received"): "open_to_transfer target_approved",
        ("transfer_and_tell", "received"): f"open_to_transfer target_approved {WORDS}",
        ("partial_reply", "received"): SAID,
        ("partial_reply", "answered"): SAID,
        ("ask", "received"): SAID,
        ("ask", "assigned"): SAID,
        ("answer_back", "asked"): f"answers_complete {SAID}",
        ("record_reply", "asked"): f"answers_elsewhere answers_complete {SAID}",
        ("record_reply", "closed"): f"closed_by_clock answers_complete {SAID}",
        ("answer", "received"): SAID,
        ("answer", "assigned"): SAID,
        ("close_without_answer", "received"): ENDING,
        ("close_without_answer", "assigned"): ENDING,
        ("note", "assigned"): WORDS,
        ("consult", "assigned"): f"colleague_reachable target_approved {WORDS}",
        ("consult_reply", "assigned"): WORDS,
        ("mark_urgent", "assigned"): "",
        ("mark_not_urgent", "assigned"): "",
        ("link", "assigned"): "another_case",
        ("snooze", "assigned"): "in_the_future",
        ("wake", "assigned"): "may_wake",
        ("postpone", "assigned"): f"{SAID} in_the_future one_at_a_time",
        ("cancel_postponed", "assigned"): "",
        ("deliver_answer", "assigned"): "still_waiting author_may",
        ("deliver_partial_reply", "assigned"): "still_waiting author_may",
        ("deliver_question", "assigned"): "still_waiting author_may",
        ("return_postponed", "assigned"): "still_waiting author_may_not",
        ("hold_answer", "received"): f"{SAID} one_at_a_time time_to_undo",
        ("hold_answer", "assigned"): f"{SAID} one_at_a_time time_to_undo",
        ("hold_closing", "received"): f"{ENDING} one_at_a_time time_to_undo",
        ("hold_closing", "assigned"): f"{ENDING} one_at_a_time time_to_undo",
        ("take_back", "closing"): "wrote_it not_yet_sent",
        ("deliver_answer", "closing"): "still_waiting",
        ("deliver_closing", "closing"): "still_waiting",
        ("pass_on", "closed"): "",
        ("flag", "assigned"): "overdue",
        ("remind", "asked"): "reminder_due patient_living",
        ("skip_reminder", "asked"): "reminder_due",
        ("close_unanswered", "asked"): "time_to_answer_over",
        ("mark_read", "assigned"): "",
        ("mark_seen", "received"): "",
        ("mark_seen", "assigned"): "",
    },
    good=cases.CaseFacts(
        text="En text.", service_open=True, may_reach_clinic=True, target_may_answer=True, target_is_handler=False,
        clinic_open_to_transfer=True, may_reach_target=True, kind_fits=True, colleague_reachable=True, later=True,
        postponed=False, other_case=True, overdue=True, may_wake=True, still_waiting=True, author_may=True,
        author_may_not=True, time_to_undo=True, wrote_it=True, not_yet_sent=True, patient_living=True,
        answer_arrives=True, answers_elsewhere=True, closed_by_clock=True, files=10, most_files=10, files_wait=True,
        answers_complete=True, signs_confirmed=True, reminder_due=True, time_to_answer_over=True,
    ),
    breaks={
        "service_open": breaks("tar inte emot ärenden av den här typen", service_open=False),
        "hours_and_cap": breaks("Stängt i dag.", closed_now="Stängt i dag."),
        "may_reach_clinic": breaks("först godkänna att ni skriver", may_reach_clinic=False),
        "a_kind": breaks("Välj något av alternativen.", kind_fits=False),
        "text_or_shortcut": breaks("Skriv ett meddelande.", text=" \n"),
        "some_text": breaks("Skriv ett meddelande.", text=" \n"),
        "some_reason": breaks("Skriv orsaken", text=" \n"),
        "not_too_long": breaks("1 tecken för lång. Högst 4000", text="x" * 4001),
        "may_answer_here": breaks("kan inte få ärenden", target_may_answer=False),
        "somebody_else": breaks("redan fördelat till den personen", target_is_handler=True),
        "open_to_transfer": breaks("tar inte emot ärenden från andra", clinic_open_to_transfer=False),
        "target_approved": breaks("andra mottagningen har inte godkänt", may_reach_target=False),
        "colleague_reachable": breaks("Välj en kollega", colleague_reachable=False),
        "another_case": breaks("Välj ett annat ärende", other_case=False),
        "in_the_future": breaks("högst 90 dagar fram", later=False),
        "may_wake": breaks("lades undan till har inte kommit", may_wake=False),
        "one_at_a_time": breaks("Något väntar redan", postponed=True),
        "still_waiting": breaks("väntar inte längre", still_waiting=False),
        "author_may": breaks("får inte längre svara", author_may=False),
        "author_may_not": breaks("får svara på mottagningen", author_may_not=False),
        "time_to_undo": breaks("går inte att vänta", time_to_undo=False),
        "wrote_it": breaks("den som skrev som kan ångra", wrote_it=False),
        "not_yet_sent": breaks("för sent att ångra", not_yet_sent=False),
        "files_wait": breaks("En bifogad fil har tagits bort", files_wait=False),
        "few_files": (
            *breaks("Högst 10 filer", files=11),
            *breaks("Högst 5 filer", files=6, most_files=5),
            *breaks("Högst 20 filer", files_in_questions=21),
        ),
        "patient_living": breaks("Personen är avliden", patient_living=False),
        "answer_arrives": breaks("Svaret når inte personen", answer_arrives=False),
        "closed_by_clock": breaks("väntar inte på invånarens svar", closed_by_clock=False),
        "answers_elsewhere": breaks("svarar själv i sin inkorg", answers_elsewhere=False),
        "signs_confirmed": breaks("bekräfta att inget av dem stämmer", signs_confirmed=False),
        "answers_complete": breaks("Svara på alla frågor", answers_complete=False),
        "reminder_due": breaks("ska inte påminnas nu", reminder_due=False),
        "time_to_answer_over": breaks("Tiden för invånaren att svara har inte gått ut", time_to_answer_over=False),
        "overdue": breaks("tiden inte gått ut", overdue=False),
    },
)  # fmt: skip

TASKS = Oracle(
    table=tasks.TABLE,
    rows={
        ("add", ""): "some_text fits holder_fits case_waits not_reminded",
        ("wait", "to_do"): "fits",
        ("resume", "waiting"): "fits",
        ("finish", "to_do"): "fits",
        ("reopen", "done"): "fits",
        ("take", "to_do"): "holder_fits somebody_else",
        ("hand_over", "to_do"): "fits holder_fits somebody_else",
        ("send_on", "to_do"): "fits unit_reachable unit_approved",
        ("change", "to_do"): "some_text fits",
        ("note", "to_do"): "some_note fits",
    },
    good=tasks.TaskFacts(
        text="Skriv ut.",
        note="Väntar.",
        holder_fits=True,
        same_holder=False,
        unit_reachable=True,
        may_reach_unit=True,
        case_waits=True,
        reminded=False,
    ),
    breaks={
        "some_text": breaks("Skriv vad som ska göras.", text=" "),
        "some_note": breaks("Skriv en anteckning.", note=" "),
        "fits": (
            *breaks("1 tecken för lång. Högst 300", text="x" * 301),
            *breaks("1 tecken för lång. Högst 500", note="x" * 501),
        ),
        "holder_fits": breaks("kan inte få uppgifter", holder_fits=False),
        "somebody_else": breaks("har redan uppgiften", same_holder=True),
        "unit_reachable": breaks("samma organisation", unit_reachable=False),
        "unit_approved": breaks("andra mottagningen har inte godkänt", may_reach_unit=False),
        "case_waits": breaks("redan avslutat", case_waits=False),
        "not_reminded": breaks("En sådan uppgift väntar redan", reminded=True),
    },
)

LISTING = Oracle(
    table=listing.TABLE,
    rows={
        ("ask", ""): "clinic_lists not_here_already may_reach_clinic",
        ("accept", "waiting"): "alive",
        ("decline", "waiting"): "some_reason",
        ("withdraw", "waiting"): "",
    },
    good=listing.ListingFacts(
        clinic_lists=True, listed_here=False, may_reach_clinic=True, alive=True, reason="Vi har inga lediga platser."
    ),
    breaks={
        "clinic_lists": breaks("tar inte emot önskemål om listning", clinic_lists=False),
        "not_here_already": breaks("redan listad här", listed_here=True),
        "may_reach_clinic": breaks("först godkänna att ni skriver", may_reach_clinic=False),
        "alive": breaks("har avlidit", alive=False),
        "some_reason": (
            *breaks("Skriv varför önskemålet avböjs", reason=" \n"),
            *breaks("1 tecken för lång. Högst 500", reason="x" * 501),
        ),
    },
)
