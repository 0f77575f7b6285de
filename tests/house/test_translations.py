"""Swedish and English on the screen: the translation is complete and current, no page in English has Swedish text."""

from __future__ import annotations

import gettext as gnu
import importlib.util
import re
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from babel.messages.mofile import read_mo
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils.translation import gettext, override
from jinja2 import FileSystemLoader

from tests.reading import Browser, Node, Page
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import CaseType, Message, Service
from vardtrad.cases.case.needs import TEXT_LIMIT, CaseFacts, not_too_long
from vardtrad.cases.case.notifications import words
from vardtrad.cases.case.rules import Capacity, Feedback, Move, State
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.thread import EntryKind
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.cases.tasks.models import StepList
from vardtrad.gate.models import Notification
from vardtrad.kernel import identity_errors
from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.shared.care_units.models import Organisation, Staff, Unit
from vardtrad.shared.care_units.queries import assignment_of
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login import demo
from vardtrad.shared.login.actions import keep_form
from vardtrad.shared.login.middleware import KEPT_COOKIE
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.ways import accounts, rows
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.people.models import Person
from vardtrad.shared.web.jinja import environment
from vardtrad.shared.web.views import server_error

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
assert _spec is not None
assert _spec.loader is not None
translations: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(translations)

SWEDISH = re.compile(
    r"[åäöÅÄÖ]|\b(och|att|inte|med|som|ett|din|ditt|av|eller|om|ej|ska|kan|vid|fram|svar|skicka|avsluta|status för"
    r"|delsvar|fel|namn|titel|adress|telefon|sidan|sidor|nytt|nyare|skapat|uppdaterat|orsak|inkorg|mottagning"
    r"|mottagningen|mottagningar|personnummer|resultat|tidigare|logga|demons?)\b",
    re.IGNORECASE,
)
# The product's name, and the names of languages in themselves.
OWN_NAMES = ("Vårdtråd", "Svenska")
# Labels that are the same word in both languages.
ALIKE = ("Administration", "Information")
_ADDRESS = re.compile(r"https?://\S+")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "data-under", "data-over")


def _sentences(file: IO[bytes]) -> dict[str, list[str]]:
    return {str(m.id): [*m.string] if m.pluralizable else [str(m.string)] for m in read_mo(file) if m.id}


# ── The files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_sentence_has_its_english_and_its_gaps_agree():
    """Run scripts/translations.py update, write the English in the .po, and run compile."""
    assert translations.faults() == []


def test_the_po_is_what_update_would_write():
    again = BytesIO()
    translations.write(translations.updated(), again)
    assert translations.PO.read_bytes() == again.getvalue()


def test_the_mo_is_compiled_from_the_po():
    with translations.MO.open("rb") as file:
        committed = _sentences(file)
    wanted = _sentences(BytesIO(translations.compiled()))
    assert committed == wanted
    assert len(wanted) > 300
    with translations.MO.open("rb") as file:
        assert gnu.GNUTranslations(file).ngettext("%(num)s mottagning", "%(num)s mottagningar", 2) == "%(num)s clinics"


def test_the_po_holds_nothing_of_the_machine_that_made_it():
    text = translations.PO.read_text("utf-8")
    assert not re.search(r"Date:|Translator|Generated-By|fuzzy|#~|\.\./|^#:", text, re.MULTILINE)


def test_the_compiled_file_is_not_ignored():
    assert "*.mo" not in (ROOT / ".gitignore").read_text("utf-8").split()


def test_templates_are_read_as_the_pages_draw_them():
    drawn = environment(loader=FileSystemLoader([]))
    assert (drawn.trim_blocks, drawn.lstrip_blocks) == (True, True)
    assert drawn.policies["ext.i18n.trimmed"] is True
    assert drawn.newstyle_gettext is True
    assert {
        name: translations.JINJA[name] for name in ("newstyle_gettext", "trimmed", "trim_blocks", "lstrip_blocks")
    } == dict.fromkeys(("newstyle_gettext", "trimmed", "trim_blocks", "lstrip_blocks"), "true")


