"""An administrator gives and takes permissions at the own clinic; what changes holds from the next request."""

import re
from uuid import uuid4

import pytest

from tests.people import assign, hire
from vardtrad.gate.models import Trace, Version
from vardtrad.shared.care_units.models import Assignment, Staff


def assignment_of(person):
    return Assignment.objects.get(staff=person.staff, unit=person.clinic, state="active")


def page_of(adam, person):
    return adam.browser.open(adam.address(f"administration/behorighet/{assignment_of(person).id}"))


@pytest.fixture
def nils(region):
    """Somebody in the directory who works nowhere yet."""
    return Staff.objects.create(hsa_id="SE9921000015-P050", given_name="Nils", family_name="Ny", title="läkare")


@pytest.mark.req("000-017", "000-019")
def test_the_tab_is_the_administrators(adam, rut, hugo, greta):
    page = adam.browser.open(adam.address())
    assert page.bar == ["Din dag", "Ärenden", "Statistik", "Administration"]
    assert page.root.one("nav", aria_label="Huvudmeny").all("a")[3].attrs["href"] == adam.address("administration/")
    for who in (rut, hugo, greta):
        only = ["Din dag", "Ärenden"]
        assert who.browser.open(who.address()).bar == (only if who is greta else [*only, "Statistik"])
        for path in ("administration/", f"administration/behorighet/{assignment_of(who).id}"):
            assert who.browser.open(who.address(path)).status == 404


@pytest.mark.req("000-018", "002-005")
@pytest.mark.parametrize(
    "typed",
    [
        "SE9921000015-P050",
        " SE9921000015-P050",
        "se9921000015-p050 ",
        "\tSE9921000015-P050\r\n",
        "\u00a0SE9921000015–P050",
    ],
)
def test_adding_by_hsa_id_with_stray_blanks(adam, rut, nils, typed):
    page = adam.browser.open(adam.address("administration/"))
    done = page.press("Lägg till", hsa_id=typed, permissions=["receiver", "handler"])
    assert "Nils Ny är tillagd." in done.alerts
    one = Assignment.objects.get(staff=nils)
    assert (one.unit_id, one.permissions) == (adam.clinic.id, ["handler", "receiver"])
    row = next(row for row in done.rows if row["Namn"] == "Nils Ny")
    assert {"Ärendemottagare", "Ärendehanterare"} == set(row["Behörigheter"].split(", "))


@pytest.mark.parametrize(
    ("typed", "permissions", "sentence"),
    [
        ("", ["handler"], "Skriv personens HSA-id."),
        ("SE9921000015-P999", ["handler"], "Ingen i katalogen har det HSA-id:t."),
        ("SE9921000015-P050", [], "Välj minst en behörighet."),
        ("SE9921000015-P050", ["king"], "Välj bland behörigheterna i listan."),
        ("197712072391", ["handler"], "HSA-id"),
        ("SE" + "9" * 100, ["handler"], "HSA-id"),
        ("å" * 20, ["handler"], "HSA-id"),
        ("SE9921000015-P002", ["handler"], "Personen finns redan på mottagningen."),
    ],
)
def test_what_cannot_be_added_is_said_and_stays_in_the_page(adam, nils, typed, permissions, sentence):
    page = adam.browser.open(adam.address("administration/"))
    page = page.press("Lägg till", hsa_id=typed, permissions=permissions)
    assert page.status == 422
    assert sentence in page.text
    assert page.fields("Lägg till")["hsa_id"] == typed
    assert not Assignment.objects.filter(staff=nils).exists()


def test_somebody_who_has_left_the_organisation_is_not_added(adam, nils):
    Staff.objects.filter(pk=nils.pk).update(active=False)
    page = adam.browser.open(adam.address("administration/"))
    page = page.press("Lägg till", hsa_id=nils.hsa_id, permissions=["handler"])
    assert "Ingen i katalogen har det HSA-id:t." in page.text


def test_a_double_click_adds_once(adam, nils):
    page = adam.browser.open(adam.address("administration/"))
    for _click in range(2):
        assert "Nils Ny är tillagd." in page.press("Lägg till", hsa_id=nils.hsa_id, permissions=["handler"]).alerts
    assert Assignment.objects.filter(staff=nils).count() == 1


