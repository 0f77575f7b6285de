"""A plan is opened and changed as what it is: an SVU is no SIP at another address, and a SIP is no SVU."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import logged_in
from tests.plans import Drive
from tests.sips import SipDrive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.sip import actions as sip_actions
from vardtrad.planning.svu.subject import SVU


def test_an_svu_is_not_there_at_the_address_of_a_sip(planners):
    svu = Drive(planners).consented().published()
    for who in (planners.staff["vera"], planners.staff["karin"]):
        assert who.browser.open(f"{who.base}svu/{svu.key}/").status == 200
        assert who.browser.open(f"{who.base}sip/{svu.key}/").status == 404
    with pytest.raises(Refused):
        sip_actions.end(planners.staff["vera"].actor, svu.key, "Fel adress.", confirmed=True, submit_key=uuid4())
    assert svu.plan.closed is None


def test_a_sip_is_not_there_at_the_address_of_an_svu(planners):
    sip = SipDrive(planners).called()
    assert sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/").status == 200
    assert sip.care.browser.open(f"{sip.care.base}svu/{sip.key}/").status == 404
    with pytest.raises(Refused):
        planning.inform(SVU, sip.care.actor, sip.key, written=True, reason="")


def test_the_person_does_not_read_an_svu_as_a_sip(planners):
    svu = Drive(planners).consented().published()
    assert logged_in(svu.plan.patient).open(f"/min-plan/{svu.key}").status == 404