def test_swedish_stays_as_it_is_written():
    """Django's own Swedish catalogue must not answer for one of our sentences."""
    with override("sv"):
        changed = [m.id for m in translations.stored() if isinstance(m.id, str) and m.id and gettext(m.id) != m.id]
    assert changed == []


# ── The words ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words_", [State, Move, Capacity, Feedback, MessageKind, WorkList, EntryKind, Permission])
def test_labels_follow_the_language(words_):
    for word in words_:
        with override("sv"):
            swedish = str(word.label)
        with override("en"):
            english = str(word.label)
        assert swedish != english or swedish in ALIKE, word
        assert not SWEDISH.search(_without_names(english)), english
        with override("sv"):
            assert str(word.label) == swedish


def test_the_sentences_of_the_kernel_are_translated_where_they_are_shown():
    sentences = [value for name, value in vars(identity_errors).items() if name.isupper()]
    for text in ("", "x" * 250, "SE23-Ä", "SE" + "1" * 40, "abc"):
        with pytest.raises(InvalidHsaId) as caught:
            parse_hsa_id(text)
        sentences.append(str(caught.value))
    assert len(sentences) > 12
    for sentence in sentences:
        with override("sv"):
            assert gettext(sentence) == sentence
        with override("en"):
            assert not SWEDISH.search(gettext(sentence)), sentence


def test_notices_are_written_in_the_recipients_language():
    for party in (Capacity.RESIDENT, Capacity.RECEIVER):
        with override("en"):
            said = words(Notification(party=party))
        assert not SWEDISH.search(_without_names(said.subject + said.body))


@pytest.mark.parametrize("over", [1, 2])
def test_one_and_many(over):
    others = {field.name: True for field in fields(CaseFacts) if field.name not in {"text", "longest"}}
    facts = CaseFacts(text="a" * (TEXT_LIMIT + over), **others)
    with override("en"):
        sentence = not_too_long.refusal(facts) or ""
    assert sentence.startswith(f"The text is {over} character{'s' if over > 1 else ''} too long")


# ── The pages ─────────────────────────────────────────────────────────────────────────────────────────────────────

# Addresses that show no page of their own by GET: they receive a form and redirect, or answer a machine.
NO_PAGE = frozenset(
    {
        "answer", "ask", "close", "assign", "reassign", "add_staff", "end_assignment", "end_sessions", "set_language",
        "day_now", "healthz", "readyz", "resident_logout", "staff_logout", "way_start", "way_answer", "way_leave",
        "way_logged_out", "way_keys", "way_card", "way_told", "way_saml_answer", "way_saml_go_on", "way_saml_logout",
        "way_saml_metadata", "way_bankid_qr", "way_bankid_end",
    }
)  # fmt: skip
# Checked here; the staff tool's other pages and the planning tool's have tests of their own beside this one.
HERE = frozenset(
    {
        "administration", "clinic", "clinic_start", "clinics", "day", "demo_resident", "demo_staff", "demo_tour",
        "find_clinic", "inbox", "kept_form", "permissions", "receipt", "resident_case", "resident_devices",
        "resident_login", "resident_look",
        "staff_case", "staff_devices", "staff_login", "staff_look", "staff_start", "start", "way_accounts",
        "way_bankid", "way_bankid_wait", "write",
    }
)  # fmt: skip


CARD = {
    "id": "card", "world": "staff", "protocol": "certificate", "title": "Card", "address": "https://localhost:8443",
    "secret": "env:NONE", "levels": {"1.2.3": 3},
}  # fmt: skip


