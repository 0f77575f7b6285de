"""The staff tool's new pages in English: no Swedish except names and what people and clinics have written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import get_resolver, resolve

from tests.house.test_access_matrix import World
from tests.house.test_translations import HERE, SWEDISH, _data, _said, _without_names
from tests.house.test_translations import NO_PAGE as POSTED
from tests.house.test_translations_of_planning import PLANNING
from tests.people import Region, now
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves import consulting, laying_aside, linking, notes, sending_later, urgency
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.staff.bulk import actions as bulk
from vardtrad.cases.staff.bulk.models import Action
from vardtrad.cases.staff.sending import actions as outgoing
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.teams.models import Group
from vardtrad.cases.waiting_list import informing
from vardtrad.cases.waiting_list.models import GuaranteeService, WaitingEntry
from vardtrad.kernel import clock

# Addresses that are only posted to, redirect to another page, or give JSON or a file.
NO_PAGE = POSTED | {
    "accept_listing", "add_steps", "case_documented", "case_cancel_postponed",
    "case_consult", "case_consult_reply", "case_link",
    "case_letter", "order_letters",
    "case_note", "case_now", "case_pdf", "case_snooze", "case_take", "case_take_back", "case_urgent", "case_wake",
    "choose_cases",
    "clinic_now", "copy_week", "decline_listing", "draft_of_answer", "draft_of_case_type", "draft_of_job",
    "draft_of_listing", "draft_of_new_question", "draft_of_question", "change_form", "export_form", "rearrange",
    "draft_of_new_answer", "draft_of_new_own_answer", "draft_of_new_task",
    "draft_of_own_answer", "draft_of_resident", "draft_of_settings", "draft_of_staff", "draft_of_task",
    "draft_to_clinic", "draft_to_register", "draft_to_send", "case_record_reply",
    "end_substitute", "errand_change", "errand_hand_over", "errand_step",
    "export_list", "filter_list", "job_now", "order_job", "paper_of_cases", "paper_part", "partial_reply",
    "remove_answer",
    "remove_contact", "remove_own_answer", "remove_recipient", "remove_view", "rename_view", "save_view",
    "search_cases", "search_inbox", "statistics_file", "switch_template", "resident_here", "staff_here", "stop_job",
    "use_group", "stop_sending", "sending_now",
    "draft_of_card", "own_log_pdf", "choose_form", "load_care_guarantee",
    "use_delivered_form", "draft_of_danger_signs",
    # With a form to answer, tested where forms are answered (cases/resident, cases/staff/registering).
    "answer_form", "case_reply_form", "file_of_reply", "file_to_clinic", "file_of_answer", "resident_file",
    "save_resident_file", "resident_picture",
    "case_waiting_file", "file_to_send", "file_to_register", "file_of_trial",
    "case_file", "save_case_file", "case_picture",
    "withdraw_listing", "enter_proxy", "leave_proxy", "remove_proxy", "take_back_power",
    "answer_agreement", "remove_cover", "revoke_agreement",
    "make_bundle", "bundle_pdf", "bundle_sent", "change_letter",
    "change_code", "change_code_and_answer", "remove_from_waiting_list", "correct_code", "document_contact",
    "draft_of_waiting_entry",
    "waiting_list_file", "code_changes_again", "proof_pdf", "care_bundle_pdf", "documents_posted", "add_care_document",
    "care_document", "leave_out_care_document", "look_through",
    "send_provider", "draft_of_provider",
    # Read in English by tests of their own, which put something there to read.
    "prove_address", "password_login", "password_code", "order_password",
}  # fmt: skip

# Who opens a page of the tool: its first path after the clinic's own. Others are opened by the receiver and a handler.
ADMINISTRATION, OWN = ("adam",), ("hugo",)
OPENS = {
    "personal_settings": OWN, "substitutes": OWN, "own_answers": OWN, "new_own_answer": OWN, "own_answer": OWN,
    "job": ("rut",), "print_cases": ("rut",), "choose_recipients": OWN, "send_case": OWN, "sent_cases": OWN,
    "list_recipients": OWN, "resident_help": ("alva",),
    "resident_settings": ("alva",), "children": ("alva",), "add_child": ("alva",),
    "powers": ("alva",), "own_log": ("alva",), "contact_card": ("alva",), "case_contact_card": OWN,
    "letters": ("rut", "adam"), "not_arrived": ("rut",), "guarantee": ("rut",), "waiting_list": ("rut",),
    "place_on_waiting_list": ("rut",), "code_changes": ("rut",), "waiting_entry": ("rut",), "proof": ("rut",),
    "care_bundle": ("rut",),    "guarantee_service": ("olle",), "guarantee_provider": ("olle",),
    "my_listing": ("alva",), "ask_for_listing": ("alva",), "listing": ("rut",), "listings": ("rut",),
    "handled_listings": ("rut",), "shortcuts": ("rut",), "case_printed": OWN, "clinic_help": ("rut", "hugo", "adam"),
    "schedule_shown": ("rut", "hugo"), "statistics": ("rut", "hugo", "adam"), "saved_views": ("rut", "hugo"),
    "errands": ("rut", "hugo"), "errand": OWN, "new_errand": OWN, "choose_template": OWN, "register_case": OWN,
    "questions_from_colleagues": ("rut", "hugo"), "outside_readings": ("greta",),
}  # fmt: skip
# The pages of another clinic than A: clinic B is the Vårdgarantiservice.
ELSEWHERE = {"guarantee_service": "B", "guarantee_provider": "accepted-at-B"}
LISTS = ("clinic_to_do", "clinic_all", "incoming", "distributed", "clinic_closed", "own_to_do", "own_all", "assigned",
         "questions", "own_closed", "untaken", "urgent")  # fmt: skip


class Tool(World):
    """The house's world with something of everything that the tool shows, all of its browsers reading English."""

    def __init__(self, region: Region) -> None:
        super().__init__(region)
        for browser in self.browsers.values():
            browser.cookies["vt_sprak"] = "en"
        self.dispatched = self._dispatched(region)
        self.jobs = {action: self._job(action) for action in Action}
        self._asides()

    def _job(self, action: Action) -> Any:
        who = self.region.people["rut"]
        keys = [self.at["A"].id, self.new.id]
        return bulk.choose(who.actor, action, keys, chosen_in=who.address("arenden/"), language="en")

    def _dispatched(self, region: Region) -> Dispatch:
        hugo, template = region.people["hugo"], self.sending.template
        sent = outgoing.begin(hugo.actor, region.a, template)
        outgoing.add(hugo.actor, sent, region.people["alva"].person)
        outgoing.send(hugo.actor, sent, "Hej.", hugo.staff)
        return sent

    def _asides(self) -> None:
        hugo, hanna, rut = (self.region.people[name] for name in ("hugo", "hanna", "rut"))
        case, soon = self.at["A"], clock.now() + timedelta(days=2)
        notes.note(hugo.actor, case.id, "Ringde.")
        consulting.consult(hugo.actor, case.id, "Vad tycker du?", self.region.a, hanna.staff)
        urgency.mark_urgent(hugo.actor, case.id, urgent=True)
        aside = rut.does("assign", self.region.people["alva"].sends(self.region.renewal_at_a), hugo.staff)
        laying_aside.snooze(hugo.actor, aside.id, soon)
        self.later = rut.does("assign", self.region.people["alva"].sends(self.region.renewal_at_a), hugo.staff)
        linking.link(hugo.actor, self.later.id, case.id)
        sending_later.postpone(
            hugo.actor, self.later.id, MessageKind.ANSWER, "Skickas sen.", soon, seen=now(self.later).content
        )

    def pages(self) -> list[tuple[str, str]]:
        """Every checked page of the tool: who opens it, and its address."""
        addresses = [
            (who, self.address(name, ELSEWHERE.get(name, "A")))
            for name in sorted(tool_pages())
            if name not in LISTS and name != "sent_cases"
            for who in OPENS.get(name, ADMINISTRATION)
        ]
        addresses += [
            (who, self.address(name, "A") + asked)
            for name in LISTS
            for who in (
                ("rut",)
                if "own" not in name and name not in {"assigned", "questions", "untaken", "urgent"}
                else ("hugo",)
            )
            for asked in ("", "?visa=filter", "?status=assigned&lasning=unread&person=alva")
        ]
        addresses += [
            (who, self.region.people[who].case_address(case) + (f"?flik={tab}" if tab else ""))
            for who, case in (("rut", self.new), ("hugo", self.at["A"]), ("hanna", self.at["A"]), ("hugo", self.later))
            for tab in ("", "besvara", "delsvar", "motfraga", "avsluta", "fordela", "omfordela", "anteckning",
                        "kollega", "undan", "koppla", "uppgifter")
        ]  # fmt: skip
        addresses += [
            (
                "rut",
                self.region.people["rut"].address(f"jobb/{job.id}/{'utskrift' if job.action == 'skriv-ut' else ''}"),
            )
            for job in self.jobs.values()
        ]
        hugo = self.region.people["hugo"]
        addresses.append(("hugo", hugo.address(f"skicka/{self.dispatched.id}/klart")))
        return addresses


