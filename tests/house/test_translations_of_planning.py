"""The planning tool's pages in English, state by state: no Swedish except names and what people have written."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.urls import get_resolver, resolve, reverse

from tests.house.test_translations import SWEDISH, _said, _without_names
from tests.people import logged_in
from tests.planners import employ
from tests.plans import Drive
from tests.reading import Browser
from tests.sips import SipDrive
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.fields.models import FieldEdit
from vardtrad.planning.sip import calling, guests
from vardtrad.planning.sip.field_specs import ASSESSMENT_FIELDS, PLAN_FIELDS
from vardtrad.planning.sip.models import Guest
from vardtrad.planning.sip.states import Step
from vardtrad.planning.sip_requests import actions as requests
from vardtrad.planning.svu.payment.models import PaymentTerms
from vardtrad.shared.care_units.models import Organisation, Position, Role, Staff, Unit
from vardtrad.shared.people.models import Person

# Addresses that are only posted to, fragments, JSON and files; and the manual, which is in Swedish and marked so.
POSTED = """
acknowledge acknowledge_message add_contact add_role add_unit annul_message answer_sip assess_harm attest consent event
draft inform mark_complete move_contact refuse remove remove_contact remove_role remove_unit save_admission
save_discharge save_time start_assessment undo_discharge withdraw write_message assessment_save statement_save
assessment_editing statement_editing assessment_values statement_values assessment_person statement_person message_file
save_message_file
"""
POSTED_IN_A_SIP = """
acknowledge acknowledge_message add_contact add_role add_unit annul_message assess_harm consent draft inform
move_contact refuse remove remove_contact remove_role remove_unit withdraw write_message message_file save_message_file
save_call move_meeting cancel_meeting propose_time hold_meeting book_meeting start_assessment start_approval approve
invite_guest take_back_invitation
update_plan end set_coordinator remove_coordinator note_other_plan remove_other_plan from_svu assessment_save
care_plan_save assessment_editing
care_plan_editing assessment_values care_plan_values assessment_person care_plan_person
care_plan_row_add care_plan_row_move care_plan_row_restore care_plan_row care_plan_row_open version version_pdf pdf
"""
# How the addresses of the planning tool begin, and those of a person's own plans.
PLANNING = ("planer/", "min-plan")
NO_PAGE = {f"svu_{name}" for name in POSTED.split()} | {f"sip_{name}" for name in POSTED_IN_A_SIP.split()} | {
    "plan_manual", "plans_entry", "payment_csv", "payment_xlsx", "plan_changed", "plan_search", "search_staff",
    "svu_pdf", "svu_version_pdf", "sip_statistics_file",
    "choose_seat", "create_svu", "create_sip", "sip", "add_person", "svu", "svu_version", "plan_counts", "add_role",
    "remove_rule", "addressing_rule", "deactivate_unit", "unit_mailbox", "take_back_guarantee_unit",
    "accept_sip_request", "decline_sip_request", "draft_of_sip_request", "draft_of_request", "withdraw_sip_request",
    "come_to_meeting", "ask_another_time", "write_to_coordinator", "tick_activity", "draft_of_my_plan", "my_plan_pdf",
    "answer_as_guest", "write_as_guest", "draft_as_guest",
}  # fmt: skip


def _data() -> list[str]:
    """The texts in the database: names of people, places and roles, what was written, and the region's own lists."""
    names = [
        str(value)
        for model in (Unit, Organisation, Role, Position)
        for value in model.objects.values_list("name", flat=True)
    ]
    staff = [
        part
        for member in Staff.objects.all()
        for part in (member.name, member.given_name, member.family_name, member.title)
        if part
    ]
    people = [
        part
        for person in Person.objects.all()
        for part in (person.name, person.given_name, person.family_name, person.street, person.place)
        if part
    ]
    written = [*FieldEdit.objects.values_list("value", flat=True), "Fallolycka med höftfraktur.", "Behöver längre tid.",
               "Nyckel finns hos dottern.", "SIP behövs inte enligt oss.", "Vårdcentralen, rum 3",
               "Behöver samordnat stöd hemma.", *Guest.objects.values_list("why", flat=True),
               *Guest.objects.values_list("role", flat=True)]  # fmt: skip
    lists = [words for choices in settings.PLANNING_LISTS.values() for words in choices.values()]
    texts = {*names, *staff, *people, *written, *lists, "Vårdtråd", "Ö"}
    return sorted({text.lower() for text in texts if text} | {text for text in texts if text}, key=len, reverse=True)