def _chooses_account(*hsa_ids: str) -> Browser:
    """A browser of somebody who has proven these HSA-ids and has to choose among them, reading English."""
    (way,) = rows.read([CARD]).ways
    response, browser = HttpResponse(), Browser()
    accounts.keep(response, Identified(way, hsa_ids, 3), "", "once")
    browser.cookies[accounts.COOKIE] = response.cookies[accounts.COOKIE].value
    browser.cookies["vt_sprak"] = "en"
    return browser


@pytest.fixture
def english(region, alva, bo, rut, hugo, adam, olle, bankid, settings):
    """The people at their browsers, reading English, and cases in every state."""
    settings.DEMO = True
    settings.WAYS = [CARD, bankid.row()]
    Person.objects.filter(pk=bo.person.pk).update(protection="secrecy_mark")
    for person in (alva, bo, rut, hugo, adam, olle):
        person.browser.cookies["vt_sprak"] = "en"
    return region


@pytest.fixture
def cases(english, alva, rut, hugo, hanna):
    """A case of Alva's in every state, with every kind of message and event."""
    service = english.renewal_at_a
    received = alva.sends(service)
    partly = rut.does("partial_reply", alva.sends(service), "Vi läser ditt ärende.")
    assigned = rut.does("reassign", rut.does("assign", alva.sends(service), hanna.staff), hugo.staff)
    assigned = rut.does("partial_reply", assigned, "En läkare läser det.")
    asked = hugo.does("ask", rut.does("assign", alva.sends(service), hugo.staff), "Vilken dos?")
    replied = hugo.does("ask", rut.does("assign", alva.sends(service), hugo.staff), "Vilken dos?")
    replied = alva.answers_back(replied)
    answered = hugo.does("answer", rut.does("assign", alva.sends(service), hugo.staff), "Receptet är förnyat.")
    closed = rut.does("close_without_answer", alva.sends(service), "Ringde.")
    return {
        "received": received, "partly": partly, "assigned": assigned, "asked": asked, "replied": replied,
        "answered": answered, "closed": closed,
    }  # fmt: skip


def _data() -> list[str]:
    """The texts in the database, longest first: names and clinic data are in their writer's language."""
    texts: set[str] = set()
    for model in (Person, Staff, Unit, Organisation, CaseType, Service, StandardAnswer, Message, StepList):
        for row in model.objects.values():
            texts |= {value for value in row.values() if isinstance(value, str) and len(value) > 2}
    return sorted(texts, key=len, reverse=True)


def _without_names(text: str) -> str:
    for name in OWN_NAMES:
        text = text.replace(name, "")
    return _ADDRESS.sub("", text)


def _said(page: Page) -> list[str]:
    """Everything that a page says to its reader: texts, also in the browser's tab, and those for assistive tools."""
    spoken: list[str] = []

    def look(node: Node) -> None:
        if node.attrs.get("lang") == "sv":
            return
        spoken.extend(value for name in SPOKEN if (value := node.attrs.get(name)))
        for child in node.children:
            if isinstance(child, Node):
                look(child)
            elif child.strip():
                spoken.append(child.strip())

    look(page.root)
    return spoken


def _swedish_on(page: Page) -> list[str]:
    assert '<html lang="en"' in page.html
    data = _data()
    left = []
    for text in _said(page):
        for known in data:
            text = text.replace(known, "")
        if SWEDISH.search(_without_names(text)):
            left.append(text)
    return left