@pytest.mark.req("000-018", "000-009")
def test_more_permissions_hold_from_the_next_request(adam, hugo):
    assert hugo.browser.get(hugo.address("arenden/")).status_code == 404
    page = page_of(adam, hugo)
    assert page.fields("Spara")["permissions"] == ["handler"]
    done = page.press("Spara", permissions=["handler", "receiver"])
    assert "Behörigheterna är sparade. De gäller direkt." in done.alerts
    assert hugo.browser.get(hugo.address("arenden/")).status_code == 200
    assert {"Mottagningens ärenden", "Mina ärenden"} <= set(hugo.browser.open(hugo.address()).menu)


@pytest.mark.req("000-018")
def test_a_withdrawn_permission_is_gone_at_the_next_request(adam, hugo, hugos_case):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page_of(adam, hugo).press("Spara", permissions=["log_reviewer"])
    answer = page.press("Besvara", text="Mitt svar som inte får försvinna.")
    assert answer.status == 404
    assert "Mitt svar som inte får försvinna." in answer.text
    assert hugo.browser.get(hugo.case_address(hugos_case)).status_code == 404
    assert hugo.browser.get(hugo.address()).status_code == 200


@pytest.mark.req("000-006", "000-018")
def test_an_ended_assignment_opens_nothing_any_more(adam, hugo, hugos_case, rut):
    assert [a.text for a in hugo.browser.open("/personal/mottagningar").main.all("a")] == ["Vårdcentralen Alen"]
    done = page_of(adam, hugo).press("Ta bort Hugo Holm")
    assert "Personen är borttagen från mottagningen." in done.alerts
    assert "Hugo Holm" not in [row["Namn"] for row in done.rows]
    assert hugo.browser.get(hugo.address()).status_code == 404
    assert "Du har ingen behörighet än" in hugo.browser.open("/personal/mottagningar").text
    # The case is not lost: the receiver can give it to somebody else.
    page = rut.browser.open(rut.case_address(hugos_case, "?flik=omfordela"))
    assert "Hugo Holm, distriktsläkare" not in page.options("Omfördela", "to")["Personer"]
    assert len(page.options("Omfördela", "to")["Personer"]) == 1
    # And the person can come back.
    page = adam.browser.open(adam.address("administration/"))
    assert "tillagd" in page.press("Lägg till", hsa_id=hugo.staff.hsa_id, permissions=["handler"]).alerts
    assert hugo.browser.get(hugo.case_address(hugos_case)).status_code == 200


def test_no_permission_at_all_opens_nothing(adam, hugo):
    page_of(adam, hugo).press("Spara", permissions=[])
    assert hugo.browser.get(hugo.address()).status_code == 404
    assert "Du har ingen behörighet än" in hugo.browser.open("/personal/mottagningar").text


OWN = "Du kan inte ta bort din egen behörighet som administratör. Be en kollega göra det."
LAST = "Mottagningen måste ha minst en administratör."


@pytest.mark.req("000-018")
def test_the_own_administration_is_not_taken_away(region, adam):
    second = hire(region.a, "Anna", "Alm", "SE9921000015-P060", "administrator")
    page = page_of(adam, adam).press("Spara", permissions=["receiver"])
    assert page.status == 422
    assert OWN in page.alerts
    page = page_of(adam, adam).press("Ta bort Adam Ask")
    assert page.status == 409
    assert OWN in page.text
    assert assignment_of(adam).permissions == ["administrator"]
    # More for oneself is in order, and a colleague may take it.
    page_of(adam, adam).press("Spara", permissions=["administrator", "receiver"])
    assert assignment_of(adam).permissions == ["administrator", "receiver"]
    page_of(second, adam).press("Spara", permissions=["receiver"])
    assert assignment_of(adam).permissions == ["receiver"]
    assert adam.browser.get(adam.address("administration/")).status_code == 404