def written() -> list[str]:
    """The texts in the database in the language of the person who wrote them, longest first."""
    tool = (Group, Task, StepList, ListingRequest, Dispatch)
    # The title and the question of the world's form, and the reason for its decision on what a guardian reads.
    texts = {*_data(), "Hälsa", "Mår du bra?", "Skäl."}
    # The message about the provider is proposed in the language of its reader, with a variable in it.
    for accepted in WaitingEntry.objects.select_related("patient").filter(state="hvop"):
        texts |= {informing.PROVIDER, informing.standard_text(accepted, GuaranteeService.objects.get())}
    for model in tool:
        for row in model.objects.values():
            texts |= {value for value in row.values() if isinstance(value, str) and len(value) > 2}
            texts |= {text for value in row.values() if isinstance(value, list) for text in value}
    for text in texts.copy():
        # A text of several paragraphs is read a paragraph at a time.
        texts |= {part.strip() for part in text.splitlines() if len(part.strip()) > 2}
    return sorted(texts, key=len, reverse=True)


def tool_pages() -> set[str]:
    """The names of the staff tool's new pages, and of the resident's that belong to them."""
    resolver = get_resolver()
    named = {
        name: resolver.reverse_dict.getlist(name)[0][0][0][0] for name in resolver.reverse_dict if isinstance(name, str)
    }
    elsewhere = {name for name, path in named.items() if path.startswith(PLANNING) or "/regelmotor/" in path}
    return set(named) - elsewhere - NO_PAGE - HERE


def test_every_page_of_the_tool_in_english(region: Region) -> None:
    tool = Tool(region)
    untranslated, drawn = {}, set()
    for who, address in tool.pages():
        page = tool.browsers[who].open(address)
        name = resolve(address.partition("?")[0]).url_name
        assert (name, page.status, page.address) == (name, 200, address)
        drawn.add(name)
        if left := swedish_on(page):
            untranslated[f"{who} {address}"] = left
    assert {text for texts in untranslated.values() for text in texts} == set()
    assert tool_pages() - drawn == set(), "a page that is not checked in English"


def swedish_on(page: Any) -> list[str]:
    """The Swedish texts of a page in English that nobody has written themselves."""
    assert '<html lang="en"' in page.html
    known, left = written(), []
    for text in _said(page):
        # The beginning of somebody's text, as a list shows it.
        begun = text.removesuffix("…").strip()
        if text != begun and any(text.startswith(begun[:20]) for text in known if len(begun) > 20):
            continue
        for data in known:
            text = text.replace(data, "")
        if SWEDISH.search(_without_names(text)):
            left.append(text)
    return left