def _swedish_on(page: Any) -> list[str]:
    assert '<html lang="en"' in page.html
    data, left = _data(), []
    for text in _said(page):
        for known in data:
            text = text.replace(known, "")
        if SWEDISH.search(_without_names(text)):
            left.append(text)
    return left


def _pages(planners) -> list[tuple[Any, str]]:
    vera, oskar, karin, agda, konrad = (planners.staff[name] for name in ("vera", "oskar", "karin", "agda", "konrad"))
    svu = Drive(planners).published().acknowledged("admission", oskar).assessing()
    svu.writes(vera, "kartlaggning.mat", "Äter själv.").estimated().marked().attests(vera).convened()
    svu.messaged(vera, ask=(oskar, karin))
    refused = Drive(planners, patient="edvin").refused().published()
    gone = Drive(planners, patient="olof", others=("oskar", "karin")).published().ready().attested().discharged()
    names = (
        "andra tid ta-bort handelse ny-deltagare avregistrera fast-vardkontakt menprovning information andra-stallning"
        " angra inskrivning utskrivning"
    )
    asked = ["", *(f"?visa={name}" for name in names.split())]
    steps = ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning")
    pages = _requests_for_a_sip(planners)
    for who in (vera, oskar, karin):
        pages += [
            (who.browser, who.base + path)
            for path in ("", "idag/", "betalning/", "hjalp/", "info/", "byt/", "vardkontakt/", "enhetens-sip/")
        ]
        pages.append((who.browser, f"{who.base}svu/{svu.key}/kontaktkort"))
        for plan in (svu, refused, gone):
            pages += [(who.browser, f"{who.base}svu/{plan.key}/{step}/") for step in steps]
    pages += [(vera.browser, f"{vera.base}svu/{svu.key}/{step}/{query}") for step in steps for query in asked]
    new = Drive(planners, patient="wilma", others=())
    pages += [(vera.browser, f"{vera.base}svu/{new.key}/inskrivning/{query}") for query in asked]
    for version in Version.objects.filter(key=svu.key, move__in=["publish_admission", "mark_complete"]):
        for name in (
            "svu_version_admission",
            "svu_version_discharge_time",
            "svu_version_assessment",
            "svu_version_statement",
            "svu_version_discharge",
            "svu_version_printed",
        ):
            pages.append((vera.browser, reverse(name, args=[vera.unit.id, vera.role, svu.key, version.id])))
    for name, field in (
        ("svu_assessment_history", "kartlaggning.mat"),
        ("svu_statement_history", "stallningstagande.yttrande"),
    ):
        pages.append((vera.browser, reverse(name, args=[vera.unit.id, vera.role, svu.key]) + f"?falt={field}"))
    pages.append((vera.browser, reverse("svu_versions", args=[vera.unit.id, vera.role, svu.key])))
    pages.append((vera.browser, reverse("svu_printed", args=[vera.unit.id, vera.role, svu.key])))
    pages += _sip_pages(planners)
    for who in (vera, agda):
        who.browser.send(f"{who.base}sok/", {"number": planners.patients["elsa"].identity})
        pages.append((who.browser, f"{who.base}person/{planners.patients['elsa'].id}/"))
    pages.append((agda.browser, f"{agda.base}las/{svu.key}/"))
    engine = f"/personal/{planners.hospital.id}/regelmotor/"
    Unit.objects.filter(pk=planners.inactive_clinic.id).update(takes_cases=True)
    pages += [
        (konrad.browser, engine + path)
        for path in ("", "befattningar/", "adressering/", "prova/", f"enhet/{planners.ward_a.id}/",
                     "tillganglighet/", "vardgaranti/", "betalningsvillkor/",
                     f"betalningsvillkor/vardform/{planners.ward_a.id}/",
                     *(f"betalningsvillkor/{term}/ta-bort" for term in _terms(planners.region)))
    ]  # fmt: skip
    return pages


