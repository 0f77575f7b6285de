"""Where somebody is logged in, seen and ended by themselves, or by an administrator (ASVS 7.4.5, 7.5.2)."""

import pytest

from tests.people import logged_in
from vardtrad.gate.models import Trace
from vardtrad.shared.login.devices import device_of
from vardtrad.shared.login.models import Session

OWN, STAFFS = "/inloggade-enheter", "/personal/inloggade-enheter"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/131.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_known_by_two_words(user_agent, device):
    assert device_of(user_agent) == device


def sessions(who):
    return Session.objects.filter(ended=None, staff=who.staff)


def test_somebody_sees_where_they_are_logged_in_and_ends_it(rut, hugo):
    for who in (rut, hugo):
        who.browser.open(STAFFS)
    other = logged_in(rut.staff)
    Session.objects.filter(pk=sessions(rut).latest("started").pk).update(device="Firefox, Windows")
    page = rut.browser.open(STAFFS)
    assert [row.text for row in page.main.all("td") if "enhet" in row.text] != []
    assert page.main.text.count("Den här enheten") == 1
    assert "Firefox, Windows" in page.main.text
    other_key = sessions(rut).latest("started").pk
    rut.browser.send(STAFFS, {"which": str(other_key)})
    assert other.get("/personal/mottagningar").status_code == 302
    assert rut.browser.get("/personal/mottagningar").status_code == 200
    assert Trace.objects.get(action="end_session").key == other_key
    # Somebody else's session, one's own current one and one that is over give the same answer.
    for key in (sessions(hugo).get().pk, sessions(rut).get().pk, other_key):
        assert rut.browser.send(STAFFS, {"which": str(key)}).status == 404
    assert sessions(hugo).count() == sessions(rut).count() == 1


def test_a_resident_ends_all_others_at_once(alva, bo):
    alva.browser.open(OWN)
    others = [logged_in(alva.person) for _time in range(3)]
    assert alva.browser.open(OWN).main.text.count("Okänd enhet") >= 4
    alva.browser.open(OWN).press("Logga ut alla andra enheter")
    assert [browser.get("/inkorg").status_code for browser in others] == [302] * 3
    assert alva.browser.get("/inkorg").status_code == bo.browser.get("/inkorg").status_code == 200
    assert len(Trace.objects.get(action="end_session").shown) == 3


def test_what_has_run_out_is_not_shown(alva, frozen):
    logged_in(alva.person)
    frozen.go(minutes=20)
    alva.browser.get("/inkorg")
    frozen.go(minutes=15)
    assert alva.browser.open(OWN).main.text.count("Okänd enhet") == 1


def test_an_administrator_logs_a_colleague_out_everywhere(region, adam, rut, olle):
    rut.browser.open(STAFFS)
    olle.browser.open(STAFFS)
    address = f"/personal/{region.a.id}/administration/"
    assignment = rut.staff.assignments.get(unit=region.a)
    page = adam.browser.open(f"{address}behorighet/{assignment.id}")
    there = page.press(f"Logga ut {rut.staff.name}")
    assert f"1 inloggning är avslutad för {rut.staff.name}." in there.text
    assert rut.browser.get("/personal/mottagningar").status_code == 302
    trace = Trace.objects.get(action="end_session")
    assert (trace.actor_id, trace.detail["staff"]) == (adam.staff.id, str(rut.staff.id))
    # Neither somebody else's colleague, nor without that permission.
    foreign = olle.staff.assignments.get()
    assert adam.browser.send(f"{address}behorighet/{foreign.id}/logga-ut", {}).status == 404
    assert sessions(olle).exists()
