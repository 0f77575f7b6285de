"""Each field of a page has an id of its own, also when a form comes back: else its label names another field."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.planners import Planners
from tests.reading import Page
from tests.sips import SipDrive


def twice(page: Page) -> list[str]:
    """The ids that stand more than once on a page."""
    ids = Counter(node.attrs["id"] for node in page.root.walk() if "id" in node.attrs)
    return [name for name, count in ids.items() if count > 1]


@pytest.mark.parametrize(
    ("step", "opened", "button"),
    [
        ("plan", "avsluta", "Avsluta plan"),
        ("plan", "uppdatera", "Uppdatera plan"),
        ("kallelse", "avsluta", "Avsluta plan"),
        ("kallelse", "stall-in", "Ställ in möte"),
        ("kallelse", "foresla", "Skicka förslag"),
        ("kallelse", "samordningsansvarig", "Lägg till samordningsansvarig"),
        ("kallelse", "annan-plan", "Spara"),
        ("kallelse", "bjud-in", "Visa vem det är"),
        ("kallelse", "andra-mote", "Ändra möte"),
    ],
)
def test_no_id_stands_twice_when_a_form_is_refused(planners: Planners, step: str, opened: str, button: str) -> None:
    sip = SipDrive(planners).active()
    page = sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/{step}/?visa={opened}")
    assert twice(page) == []
    refused = page.press(button)
    assert refused.status == 422
    assert twice(refused) == []
