"""A patient's whole stay, from admission to going home, as each party sees it."""

from datetime import date, timedelta

import pytest

from tests.plans import Drive


@pytest.mark.req("001-020", "001-021", "001-022", "001-023", "001-246")
def test_an_admission_is_red_for_units_that_must_acknowledge_and_yellow_for_units_that_wait(planners):
    svu = Drive(planners)
    assert svu.colours(svu.ward) == ["task", *["none"] * 4]
    svu.published()
    assert svu.colours(svu.ward) == ["wait", "done", "none", "none", "none"]
    assert svu.colours(svu.care) == ["task", "done", "none", "none", "none"]
    svu.acknowledged("admission", svu.care)
    assert svu.colours(svu.care)[0] == "wait"
    assert svu.colours(svu.town)[0] == "task"
    svu.acknowledged("admission", svu.town)
    assert [svu.colours(person)[0] for person in (svu.ward, svu.care, svu.town)] == ["done"] * 3


def test_the_whole_stay(planners):
    svu = Drive(planners).published().acknowledged()
    svu.assessing().writes(svu.ward, "kartlaggning.mat", "Äter själv.")
    assert svu.step(svu.town, "kartlaggning").colour == "assess"
    svu.estimated()
    assert svu.step(svu.care, "tid").colour == "task"
    svu.acknowledged("discharge_time")
    svu.ready().acknowledged("discharge_time")
    svu.marked()
    assert svu.colours(svu.care)[3] == "task"
    svu.attested()
    assert svu.colours(svu.ward) == ["done", "done", "assess", "done", "none"]
    svu.convened().discharged(sure=False)
    assert svu.colours(svu.town)[4] == "done"
    svu.undone()
    assert svu.steps.discharge.state == "undone"
    svu.discharged(sure=False)


def test_a_nej_removes_all_ticks_and_the_ward_attests_again(planners):
    svu = Drive(planners).published().marked()
    svu.fills(svu.town, {"stallningstagande.insatser_kommun": "Hemtjänst."}).attests(svu.town, svu.ward)
    svu.answers(svu.care, approves=False)
    assert svu.step(svu.ward, "stallningstagande").colour == "task"
    assert svu.step(svu.care, "stallningstagande").hint == "Väntar på slutenvårdens justering"
    svu.attests(svu.ward)
    assert svu.step(svu.care, "stallningstagande").colour == "task"
    assert svu.step(svu.town, "stallningstagande").colour == "task"


@pytest.mark.req("001-116", "B-25")
def test_a_corrected_admission_does_not_change_an_estimate_that_was_changed_later(planners):
    svu = Drive(planners).published()
    first = svu.steps.admission.expected
    page = svu.ward.browser.open(f"{svu.ward.base}svu/{svu.key}/inskrivning/?visa=inskrivning")
    assert "expected" in page.fields("Publicera rättelse")
    page.press("Publicera rättelse", expected=str(first + timedelta(days=1)))
    assert svu.steps.admission.expected == first + timedelta(days=1)

    svu.estimated(reason="Feber.")
    day = svu.steps.discharge_time.day
    address = f"{svu.ward.base}svu/{svu.key}/inskrivning/"
    assert "Tiden har ändrats sedan dess" in svu.ward.browser.open(address).main.text
    page = svu.ward.browser.open(f"{address}?visa=inskrivning")
    assert "Den ändras i steget Tid för utskrivning." in page.main.text
    page.press("Publicera rättelse", expected=str(first + timedelta(days=30)), reason="Rättad orsak.")
    assert svu.steps.admission.reason == "Rättad orsak."
    assert svu.steps.admission.expected == first + timedelta(days=1)
    assert svu.steps.discharge_time.day == day


def test_an_admission_is_corrected_to_a_day_after_the_first_estimate_once_that_has_been_changed(planners, frozen):
    svu = Drive(planners).published(day=date(2026, 11, 10), expected=date(2026, 11, 12), reason="Fall.").estimated()
    page = svu.ward.browser.open(f"{svu.ward.base}svu/{svu.key}/inskrivning/?visa=inskrivning")
    page = page.press("Publicera rättelse", day="2026-11-14")
    assert page.status == 200, page.alerts
    assert (svu.steps.admission.admitted, svu.steps.admission.expected) == (date(2026, 11, 14), date(2026, 11, 14))
