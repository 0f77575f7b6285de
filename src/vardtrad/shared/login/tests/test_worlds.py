"""The two worlds: one human who is both a resident and staff has two logins that never meet."""

import pytest

from tests.people import logged_in, session_key
from vardtrad.cases.case.moves import answering
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import Session, World


@pytest.fixture
def both(alva, rut):
    """A browser in which the same human is logged in as a resident and as staff."""
    browser = logged_in(alva.person)
    browser.cookies[SESSIONS[World.STAFF]] = session_key(rut.staff)
    return browser


def test_each_world_needs_its_own_login(alva, rut):
    assert alva.browser.get("/personal/mottagningar").status_code == 302
    assert alva.browser.get(rut.address("arenden/")).status_code == 302
    assert rut.browser.get("/inkorg").status_code == 302
    assert rut.browser.get("/mottagningar").status_code == 302


def test_a_key_of_one_world_opens_nothing_in_the_other(browser, alva, rut):
    browser.cookies[SESSIONS[World.STAFF]] = session_key(alva.person)
    browser.cookies[SESSIONS[World.RESIDENT]] = session_key(rut.staff)
    assert browser.get("/personal/mottagningar").status_code == 302
    assert browser.get("/inkorg").status_code == 302


def test_both_at_once_in_one_browser_stay_apart(both, alva, bo, rut, region):
    alvas, bos = alva.sends(region.renewal_at_a), bo.sends(region.renewal_at_a)
    assert both.get(f"/arenden/{alvas.id}").status_code == 200
    assert both.get(f"/arenden/{bos.id}").status_code == 404  # as staff yes, as a resident never
    assert both.get(rut.case_address(bos)).status_code == 200
    assert "Alva" not in both.open("/personal/mottagningar").root.one("header").text
    assert both.get("/inkorg").content.decode().count('href="/arenden/') == 1


def test_logging_out_of_one_world_leaves_the_other(both, rut):
    both.open("/inkorg").press("Logga ut")
    assert both.get("/inkorg").status_code == 302
    assert both.get(rut.address()).status_code == 200


def test_a_session_belongs_to_one_world(alva, rut):
    from django.db import IntegrityError, transaction

    logged_in(alva.person)
    with pytest.raises(IntegrityError, match="a_session_belongs_to_one_world"), transaction.atomic():
        Session.objects.update(staff=rut.staff)


def test_the_same_id_in_the_other_world_has_no_capacity_in_a_case(new_case, alva, rut):
    """Even with the resident's own id, staff do not get the resident's capacity, and the other way round."""
    as_staff = Actor(kind=ActorKind.STAFF, id=alva.person.id, roles=frozenset({"receiver", "handler"}))
    as_resident = Actor(kind=ActorKind.RESIDENT, id=rut.staff.id, unit=rut.clinic.id, roles=frozenset({"receiver"}))
    for actor in (as_staff, as_resident):
        with pytest.raises(Refused) as refused:
            answering.answer(actor, new_case.id, "Försök.", seen=new_case.content)
        assert refused.value.reason.value == "not_there"
