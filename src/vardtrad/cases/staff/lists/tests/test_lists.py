"""The work lists: which cases stand where, with which columns, words and marks; who sees which menu."""

from datetime import timedelta

import pytest

from tests.people import assign, logged_in, now
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import consulting, flagging, laying_aside, sending, sending_later, urgency
from vardtrad.cases.teams.models import Substitution
from vardtrad.kernel import clock
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.people.models import Person, Protection

COLUMNS = ["Uppdaterat", "Åtgärda senast", "Ärendetyp", "Skapat", "Personnummer", "Invånare", "Status", "Hanterare"]
CLINIC_MENU = ["Mottagningens ärenden", "Inkomna ärenden", "Fördelade ärenden", "Avslutade ärenden"]
OWN_MENU = ["Mina ärenden", "Tilldelade ärenden", "Skickade frågor/Inkomna svar", "Avslutade ärenden"]
LISTS = [
    "arenden/", "arenden/alla", "arenden/inkomna", "arenden/fordelade", "arenden/avslutade",
    "mina/", "mina/alla", "mina/tilldelade", "mina/fragor", "mina/avslutade",
]  # fmt: skip


@pytest.fixture
def one_of_each(region, alva, rut, hugo):
    """Cases in every state, by name."""
    found = {name: alva.sends(region.renewal_at_a, name) for name in ("received", "partial", "assigned", "replied",
             "asked", "answered", "closed", "closed_by_rut")}  # fmt: skip
    rut.does("partial_reply", found["partial"], "Vi har läst.")
    for name in ("assigned", "replied", "asked", "answered", "closed"):
        rut.does("assign", found[name], hugo.staff)
    hugo.does("partial_reply", found["replied"], "Vi har läst.")
    for name in ("asked", "answered"):
        hugo.does("ask", found[name], "Vilken styrka?")
    alva.answers_back(found["answered"])
    hugo.does("answer", found["closed"], "Klart.")
    rut.does("close_without_answer", found["closed_by_rut"], "Ringde.")
    return found


def names(page, who, cases):
    """The names of the cases in a list, in its order."""
    by_address = {who.case_address(case): name for name, case in cases.items()}
    return [by_address[row["href"]] for row in page.rows] if page.main.all("tbody") else []


@pytest.mark.req("000-012", "000-020", "000-028", "000-032", "000-037", "000-041", "000-042")
@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        ("rut", "arenden/inkomna", {"received", "partial"}),
        ("rut", "arenden/fordelade", {"assigned", "replied", "asked", "answered"}),
        ("rut", "arenden/avslutade", {"closed", "closed_by_rut"}),
        ("rut", "arenden/", {"received", "partial", "assigned", "replied", "answered"}),
        ("rut", "arenden/alla", {"received", "partial", "assigned", "replied", "asked", "answered"}),
        ("rut", "mina/tilldelade", set()),
        ("rut", "mina/avslutade", {"closed_by_rut"}),
        ("hugo", "mina/tilldelade", {"assigned", "replied"}),
        ("hugo", "mina/fragor", {"asked", "answered"}),
        ("hugo", "mina/avslutade", {"closed"}),
        ("hugo", "mina/", {"assigned", "replied", "answered"}),
        ("hugo", "mina/alla", {"assigned", "replied", "asked", "answered"}),
        ("hanna", "mina/tilldelade", set()),
        ("hanna", "mina/alla", set()),
    ],
)
def test_which_cases_stand_in_which_list(region, one_of_each, who, path, expected):
    person = region.people[who]
    page = person.browser.open(person.address(path))
    shown = names(page, person, one_of_each)
    assert set(shown) == expected
    assert len(shown) == len(expected)
    if not expected:
        assert page.main.one("h2").text == "Inga ärenden hittades"


