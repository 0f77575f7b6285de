"""The work lists: which cases stand where, with which columns, words and marks; who sees which menu."""

import pytest

from tests.people import assign
from vardtrad.people.models import Person, Protection

COLUMNS = ["Uppdaterat", "Ärendetyp", "Skapat", "Personnummer", "Invånare", "Status", "Hanterare"]
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
    return [by_address[row["href"]] for row in page.rows] if page.root.all("tbody") else []


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
    assert [row["Uppdaterat"] for row in page.rows] == ["2026-11-17 10:01", "2026-11-17 10:00"]
    frozen.go(minutes=1)
    rut.does("partial_reply", first, "Vi har läst.")
    page = rut.browser.open(rut.address("arenden/inkomna"))
    assert [row["href"] for row in page.rows] == [rut.case_address(first), rut.case_address(second)]
    assert page.rows[0] | {"Uppdaterat": "2026-11-17 10:02", "Skapat": "2026-11-17 10:00"} == page.rows[0]


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
    assert page.menu == menu
    assert ("Administration" in page.bar) == ("administrator" in permissions)
    for path in LISTS:
        allowed = any(path.startswith(item) for item in _opened_by(permissions))
        assert petra.browser.get(f"/personal/{region.a.id}/{path}").status_code == (200 if allowed else 404)


def _opened_by(permissions):
    if "receiver" in permissions:
        return ["arenden", "mina"]
    return ["mina"] if "handler" in permissions else []


def test_the_counts_of_the_menu(one_of_each, rut, hugo):
    assert rut.browser.open(rut.address("arenden/")).counts == {
        "Inkomna ärenden": "2", "Fördelade ärenden": "4", "Tilldelade ärenden": "0",
        "Skickade frågor/Inkomna svar": "0",
    }  # fmt: skip
    assert hugo.browser.open(hugo.address("mina/")).counts == {
        "Tilldelade ärenden": "2",
        "Skickade frågor/Inkomna svar": "2",
    }


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
