"""The planning tool's pages in English, state by state: no Swedish but names and what people have written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import get_resolver, resolve, reverse

from tests.house.test_translations import SWEDISH, _said, _without_names
from tests.plans import Drive
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.planning.fields.models import FieldEdit
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.sip import actions as sip
from vardtrad.planning.sip.given import CallGiven
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.svu.payment.models import PaymentTerms
from vardtrad.shared.care_units.models import Organisation, Position, Role, Staff, Unit
from vardtrad.shared.people.models import Person

# What is only posted, fragments, JSON and files; and the manual, which is in Swedish and says so by its language.
POSTED = """
acknowledge acknowledge_message add_contact add_role add_unit annul_message answer_sip assess_harm attest consent event
inform mark_complete move_contact refuse remove remove_contact remove_role remove_unit save_admission save_discharge
save_time start_assessment undo_discharge withdraw write_message assessment_save statement_save assessment_editing
statement_editing assessment_values statement_values assessment_person statement_person message_file save_message_file
"""
NO_PAGE = {f"{process}_{name}" for process in ("svu", "sip") for name in [*POSTED.split(), "save_call"]} | {
    "plan_manual", "plans_entry", "payment_csv", "payment_xlsx", "plan_changed", "plan_search", "search_staff",
    "svu_pdf", "svu_version_pdf",
    "choose_seat", "create_svu", "create_sip", "add_person", "svu", "sip", "svu_version", "plan_counts",
    "add_role", "remove_rule", "addressing_rule", "deactivate_unit",
}  # fmt: skip


def _data() -> list[str]:
    """What stands in the database: names of people, places and roles, what was written, and the region's own lists."""
    names = [
        str(value)
        for model in (Unit, Organisation, Role, Position)
        for value in model.objects.values_list("name", flat=True)
    ]
    staff = [
        part for one in Staff.objects.all() for part in (one.name, one.given_name, one.family_name, one.title) if part
    ]
    people = [
        part
        for one in Person.objects.all()
        for part in (one.name, one.given_name, one.family_name, one.street, one.place)
        if part
    ]
    written = [*FieldEdit.objects.values_list("value", flat=True), "Fallolycka med höftfraktur.", "Behöver längre tid.",
               "Nyckel finns hos dottern.", "SIP behövs inte enligt oss.", "Hemgång."]  # fmt: skip
    lists = [words for one in settings.PLANNING_LISTS.values() for words in one.values()]
    found = {*names, *staff, *people, *written, *lists, "Vårdtråd", "Ö"}
    return sorted({one.lower() for one in found if one} | {one for one in found if one}, key=len, reverse=True)


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
    found = []
    for who in (vera, oskar, karin):
        found += [
            (who.browser, who.base + path)
            for path in ("", "idag/", "betalning/", "hjalp/", "info/", "byt/", "vardkontakt/", "enhetens-sip/")
        ]
        for one in (svu, refused, gone):
            found += [(who.browser, f"{who.base}svu/{one.key}/{step}/") for step in steps]
    found += [(vera.browser, f"{vera.base}svu/{svu.key}/{step}/{query}") for step in steps for query in asked]
    new = Drive(planners, patient="wilma", others=())
    found += [(vera.browser, f"{vera.base}svu/{new.key}/inskrivning/{query}") for query in asked]
    for one in Version.objects.filter(key=svu.key, move__in=["publish_admission", "mark_complete"]):
        for name in (
            "svu_version_admission",
            "svu_version_discharge_time",
            "svu_version_assessment",
            "svu_version_statement",
            "svu_version_discharge",
            "svu_version_printed",
        ):
            found.append((vera.browser, reverse(name, args=[vera.unit.id, vera.role, svu.key, one.id])))
    for name, field in (
        ("svu_assessment_history", "kartlaggning.mat"),
        ("svu_statement_history", "stallningstagande.yttrande"),
    ):
        found.append((vera.browser, reverse(name, args=[vera.unit.id, vera.role, svu.key]) + f"?falt={field}"))
    found.append((vera.browser, reverse("svu_versions", args=[vera.unit.id, vera.role, svu.key])))
    found.append((vera.browser, reverse("svu_printed", args=[vera.unit.id, vera.role, svu.key])))
    for who in (vera, agda):
        who.browser.send(f"{who.base}sok/", {"number": planners.patients["elsa"].identity})
        found.append((who.browser, f"{who.base}person/{planners.patients['elsa'].id}/"))
    found.append((agda.browser, f"{agda.base}las/{svu.key}/"))
    for who, plan in _calls(planners):
        found += [(who.browser, f"{who.base}sip/{plan}/kallelse/{query}") for query in ("", "?visa=ta-bort")]
    engine = f"/personal/{planners.hospital.id}/regelmotor/"
    found += [
        (konrad.browser, engine + path)
        for path in ("", "befattningar/", "adressering/", "prova/", f"enhet/{planners.ward_a.id}/",
                     "betalningsvillkor/", f"betalningsvillkor/vardform/{planners.ward_a.id}/",
                     *(f"betalningsvillkor/{term}/ta-bort" for term in _terms(planners.region)))
    ]  # fmt: skip
    return found


def _calls(planners: Any) -> list[tuple[Any, Any]]:
    """SIPs at each point, with who looks: without consent, a draft, and sent, for the ward and for who receives it."""
    vera, oskar = planners.staff["vera"], planners.staff["oskar"]
    new, draft, sent = (
        sip.create(vera.actor, planners.patients["edvin"], vera.unit, [oskar.unit]).thing.id for _ in range(3)
    )
    for plan, write in ((draft, sip.save_draft), (sent, sip.send)):
        planning.inform(SIP, vera.actor, plan, written=True, reason="")
        planning.consent(SIP, vera.actor, plan, confirmed=True)
        write(vera.actor, plan, CallGiven(clock.today(), "Hemgång."), seen=0)
    return [(vera, new), (vera, draft), (vera, sent), (oskar, sent)]


def _terms(region: Organisation) -> list[Any]:
    """Terms of each standing: past, held and coming."""
    today = clock.today()
    return [
        PaymentTerms.objects.create(region=region, valid_from=today + timedelta(days=days), working_days=days > 0).id
        for days in (-60, -30, 30)
    ]


def test_every_planning_page_in_english(planners):
    for member in planners.staff.values():
        member.browser.cookies["vt_sprak"] = "en"
    found, drawn = {}, set()
    for browser, address in _pages(planners):
        page = browser.open(address)
        assert page.status == 200, address
        drawn.add(resolve(address.partition("?")[0]).url_name)
        if left := _swedish_on(page):
            found[address] = left
    assert {text for texts in found.values() for text in texts} == set()
    assert planning_pages() - drawn == set(), "a page that is not looked at in English"


def planning_pages() -> set[str]:
    """The names of the planning tool's pages and the rule engine's, without what is only posted or is no page."""
    resolver = get_resolver()
    named = {
        name: resolver.reverse_dict.getlist(name)[0][0][0][0] for name in resolver.reverse_dict if isinstance(name, str)
    }
    ours = {name for name, path in named.items() if path.startswith("planer/") or "/regelmotor/" in path}
    return ours - NO_PAGE
