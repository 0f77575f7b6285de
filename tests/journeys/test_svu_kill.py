"""The pages are killed (SIGKILL) while two users write in Kartläggning: neither acknowledged nor typed text is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import ASSESSMENT
from tests.journeys.processes import wait_until
from tests.journeys.steps import box

pytestmark = [pytest.mark.journey]
STORY = "svu_kill"
MINE, THEIRS = ("Patientens önskemål", "Mat och dryck", "Läkemedel och smärta"), ("Boende och familj", "Övrigt")
ROUNDS = 4


@pytest.mark.req("001-128", "001-135")
def test_nothing_typed_is_lost(seats, planning, site, look) -> None:
    ward, town = seats.at("vera", ASSESSMENT), seats.at("karin", ASSESSMENT)
    acknowledged: dict[tuple[str, str], list[str]] = {}

    def heed(answer) -> None:
        if "/spara" in answer.url and answer.status == 200:
            sent = answer.request.post_data_json
            acknowledged.setdefault((answer.url, sent["path"]), []).append(sent["value"])

    for page in (ward, town):
        page.on("response", heed)
    for turn in range(ROUNDS):
        for page, labels in ((ward, MINE), (town, THEIRS)):
            for label in labels:
                box(page, label).press_sequentially(f"Rad {turn} om {label.lower()}. ")
        if turn % 2 == 0:
            site.kill("pages")
            # Typing goes on while nobody answers.
            box(ward, MINE[0]).press_sequentially("Skrivet medan sidorna var nere. ")
            expect(ward.get_by_text("Inte sparat").first).to_be_visible()
            site.start("pages")
            site.wait()
    typed = {
        label: box(page, label).input_value() for page, labels in ((ward, MINE), (town, THEIRS)) for label in labels
    }
    assert all(f"Rad {ROUNDS - 1}" in text for text in typed.values())
    assert typed[MINE[0]].count("Skrivet medan sidorna var nere.") == 2

    def stored() -> dict[str, str]:
        return dict(
            look("SELECT path, value FROM fields_field WHERE plan_id = %s", planning.plans["elsa"])
        )  # fmt: skip

    def settled() -> bool:
        return sorted(text.strip() for text in typed.values()) == sorted(
            text.strip() for text in stored().values() if text
        )

    wait_until(settled, "all that was typed to be saved", patience=45)
    assert acknowledged
    # Every acknowledged text is in the history of its field.
    history = look("SELECT value FROM fields_fieldedit WHERE plan_id = %s", planning.plans["elsa"])
    kept = {value.strip() for (value,) in history}
    assert {text.strip() for texts in acknowledged.values() for text in texts} <= kept
    # The page no longer says that the server is down, and a newly loaded page shows it all.
    for page, labels in ((ward, MINE), (town, THEIRS)):
        expect(page.locator("form[data-unsaved]")).to_have_count(0)
        page.reload()
        for label in labels:
            assert box(page, label).input_value().strip() == typed[label].strip()


@pytest.mark.req("001-128")
def test_an_answer_that_never_came(seats) -> None:
    """A text that was saved although the answer was lost is not taken for somebody else's when the writer continues."""
    ward = seats.at("vera", ASSESSMENT)
    field = "Minne, kommunikation och psykiskt mående"
    cut = []

    def swallow(route) -> None:
        route.fetch()
        cut.append(route)
        route.abort()

    # Typing takes longer than the pause before a save when the machine is busy: every save until it is seen is lost.
    ward.route("**/spara*", swallow)
    box(ward, field).press_sequentially("Minns det mesta. ")
    expect(ward.get_by_text("Inte sparat").first).to_be_visible()
    ward.unroute("**/spara*", swallow)
    box(ward, field).press_sequentially("Hör lite sämre på vänster öra.")
    assert cut
    place = ward.locator(".autofield").filter(has_text=field)
    expect(place).to_contain_text("Sparat")
    expect(ward.locator("form[data-unsaved]")).to_have_count(0)
    expect(place.locator("[data-theirs]")).to_be_hidden()
    ward.reload()
    expect(box(ward, field)).to_have_value("Minns det mesta. Hör lite sämre på vänster öra.")
