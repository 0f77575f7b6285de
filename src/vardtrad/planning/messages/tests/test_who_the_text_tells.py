"""A message whose text reveals who the patient is, is warned about as a file is, and sent when the sender says so."""

from __future__ import annotations

import pytest

from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions
from vardtrad.planning.messages.models import Message
from vardtrad.planning.svu.subject import SVU

WARNING = "Texten innehåller patientens namn eller ett personnummer."


@pytest.mark.req("001-231", "B-30")
@pytest.mark.parametrize("text", ["Elsa Ek vill hem.", "Gäller 1933 04 04 9228.", "Mannen 19460728-7044 ringde."])
def test_the_sender_is_warned_once(planners: Planners, vera: Planner, text: str) -> None:
    svu = Drive(planners).published()
    page = vera.browser.open(f"{vera.base}svu/{svu.key}/?visa=meddelanden")
    assert "Skicka texten ändå" not in page.text
    page = page.press("Skicka", text=text)
    assert page.status == 422
    assert WARNING in page.text
    assert not Message.objects.exists()
    page.press("Skicka", sure="on")
    assert Message.objects.get().text == text


def test_other_texts_are_sent_at_once(planners: Planners, vera: Planner) -> None:
    svu = Drive(planners).published()
    vera.browser.open(f"{vera.base}svu/{svu.key}/?visa=meddelanden").press("Skicka", text="Elsa vill hem.")
    assert Message.objects.count() == 1


def test_the_door_asks_whoever_writes(planners: Planners) -> None:
    svu = Drive(planners).published()
    with pytest.raises(Refused, match="Texten innehåller"):
        actions.write(SVU, svu.care.actor, svu.key, "Elsa Ek vill hem.", set())
    actions.write(SVU, svu.care.actor, svu.key, "Elsa Ek vill hem.", set(), sure=True)
    assert Message.objects.count() == 1