@pytest.mark.req("000-054", "004-054", "000-053")
def test_the_words_of_the_status(one_of_each, rut, hugo):
    def statuses(who, path):
        page = who.browser.open(who.address(path))
        return dict(zip(names(page, who, one_of_each), [row["Status"] for row in page.rows], strict=True))

    assert statuses(rut, "arenden/inkomna") == {"received": "Ohanterat", "partial": "Delsvar från ärendemottagare"}
    assert statuses(rut, "arenden/avslutade") == {"closed": "Avslutat", "closed_by_rut": "Avslutat"}
    inside = {
        "assigned": "ohanterat",
        "replied": "delsvar ärendehanterare",
        "asked": "motfråga till invånare",
        "answered": "svar från invånare",
    }
    for who, path, word, shown in [
        (hugo, "mina/", "Tilldelat", {"assigned", "replied", "answered"}),
        (hugo, "mina/alla", "Fördelat", set(inside)),
        (hugo, "mina/tilldelade", "Tilldelat", {"assigned", "replied"}),
        (hugo, "mina/fragor", "Tilldelat", {"asked", "answered"}),
        (rut, "arenden/fordelade", "Fördelat", set(inside)),
    ]:
        assert statuses(who, path) == {name: f"{word} ({inside[name]})" for name in shown}


@pytest.mark.req("000-021", "000-029", "000-055", "004-051", "004-052")
@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_the_same_columns(region, one_of_each, rut, hugo, path):
    assign(rut.staff, region.b, "receiver")  # to stand at two clinics changes nothing
    who = hugo if path.startswith("mina") else rut
    page = who.browser.open(who.address(path))
    assert page.columns == COLUMNS
    assert page.root.one("th", aria_sort="descending").text == "Uppdaterat"
    assert page.root.one("th", aria_sort="descending").all("svg")
    assert not page.root.all("th", aria_sort="ascending")
    row = page.rows[0]
    assert (row["Invånare"], row["Personnummer"], row["Ärendetyp"]) == (
        "Alva Ahlgren",
        "19771207-2391",
        "Förnya recept",
    )
    assert len(row["Uppdaterat"]) == len(row["Skapat"]) == len("2026-11-20 13:04")
    assert row["Hanterare"] == ("Hugo Holm" if path.startswith("mina") or "fordelade" in path else row["Hanterare"])


@pytest.mark.req("004-052")
def test_the_latest_update_stands_first(frozen, region, alva, rut, hugo):
    first = alva.sends(region.renewal_at_a)
    frozen.go(minutes=1)
    second = alva.sends(region.renewal_at_a)
    page = rut.browser.open(rut.address("arenden/inkomna"))
    assert [row["href"] for row in page.rows] == [rut.case_address(second), rut.case_address(first)]
    assert [row["Uppdaterat"] for row in page.rows] == ["2026-11-17 10.01", "2026-11-17 10.00"]
    frozen.go(minutes=1)
    rut.does("partial_reply", first, "Vi har läst.")
    page = rut.browser.open(rut.address("arenden/inkomna"))
    assert [row["href"] for row in page.rows] == [rut.case_address(first), rut.case_address(second)]
    assert page.rows[0] | {"Uppdaterat": "2026-11-17 10.02", "Skapat": "2026-11-17 10.00"} == page.rows[0]


@pytest.mark.req("004-053")
def test_a_blue_dot_until_the_one_whose_turn_it_is_has_opened_it(new_case, rut, hugo, hanna):
    assert rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Nytt"] is True
    before = rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Uppdaterat"]
    rut.browser.open(rut.case_address(new_case))
    assert rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Nytt"] is False
    rut.does("assign", new_case, hugo.staff)
    assert hugo.browser.open(hugo.address("mina/tilldelade")).rows[0]["Nytt"] is True
    rut.browser.open(rut.case_address(new_case))  # the receiver's look does not take the handler's dot
    assert hugo.browser.open(hugo.address("mina/tilldelade")).rows[0]["Nytt"] is True
    hugo.browser.open(hugo.case_address(new_case))
    assert hugo.browser.open(hugo.address("mina/tilldelade")).rows[0]["Nytt"] is False
    assert before


@pytest.mark.req("004-019")
@pytest.mark.parametrize(("who", "path"), [("hugo", "mina/"), ("rut", "mina/"), ("rut", "arenden/")])
def test_the_landing_pages_have_two_tabs(region, who, path):
    person = region.people[who]
    page = person.browser.open(person.address(path))
    assert page.tabs == ["ÄRENDEN ATT HANTERA", "ALLA ÄRENDEN"]
    assert page.main.one("h2").text == "Inga ärenden hittades"
    other = page.follow("ALLA ÄRENDEN")
    assert other.tabs == page.tabs
    assert other.main.one("h2").text == "Inga ärenden hittades"


