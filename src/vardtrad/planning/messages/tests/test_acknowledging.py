"""Messages in a plan are acknowledged for a unit, and annulled by the unit that sent them."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions
from vardtrad.planning.messages.models import Receipt
from vardtrad.planning.messages.tests.thread import TEXT, button, buttons, entries, page_of, section, waiting
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Setup


@pytest.mark.req("001-012", "001-235", "001-236")
def test_one_role_with_the_duty_acknowledges_for_its_unit(svu, olga):
    svu.acknowledged()
    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    assert [words for words, _href in svu.overview(olga).tasks] == ["Kvittera meddelande"]
    page = page_of(svu, olga)
    assert "1 att kvittera" in section(page).all("summary")[0].text
    done = page.press(button(page, "Kvittera"))
    assert "Meddelandet är kvitterat." in done.alerts
    (receipt,) = Receipt.objects.all()
    assert (receipt.unit_id, receipt.role, receipt.by) == (olga.unit.id, "samordnare", olga.staff.id)

    for who in (olga, svu.care):
        assert svu.overview(who).tasks == []
        assert waiting(svu, who) == 0
        assert "Kvittera" not in buttons(page_of(svu, who))
    assert waiting(svu, svu.town) == 1
    (entry,) = entries(page_of(svu, svu.ward))
    assert "Vårdcentralen Planen har kvitterat Olga Olvon, samordnare" in entry
    assert "Biståndsenheten Plankommun har inte kvitterat" in entry
    assert "Kvitterat av alla" not in entry
    page = page_of(svu, svu.town)
    page.press(button(page, "Kvittera"))
    assert "Kvitterat av alla" in entries(page_of(svu, svu.ward))[0]


@pytest.mark.req("001-236")
def test_the_own_unit_can_be_asked_too(svu, doris):
    page_of(svu, svu.ward).press("Skicka", text=TEXT, ask=[str(svu.ward.unit.id)])
    assert waiting(svu, doris) == 1
    page = page_of(svu, doris)
    page.press(button(page, "Kvittera"))
    assert waiting(svu, doris) == 0
    assert Receipt.objects.get().unit_id == svu.ward.unit.id


def test_a_role_without_the_duty_sees_who_is_awaited_but_no_button(svu):
    setup = Setup.objects.get(unit=svu.care.unit)
    roles = {**setup.roles, "samordnare": ["approve"]}
    care_units.set_roles(system("testerna"), setup.id, roles, seen=setup.content)
    olga = svu.planners.staff["olga"]
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page = page_of(svu, olga)
    assert "Kvittera" not in buttons(page)
    assert "Vårdcentralen Planen har inte kvitterat" in entries(page)[0]
    with pytest.raises(Refused, match="har inte ansvaret kvittera"):
        actions.acknowledge(SVU, olga.actor, svu.key, message)


def test_a_double_click_and_a_colleague_acknowledge_once(svu, olga):
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page, colleagues = page_of(svu, svu.care), page_of(svu, olga)
    assert page.press(button(page, "Kvittera")).status == page.press(button(page, "Kvittera")).status == 200
    late = colleagues.press(button(colleagues, "Kvittera"))
    assert late.status == 422
    assert "Din enhet har redan kvitterat meddelandet." in late.alerts
    assert Receipt.objects.count() == 1


def test_a_message_of_another_plan_or_to_other_units_cannot_be_acknowledged(svu, planners):
    other = Drive(planners, patient="edvin").published()
    message = other.messaged(other.ward, TEXT, ask=(other.care,))
    with pytest.raises(Refused, match="Meddelandet finns inte"):
        actions.acknowledge(SVU, svu.care.actor, svu.key, message)
    with pytest.raises(Refused, match="behöver inte kvittera"):
        actions.acknowledge(SVU, svu.town.actor, other.key, message)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "01a1fd70-9da1-70d9-8df9-e5130000ffff"])
def test_a_form_with_a_forged_message_changes_nothing(svu, given):
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page = page_of(svu, svu.care)
    back = page.press(button(page, "Kvittera"), message=given)
    assert back.status == 422
    assert back.alerts
    assert not Receipt.objects.exists()


@pytest.mark.req("001-237")
def test_the_sending_unit_annuls_with_a_second_step_and_the_tasks_disappear(svu, doris):
    svu.acknowledged()
    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    page = page_of(svu, svu.town)
    page.press(button(page, "Kvittera"))

    page = page_of(svu, doris)  # a colleague at the ward
    (box,) = section(page).all("details", class_="annul")
    assert box.one("summary").text.startswith("Makulera")
    assert "open" not in box.attrs
    assert "Det går inte att ångra." in box.text
    done = page.press(button(page, "Makulera meddelandet"))
    assert "Meddelandet är makulerat." in done.alerts

    assert svu.overview(svu.care).tasks == []
    for who in (svu.ward, svu.care, svu.town):
        page = page_of(svu, who)
        (entry,) = entries(page)
        assert "Makulerat" in entry
        assert "Makulerat" in entry.split("Elsa")[0]
        assert "av Doris Dal, överläkare" in entry
        assert "Nyckel finns hos dottern." in entry
        assert "har inte kvitterat" not in entry
        assert "Biståndsenheten Plankommun har kvitterat" in entry
        assert not {"Kvittera", "Makulera"} & buttons(page)


def test_only_the_sending_unit_annuls_and_only_once(svu):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    assert "Makulera" not in buttons(page_of(svu, svu.care))
    with pytest.raises(Refused, match="Bara den enhet som skickade"):
        actions.annul(SVU, svu.care.actor, svu.key, message)
    page, colleagues = page_of(svu, svu.care), page_of(svu, svu.ward)
    actions.annul(SVU, svu.ward.actor, svu.key, message)
    late = colleagues.press(button(colleagues, "Makulera"))
    assert late.status == 422
    assert "Meddelandet är redan makulerat." in late.alerts
    late = page.press(button(page, "Kvittera"))
    assert "Meddelandet är redan makulerat." in late.alerts
    assert not Receipt.objects.exists()