def _resident(planners: Any, name: str) -> Browser:
    browser = logged_in(planners.patients[name])
    browser.cookies["vt_sprak"] = "en"
    return browser


def _requests_for_a_sip(planners: Any) -> list[Any]:
    """A request that waits, at the unit that it was sent to, and the form of somebody who has not asked."""
    oskar, elsa = planners.staff["oskar"], planners.patients["elsa"]
    actor = Actor(ActorKind.RESIDENT, elsa.id, elsa.name)
    asked = requests.ask(actor, oskar.unit.id, "Behöver samordnat stöd hemma.")
    here = f"{oskar.base}fragor-om-sip/"
    return [
        (oskar.browser, here),
        (oskar.browser, f"{here}{asked.thing.id}/"),
        (_resident(planners, "runa"), "/min-plan/be-om"),
    ]


def _own_pages(planners: Any, sip: SipDrive, updated: SipDrive) -> list[Any]:
    """What a person reads of an own plan: the list, the plan, the plan on paper, and one that was replaced."""
    browser = _resident(planners, "elsa")
    pages = [
        (browser, path)
        for path in ("/min-plan", "/min-plan/kontakter", f"/min-plan/{sip.key}", f"/min-plan/{sip.key}/utskrift")
    ]
    return [*pages, (_resident(planners, "wilma"), f"/min-plan/{updated.key}/tidigare/1")]


def _statistics(planners: Any) -> list[Any]:
    """The statistics of SIP, as a unit's administrator sees them."""
    unit = planners.health_centre
    chief = employ(unit, "Ada", "Ask", "V900", "sjukskoterska", licensed=True, permissions=("administrator",))
    chief.browser.cookies["vt_sprak"] = "en"
    return [(chief.browser, f"{chief.base}sip-statistik/"), (chief.browser, f"{chief.base}enhetens-sip/")]


def _sip_pages(planners: Any) -> list[Any]:
    """The pages of a SIP: new, called, active, updated, refused and ended, with each form open."""
    asked = ("", "?visa=andra-mote", "?visa=foresla", "?visa=stall-in", "?visa=uppdatera", "?visa=avsluta",
             "?visa=samordningsansvarig", "?visa=ta-bort", "?visa=bjud-in")  # fmt: skip
    states = [
        SipDrive(planners, patient="sigrid", creator="oskar").consented(),
        SipDrive(planners, patient="elsa", creator="oskar").called(interpreter=True, language="Arabiska"),
        SipDrive(planners, patient="wilma", creator="oskar").active(),
        SipDrive(planners, patient="luz", creator="oskar").refused(),
    ]
    sip = states[1]
    sip.invites(planners.patients["olof"])
    sip.invites(planners.patients["edvin"])
    taken_back = sip.invites(planners.patients["ture"])
    guests.take_back(sip.care.actor, sip.key, taken_back, confirmed=True)
    _guest_speaks(planners, states[2])
    calling.propose_time(sip.town.actor, sip.key, clock.today() + timedelta(days=9), time(10), "")
    pages = [
        (sip.care.browser, f"{sip.care.base}sip/{one.key}/{step.slug}/{query}")
        for one in states
        for step in Step
        for query in asked
    ]
    pages += [(sip.town.browser, f"{sip.town.base}sip/{sip.key}/{step.slug}/") for step in Step]
    for name, field in (
        ("sip_assessment_history", ASSESSMENT_FIELDS[0].path),
        ("sip_care_plan_history", PLAN_FIELDS[0].path),
    ):
        pages.append(
            (sip.care.browser, reverse(name, args=[sip.care.unit.id, sip.care.role, sip.key]) + f"?falt={field}")
        )
    guest = _resident(planners, "olof")
    pages += [(guest, path) for path in ("/min-plan", *(f"/min-plan/inbjuden/{one.key}" for one in states[1:3]))]
    pages.append((sip.care.browser, f"{sip.care.base}sip/{sip.key}/kontaktkort"))
    return pages + _sip_rows_and_versions(sip) + _own_pages(planners, sip, states[2]) + _statistics(planners)