def _addresses(english, cases, people) -> dict[str, list[tuple[Browser, str]]]:
    """Every page of the product by the name of its route, and who opens it."""
    alva, bo, rut, hugo, adam, olle = people
    a, service = english.a.id, english.renewal_at_a.id
    nobody = Browser()
    nobody.cookies["vt_sprak"] = "en"
    hired = assignment_of(rut.staff.id, a)
    assert hired is not None
    # Alva's text, sent after her session had expired, and kept until she has logged in again.
    key = keep_form(Session.objects.filter(person=alva.person).latest("started"), "/inkorg", "text=hello+you")
    alva.browser.cookies[KEPT_COOKIE] = key
    orders = [nobody.post("/inloggning/bankid/bankid", {"hur": how}).headers["Location"] for how in ("har", "annan")]
    addresses: dict[str, list[tuple[Browser, str]]] = {
        "way_bankid": [(nobody, "/inloggning/bankid/bankid")],
        "way_bankid_wait": [(nobody, address) for address in orders],
        "kept_form": [(alva.browser, reverse("kept_form", args=["resident"]))],
        "start": [(nobody, "/")],
        "accessibility": [(nobody, "/tillganglighet")],
        "report_accessibility": [(nobody, "/tillganglighet/anmal")],
        "staff_start": [(nobody, "/personal/")],
        "resident_login": [(nobody, "/logga-in?ut"), (nobody, "/logga-in?sparat=1")],
        "staff_login": [(nobody, "/personal/logga-in?ut")],
        "way_accounts": [(_chooses_account(rut.staff.hsa_id, olle.staff.hsa_id), "/inloggning/uppdrag")],
        "demo_resident": [(nobody, reverse("demo_resident"))],
        "demo_staff": [(nobody, reverse("demo_staff"))],
        "demo_tour": [(nobody, reverse("demo_tour"))],
        "resident_settings": [(alva.browser, "/installningar")],
        "resident_help": [(alva.browser, "/hjalp")],
        "inbox": [(alva.browser, "/inkorg"), (bo.browser, "/inkorg")],
        "find_clinic": [(alva.browser, "/mottagningar"), (alva.browser, "/mottagningar?q=zzz")],
        "clinic": [(alva.browser, f"/mottagningar/{a}"), (bo.browser, f"/mottagningar/{a}")],
        "write": [(alva.browser, f"/mottagningar/{a}/{service}/")],
        "clinics": [(rut.browser, "/personal/mottagningar")],
        "day": [(rut.browser, "/personal/din-dag"), (adam.browser, "/personal/din-dag")],
        "clinic_start": [
            (employee.browser, f"/personal/{employee.clinic.id}/") for employee in (rut, hugo, adam, olle)
        ],
        "administration": [(adam.browser, f"/personal/{a}/administration/")],
        "permissions": [(adam.browser, reverse("permissions", args=[a, hired.id]))],
        "resident_devices": [(alva.browser, "/inloggade-enheter")],
        "staff_devices": [(rut.browser, "/personal/inloggade-enheter")],
        "resident_look": [(alva.browser, "/utseende")],
        "staff_look": [(rut.browser, "/personal/utseende")],
        "receipt": [(alva.browser, reverse("receipt", args=[cases["received"].id]))],
        "resident_case": [(alva.browser, reverse("resident_case", args=[case.id])) for case in cases.values()],
        "staff_case": [
            (who.browser, who.case_address(case) + f"?flik={tab}")
            for who, names in ((rut, cases), (hugo, ("assigned", "asked", "replied", "answered")))
            for case in (cases[name] for name in names)
            for tab in ("besvara", "motfraga", "avsluta", "omfordela")
        ],
    }
    for which in WorkList:
        who = hugo if which.own else rut
        addresses[f"list {which.name}"] = [
            (employee.browser, list_address(employee.clinic.id, which)) for employee in (who, olle)
        ]
    return addresses


def test_every_page_in_english(english, cases, alva, bo, rut, hugo, adam, olle):
    pages = _addresses(english, cases, (alva, bo, rut, hugo, adam, olle))
    untranslated, drawn = {}, set()
    for name, tries in pages.items():
        for browser, address in tries:
            page = browser.open(address)
            assert (name, page.status, page.address) == (name, 200, address)
            drawn.add(resolve(address.partition("?")[0]).url_name)
            if left := _swedish_on(page):
                untranslated[f"{name} {address}"] = left
    assert untranslated == {}
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert drawn & named >= HERE, "a page that is not checked in English"