@pytest.mark.req("000-008", "000-009", "000-011", "000-014", "000-016")
@pytest.mark.parametrize(
    ("permissions", "menu"),
    [
        (["receiver"], CLINIC_MENU + OWN_MENU),  # a receiver may own cases too (000-052)
        (["handler"], OWN_MENU),
        (["administrator"], []),
        (["log_reviewer"], []),
        (["receiver", "handler"], CLINIC_MENU + OWN_MENU),
        (["handler", "administrator"], OWN_MENU),
        (["administrator", "log_reviewer"], []),
        (["receiver", "handler", "administrator", "log_reviewer"], CLINIC_MENU + OWN_MENU),
    ],
)
def test_the_menu_is_the_union_of_the_permissions(region, petra, permissions, menu):
    assign(petra.staff, region.a, *permissions)
    page = petra.browser.open(f"/personal/{region.a.id}/")
    # What the clinic keeps beside its cases comes after.
    assert page.menu[: len(menu)] == menu
    assert menu or not page.menu
    assert ("Administration" in page.bar) == ("administrator" in permissions)
    for path in LISTS:
        allowed = any(path.startswith(item) for item in _opened_by(permissions))
        assert petra.browser.get(f"/personal/{region.a.id}/{path}").status_code == (200 if allowed else 404)


def _opened_by(permissions):
    if "receiver" in permissions:
        return ["arenden", "mina"]
    return ["mina"] if "handler" in permissions else []


def test_the_counts_of_the_menu(one_of_each, rut, hugo):
    shown = rut.browser.open(rut.address("arenden/")).counts
    assert shown == shown | {
        "Inkomna ärenden": "2", "Fördelade ärenden": "4", "Tilldelade ärenden": "0",
        "Skickade frågor/Inkomna svar": "0",
    }  # fmt: skip
    shown = hugo.browser.open(hugo.address("mina/")).counts
    assert shown == shown | {"Tilldelade ärenden": "2", "Skickade frågor/Inkomna svar": "2"}
    assert "Inkomna ärenden" not in shown


def test_a_person_without_name_stands_with_the_number(region, rut, alva):
    Person.objects.filter(pk=alva.person.pk).update(given_name="", family_name="")
    case = alva.sends(region.renewal_at_a)
    assert rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Invånare"] == "19771207-2391"
    assert rut.browser.open(rut.case_address(case)).main.all("h2")


def test_the_symbol_for_protected_personal_data_stands_in_the_list(region, alva, rut, settings):
    settings.PROTECTED_NEEDS_APPROVAL = False
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    alva.sends(region.renewal_at_a)
    assert "Skyddade personuppgifter" in rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Invånare"]


@pytest.mark.req("B-01", "002-015")
def test_the_countdown_stands_in_the_list_and_then_the_flag(frozen, region, alva, rut):
    alva.sends(region.renewal_at_a)  # Tuesday at ten; two working days end on Thursday at 24

    def shown():
        (row,) = logged_in(rut.staff).open(rut.address("arenden/inkomna")).rows
        return row["Åtgärda senast"]

    assert shown() == "2 dagar kvar"
    frozen.to(11, 19, 22)
    assert shown() == "2 tim kvar"
    frozen.to(11, 23, 9)
    assert shown() == "Försenat 2 dagar"
    flagging.flag([Case.objects.get().id])
    page = logged_in(rut.staff).open(rut.address("arenden/inkomna"))
    assert page.rows[0]["Åtgärda senast"] == "Flaggat. Försenat 2 dagar"
    assert "data-late" in page.main.one("tbody").one("tr").attrs
    rut.does("partial_reply", Case.objects.get(), "Vi har läst.")
    assert shown() == "Bara delsvar, 6 dagar"