def _guest_speaks(planners: Any, sip: Any) -> None:
    """A guest answers and writes about an activity of an approved plan."""
    olof = planners.patients["olof"]
    sip.updated()
    sip.invites(olof)
    goal = sip.adds(sip.care, "delmal", rubrik="Kunna bo kvar hemma.", enhet=str(sip.care.unit.id))
    row = sip.adds(sip.care, "aktivitet", goal, rubrik="Hemtjänst.", status="pagar", ansvarig=str(olof.id))
    sip.approving().approved()
    who = Actor(ActorKind.RESIDENT, olof.id, olof.name)
    guests.answer(who, sip.key, 1, "", comes=False)
    guests.write_about(who, sip.key, row, "pagar", "")


def _sip_rows_and_versions(sip: Any) -> list[Any]:
    """The plan with a row open, the question before a row is removed, those that were, and the versions."""
    goal = sip.adds(sip.care, "delmal", rubrik="Kunna bo kvar hemma.", enhet=str(sip.care.unit.id))
    activity = sip.adds(sip.care, "aktivitet", goal, rubrik="Hemtjänst.", status="pagar", ansvarig="personen")
    gone = sip.adds(sip.care, "delmal", rubrik="Ett annat mål.")
    sip.changes(sip.care, "delmal", gone, RowChange.REMOVE)
    at = [sip.care.unit.id, sip.care.role, sip.key]
    (version, *_later) = Version.objects.filter(key=sip.key, move="send_call").order_by("number")
    queries = {
        "sip_care_plan": f"?rad={activity.hex}",
        "sip_care_plan_row_remove": f"?grupp=delmal&rad={goal.hex}",
        "sip_care_plan_rows_removed": "?grupp=delmal",
        "sip_versions": "",
        "sip_printed": "",
    }
    earlier = [
        reverse(f"sip_version_{name}", args=[*at, version.id])
        for name in ("call", "assessment", "care_plan", "printed")
    ]
    addresses = [*(reverse(name, args=at) + query for name, query in queries.items()), *earlier]
    return [(sip.care.browser, address) for address in addresses]


def _terms(region: Organisation) -> list[Any]:
    """Terms of each kind: past, present and coming."""
    today = clock.today()
    return [
        PaymentTerms.objects.create(region=region, valid_from=today + timedelta(days=days), working_days=days > 0).id
        for days in (-60, -30, 30)
    ]


def test_every_planning_page_in_english(planners):
    for member in planners.staff.values():
        member.browser.cookies["vt_sprak"] = "en"
    untranslated, drawn = {}, set()
    for browser, address in _pages(planners):
        page = browser.open(address)
        assert page.status == 200, address
        drawn.add(resolve(address.partition("?")[0]).url_name)
        if left := _swedish_on(page):
            untranslated[address] = left
    assert {text for texts in untranslated.values() for text in texts} == set()
    assert planning_pages() - drawn == set(), "a page that is not checked in English"


def planning_pages() -> set[str]:
    """The names of the pages of the planning tool, of a person's own plans, and of the rule engine.

    Addresses that show no page are not among them.
    """
    resolver = get_resolver()
    named = {
        name: resolver.reverse_dict.getlist(name)[0][0][0][0] for name in resolver.reverse_dict if isinstance(name, str)
    }
    ours = {name for name, path in named.items() if path.startswith(PLANNING) or "/regelmotor/" in path}
    return ours - NO_PAGE