def test_refusals_and_what_has_been_done_in_english(english, cases, alva, bo, rut, hugo, adam):
    a, received, assigned = english.a.id, cases["received"], cases["assigned"]
    write = f"/mottagningar/{a}/{english.renewal_at_a.id}/"
    seen: list[Page] = [
        alva.browser.open(write).press("Read through", text=""),
        alva.browser.open(write).press("Read through", text="a" * 4001),
        alva.browser.open(write).press("Read through", text="hello"),
        alva.browser.open(write).press("Read through", text="hello").press("Send anyway"),
        bo.browser.open(write).press("Read through", text="hello").press("Send"),
        alva.browser.open(f"/mottagningar/{english.ward.id}"),
        alva.browser.open("/nowhere"),
        rut.browser.open("/nowhere"),
        rut.browser.send(rut.case_address(received, "motfraga"), {"text": ""}),
        rut.browser.send(rut.case_address(received, "besvara"), {"text": ""}),
        rut.browser.send(rut.case_address(received, "avsluta"), {"reason": ""}),
        rut.browser.send(rut.case_address(received, "fordela"), {"to": ""}),
        rut.browser.send(rut.case_address(received, "fordela"), {"to": "zzz"}),
        hugo.browser.open(hugo.case_address(assigned) + "?flik=avsluta").press("Close", reason="hello you"),
        hugo.browser.send(hugo.case_address(assigned, "besvara"), {"text": "hello you", "seen": "1"}),
        adam.browser.send(f"/personal/{a}/administration/lagg-till", {"hsa_id": "abc"}),
        adam.browser.send(f"/personal/{a}/administration/lagg-till", {"hsa_id": "S" * 100}),
        adam.browser.send(f"/personal/{a}/administration/lagg-till", {"hsa_id": "SE9921000015-Q9", "permissions": []}),
        adam.browser.open(f"/personal/{a}/administration/").press(
            "Add", hsa_id=english.people["hanna"].staff.hsa_id, permissions=["handler"]
        ),
    ]
    nobody = Browser()
    nobody.cookies["vt_sprak"] = "en"
    seen += [
        nobody.send(reverse("demo_staff"), {"who": str(rut.staff.id), "pin": "1"}),
        nobody.send(reverse("demo_staff"), {"who": "", "pin": "1" * 50}),
        nobody.send(reverse("resident_case", args=[received.id]), {"text": "hello you"}),
    ]
    untranslated = {f"{page.address} {page.title}": left for page in seen if (left := _swedish_on(page))}
    assert untranslated == {}


def test_errors_in_english(db):
    browser = Browser(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["vt_sprak"] = "en"
    seen = [
        browser.send("/logga-in/demo", {"text": "hello you"}),
        browser.open("/%ff"),
        browser.open("/mottagningar?q=%ff"),
        browser.send("/logga-ut", {"text": "x" * 1_100_000}),
    ]
    assert {page.status for page in seen} <= {400, 403, 404}
    with override("en"):
        broken = server_error(RequestFactory().get("/"))
    seen.append(Page(browser, broken, "/"))
    assert {page.address: left for page in seen if (left := _swedish_on(page))} == {}


def test_dates_and_buttons_follow_the_language(cases, alva):
    page = alva.browser.open(reverse("receipt", args=[cases["received"].id]))
    assert re.search(r"by (Monday|Tuesday|Wednesday|Thursday|Friday) \d+ [A-Z][a-z]+", page.text)
    alva.browser.cookies["vt_sprak"] = "sv"
    page = alva.browser.open(reverse("receipt", args=[cases["received"].id]))
    assert re.search(r"senast (måndag|tisdag|onsdag|torsdag|fredag) \d+ [a-z]+", page.text)


def test_ways_to_log_in_are_named_in_both_languages(settings):
    settings.DEMO = True
    (way,) = demo.providers(World.STAFF)
    with override("sv"):
        assert str(way.name) == "E-tjänstekort"
    with override("en"):
        assert str(way.name) == "Staff ID card"