@pytest.mark.req("B-08", "B-09", "B-11", "004-053")
def test_the_marks_of_a_row(frozen, region, hugos_case, hugo, hanna):
    def kind():
        (row,) = hugo.browser.open(hugo.address("mina/alla")).rows
        return row["Ärendetyp"]

    assert kind() == "Förnya recept"
    urgency.mark_urgent(hugo.actor, hugos_case.id, urgent=True)
    assert kind() == "Förnya recept Brådskande"
    consulting.consult(hugo.actor, hugos_case.id, "Vad tror du?", region.a, hanna.staff)
    assert kind().endswith("Fråga till kollega väntar")
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=1))
    assert "Lagt undan till 2026-11-18 10.00" in kind()
    assert not hugo.browser.open(hugo.address("mina/")).main.all("tbody")  # it waits for nobody meanwhile
    laying_aside.wake(hugo.actor, hugos_case.id)
    text, at = "Svaret.", clock.now() + timedelta(hours=3)
    sending_later.postpone(hugo.actor, hugos_case.id, MessageKind.ANSWER, text, at, seen=now(hugos_case).content)
    assert "Skickas 2026-11-17 13.00" in kind()
    urgency.mark_urgent(hugo.actor, hugos_case.id, urgent=False)
    assert "Brådskande" not in kind()


@pytest.mark.req("002-018", "000-055")
def test_the_chosen_kind_stands_after_the_case_type(region, alva, rut):
    region.renewal.choices = ["Läkemedel", "Hjälpmedel"]
    region.renewal.save()
    sending.send(alva.actor, region.a, region.renewal, alva.person, "Mina tabletter.", choice="Läkemedel")
    assert rut.browser.open(rut.address("arenden/inkomna")).rows[0]["Ärendetyp"] == "Förnya recept: Läkemedel"


@pytest.mark.req("B-04")
def test_a_draft_is_marked_for_its_writer_only(hugos_case, hugo, rut):
    Draft.objects.create(owner=hugo.staff.id, key=hugos_case.id, box="besvara.text", text="Hej", at=clock.now())
    assert hugo.browser.open(hugo.address("mina/alla")).rows[0]["Ärendetyp"] == "Förnya recept Utkast"
    assert rut.browser.open(rut.address("arenden/alla")).rows[0]["Ärendetyp"] == "Förnya recept"


@pytest.mark.req("004-055", "004-056", "B-03")
def test_mine_also_holds_the_groups_untaken_and_those_of_whom_one_replaces(region, alva, rut, hugo, hanna, group):
    mine, hers, untaken = (alva.sends(region.renewal_at_a, name) for name in ("mitt", "hennes", "gruppens"))
    rut.does("assign", mine, hugo.staff)
    rut.does("assign", hers, hanna.staff)
    rut.does("assign", untaken, group)
    listed = {"mina/", "mina/alla", "mina/tilldelade"}

    def shown(who, path):
        page = who.browser.open(who.address(path))
        return {row["href"] for row in page.rows} if page.main.all("tbody") else set()

    for path in listed:
        assert shown(hugo, path) == {hugo.case_address(mine), hugo.case_address(untaken)}
        assert shown(hanna, path) == {hanna.case_address(hers)}
    handlers = [row["Hanterare"] for row in hugo.browser.open(hugo.address("mina/alla")).rows]
    assert sorted(handlers) == ["Hugo Holm", "Vårdgaranti"]
    hugo.does("take", untaken)
    assert {row["Hanterare"] for row in hugo.browser.open(hugo.address("mina/alla")).rows} == {"Hugo Holm"}
    today = clock.today()
    Substitution.objects.create(staff=hanna.staff, substitute=hugo.staff, first=today, last=today)
    for path in listed:
        assert shown(hugo, path) == {hugo.case_address(case) for case in (mine, hers, untaken)}


@pytest.mark.req("000-022", "000-033")
def test_the_row_leads_to_its_case_by_click_and_the_link_alone_will_do(new_case, rut):
    page = rut.browser.open(rut.address("arenden/inkomna"))
    table = page.main.one("table")
    assert "data-rows" in table.attrs  # page.js: a click or a double-click in the row follows its link
    (row,) = table.one("tbody").all("tr")
    assert row.attrs["data-case"] == str(new_case.id)
    assert row.one("a").attrs["href"] == rut.case_address(new_case)
    mark = row.one("input", type="checkbox")
    assert (mark.attrs["form"], mark.attrs["name"], mark.attrs["value"]) == ("bulk", "arende", str(new_case.id))
    assert mark.attrs["aria-label"] == "Markera Förnya recept, Alva Ahlgren"
    assert rut.browser.open(rut.case_address(new_case)).status == 200
