"""What the log says of logins that fail: whose, and from where, and never what was typed."""

import pytest

from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login import actions
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Proven

PIN = "123456"
CARD = "/personal/logga-in/kort"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def details():
    return [trace.detail for trace in Trace.objects.filter(action="login", outcome="refused").order_by("at")]


def test_a_wrong_pin_names_the_card_and_not_the_pin(browser, rut):
    browser.post(CARD, {"who": str(rut.staff.id), "pin": "000000"})
    assert details() == [{"reason": "wrong_pin", "account": str(rut.staff.id), "address": "127.0.0.1"}]


def test_tries_that_are_held_back_leave_one_trace_in_a_period(browser, rut, frozen):
    for _time in range(12):
        answer = browser.post(CARD, {"who": str(rut.staff.id), "pin": "000000"})
    assert answer.status_code == 429
    assert [detail["reason"] for detail in details()] == ["wrong_pin"] * 5 + ["too_often"]
    assert {detail["account"] for detail in details()} == {str(rut.staff.id)}
    frozen.go(minutes=11)
    for _time in range(7):
        browser.post(CARD, {"who": str(rut.staff.id), "pin": "000000"})
    assert [detail["reason"] for detail in details()].count("too_often") == 2


def test_a_card_without_permission_is_named(region):
    with pytest.raises(Refused):
        actions.log_in(Proven(World.STAFF, "SE2321000016-XXXX", 3, "test"), "192.0.2.7")
    assert details() == [{"method": "test", "account": "SE2321000016-XXXX", "address": "192.0.2.7"}]


def test_a_personal_number_in_no_register_is_not_written_down(region):
    with pytest.raises(Refused):
        actions.log_in(Proven(World.RESIDENT, "197705232382", 3, "test"))
    assert details() == [{"method": "test", "reason": "not_registered"}]


def test_a_login_says_from_where(browser, alva):
    browser.post("/logga-in/demo", {"who": str(alva.person.id)}, REMOTE_ADDR="192.0.2.7")
    assert Trace.objects.filter(action="login", outcome="done").latest("at").detail["address"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("remote", "said", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # no proxy of ours: anybody can write that
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # what the sender made up stands before
        ("127.0.0.1", "198.51.100.1, 10.0.0.5", "198.51.100.1"),  # two proxies of ours
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", None, ""),
        ("127.0.0.1", "19640105-3076", ""),
        ("", None, ""),
    ],
)
def test_a_proxy_of_ours_is_believed_and_nobody_else(rf, settings, remote, said, expected):
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]
    headers = {"HTTP_X_FORWARDED_FOR": said} if said is not None else {}
    assert client_address(rf.get("/", REMOTE_ADDR=remote, **headers)) == expected