def test_a_clinic_keeps_an_administrator(region, adam):
    """Also the product itself leaves one."""
    from vardtrad.kernel.actors import system
    from vardtrad.kernel.tables import Refused
    from vardtrad.shared.care_units import actions

    for act in (
        lambda: actions.set_permissions(system("testerna"), assignment_of(adam).id, [], seen=None),
        lambda: actions.end(system("testerna"), assignment_of(adam).id, seen=None),
    ):
        with pytest.raises(Refused, match=re.escape(LAST)):
            act()


def test_an_inactive_colleague_is_no_administrator_left(region, adam):
    from vardtrad.kernel.actors import system
    from vardtrad.kernel.tables import Refused
    from vardtrad.shared.care_units import actions

    second = hire(region.a, "Anna", "Alm", "SE9921000015-P060", "administrator")
    Staff.objects.filter(pk=second.staff.pk).update(active=False)
    with pytest.raises(Refused, match=re.escape(LAST)):
        actions.end(system("testerna"), assignment_of(adam).id, seen=None)


def test_two_administrators_at_once(region, adam, hugo):
    second = hire(region.a, "Anna", "Alm", "SE9921000015-P060", "administrator")
    mine, theirs = page_of(adam, hugo), page_of(second, hugo)
    theirs.press("Spara", permissions=["handler", "receiver"])
    page = mine.press("Spara", permissions=["handler", "log_reviewer"])
    assert page.status == 422
    assert "Det har hänt något sedan du öppnade sidan." in page.alerts
    assert assignment_of(hugo).permissions == ["handler", "receiver"]


@pytest.mark.req("000-019")
def test_only_at_the_own_clinic(region, adam, olle):
    assert page_status(adam, f"/personal/{region.b.id}/administration/") == 404
    foreign = assignment_of(olle)
    for clinic in (region.a, region.b):
        address = f"/personal/{clinic.id}/administration/behorighet/{foreign.id}"
        sent = {"permissions": ["administrator"], "seen": str(foreign.content), "submit_key": str(uuid4())}
        assert page_status(adam, address) == 404
        assert adam.browser.post(address, sent).status_code == 404
        assert adam.browser.post(f"{address}/ta-bort", sent).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.state, foreign.permissions) == ("active", ["handler", "receiver"])


def page_status(who, address):
    return who.browser.get(address).status_code


@pytest.mark.parametrize("permissions", [["king"], ["administrator", "x"], ["' OR 1=1"], ["å"]])
def test_a_forged_permission(adam, hugo, permissions):
    page = page_of(adam, hugo).press("Spara", permissions=permissions)
    assert page.status == 422
    assert "Välj bland behörigheterna i listan." in page.text
    assert assignment_of(hugo).permissions == ["handler"]


def test_an_ended_assignment_is_not_changed_again(adam, hugo):
    page = page_of(adam, hugo)
    page_of(adam, hugo).press("Ta bort Hugo Holm")
    page = page.press("Spara", permissions=["handler", "administrator"])
    assert page.status in {409, 422}
    assert hugo.browser.get(hugo.address()).status_code == 404


def test_every_change_leaves_who_when_and_what(adam, hugo):
    page_of(adam, hugo).press("Spara", permissions=["handler", "receiver"])
    version = Version.objects.filter(key=assignment_of(hugo).id).latest("number")
    assert (version.move, version.actor_id, version.unit_id) == ("set_permissions", adam.staff.id, adam.clinic.id)
    assert version.snapshot["permissions"] == ["handler", "receiver"]
    assert Trace.objects.filter(action="set_permissions", actor_id=adam.staff.id, outcome="done").exists()


def test_permissions_at_one_clinic_say_nothing_of_another(region, adam, olle):
    assign(adam.staff, region.b, "handler")
    assert page_status(adam, f"/personal/{region.b.id}/administration/") == 404
    assert page_status(adam, f"/personal/{region.b.id}/mina/") == 200
    assert page_status(adam, f"/personal/{region.a.id}/mina/") == 404


def test_pressing_ta_bort_twice_is_done_once_and_says_so(adam, hugo):
    page = page_of(adam, hugo)
    first, second = (page.press("Ta bort Hugo Holm") for _ in range(2))
    assert first.status == second.status == 200
    assert "Personen är borttagen från mottagningen." in second.alerts
