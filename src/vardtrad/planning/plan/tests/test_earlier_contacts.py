"""Earlier permanent care contacts are proposed again, but not those of a plan where the patient has refused."""

import pytest

from tests.plans import Drive
from vardtrad.planning.plan.queries import earlier_contacts


@pytest.mark.req("001-106", "001-090")
def test_a_contact_of_a_plan_where_the_patient_has_refused_is_not_shown_to_others(planners):
    first = Drive(planners, ward="agda", others=("rolf",)).published()
    first.care = planners.staff["rolf"]
    first.convened()
    svu, oskar = Drive(planners).published(), planners.staff["oskar"]
    address = f"{oskar.base}svu/{svu.key}/?visa=fast-vardkontakt"
    assert "Rolf Rönn" in oskar.browser.open(address).html
    first.withdrawn()
    assert "Rolf Rönn" not in oskar.browser.open(address).html
    # A harm assessment is made when the patient cannot be asked: the no holds in other plans.
    first.harm_assessed("Nedsövd.")
    assert "Rolf Rönn" not in oskar.browser.open(address).html
    first.withdrawn()
    first.consented()
    assert "Rolf Rönn" in oskar.browser.open(address).html


@pytest.mark.req("001-106")
def test_a_contact_who_has_left_is_not_proposed(planners):
    first = Drive(planners, ward="agda", others=("rolf",)).published()
    first.care = planners.staff["rolf"]
    first.convened()
    svu, oskar = Drive(planners).published(), planners.staff["oskar"]
    assert [contact.staff_id for contact in earlier_contacts(svu.plan.patient_id, svu.key)] == [first.care.staff.id]
    first.care.staff.active = False
    first.care.staff.save()
    assert earlier_contacts(svu.plan.patient_id, svu.key) == []
    assert "Rolf Rönn" not in oskar.browser.open(f"{oskar.base}svu/{svu.key}/?visa=fast-vardkontakt").html
