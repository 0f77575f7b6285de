"""Saved views (B-07): named, counted, shared by their address, and only one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import assign
from vardtrad.cases.staff.lists.actions import MOST_VIEWS
from vardtrad.cases.staff.lists.models import SavedView
from vardtrad.shared.care_units import actions as care_units

pytestmark = pytest.mark.req("B-07")


@pytest.fixture
def some(region, alva, bo, rut, hugo):
    """Three cases: two new ones, one of which was answered in part; and one with Hugo."""
    found = [
        alva.sends(region.renewal_at_a),
        bo.sends(region.services["a", "question"]),
        alva.sends(region.renewal_at_a),
    ]
    rut.does("partial_reply", found[1], "Vi har läst.")
    rut.does("assign", found[2], hugo.staff)
    return found


def saved(who, name, path="arenden/alla?status=ohanterat"):
    return who.browser.open(who.address(path)).press("SPARA VYN", namn=name)


def chips(page):
    (nav,) = page.main.all("nav", aria_label="Vyer")
    return {a.text: a for a in nav.all("a", class_="chip")}


def test_a_view_is_saved_counted_opened_and_marked(some, alva, region, rut):
    page = saved(rut, "Mina nya")
    assert page.status == 200
    assert "Vyn är sparad." in page.alerts
    assert "Mina nya 2" in chips(page)
    assert chips(page)["Mina nya 2"].attrs["aria-current"] == "true"
    other = rut.browser.open(rut.address("arenden/inkomna"))
    assert "aria-current" not in chips(other)["Mina nya 2"].attrs
    assert len(other.follow("Mina nya 2").rows) == 2
    alva.sends(region.renewal_at_a)
    assert "Mina nya 3" in chips(rut.browser.open(rut.address("arenden/")))


@pytest.mark.parametrize(
    "path", ["arenden/alla?sortera=atgarda", "arenden/inkomna?status=ohanterat", "mina/?sortera=-skapat"]
)
def test_any_list_with_filter_or_sorting_can_be_saved(some, rut, path):
    page = saved(rut, "En vy", path)
    assert page.address.endswith(path)
    assert SavedView.objects.get().asked == path.partition("?")[2]


def test_a_plain_list_has_nothing_to_save(some, rut):
    page = rut.browser.open(rut.address("arenden/alla"))
    assert not any(button.text == "SPARA VYN" for button in page.main.all("button"))


def test_a_search_is_saved_and_counted(some, rut):
    page = rut.browser.open(rut.address("arenden/")).press("SÖK", ord="alva ahl").press("SPARA VYN", namn="Alvas")
    assert "Alvas 2" in chips(page)
    assert SavedView.objects.get().search is not None
    assert len(rut.browser.open(rut.address("arenden/")).follow("Alvas 2").rows) == 2


def test_rename_copy_and_remove(some, rut):
    saved(rut, "Ett")
    page = saved(rut, "Två", "arenden/alla?status=delsvar-mottagare").follow("Ändra vyer")
    assert [node.text for node in page.main.all("h2")] == ["Ett 2", "Två 1"]
    renamed = page.press("BYT NAMN Ett", namn="Åter")
    assert [node.text for node in renamed.main.all("h2")] == ["Två 1", "Åter 2"]
    copy = page.link("Kopiera länk Två")
    assert len(rut.browser.open(copy).rows) == 1  # without script the link is a link
    removed = renamed.press("TA BORT Två")
    assert [node.text for node in removed.main.all("h2")] == ["Åter 2"]
    assert removed.press("TA BORT Åter").main.one("h2").text == "Inga sparade vyer"


@pytest.mark.parametrize(
    ("name", "words"), [("", "Ge vyn ett namn."), ("  ", "Ge vyn ett namn."), ("Ett", "Du har redan")]
)
def test_a_name_that_will_not_do_is_refused(some, rut, name, words):
    saved(rut, "Ett")
    page = saved(rut, name, "arenden/alla?status=svar")
    assert page.status == 422
    assert page.title.startswith("Fel:")
    assert words in page.alerts
    assert page.fields("SPARA VYN")["namn"] == name.strip() or not name.strip()
    saved(rut, "Två", "arenden/alla?status=svar")
    page = rut.browser.open(rut.address("vyer/")).press("BYT NAMN Två", namn=name)
    assert page.status == 422
    assert words in page.alerts
    assert sorted(saved_view.name for saved_view in SavedView.objects.all()) == ["Ett", "Två"]


def test_there_is_an_end_to_how_many(some, rut):
    for number in range(MOST_VIEWS):
        saved(rut, f"Vy {number}")
    page = saved(rut, "En till")
    assert page.status == 422
    assert "högst 20" in page.alerts
    assert SavedView.objects.count() == MOST_VIEWS


def test_a_view_is_nobody_elses(region, some, rut, hugo, olle):
    saved(rut, "Ruts")
    view = SavedView.objects.get()
    for who in (hugo, olle):
        for path in (f"vyer/{view.id}/byt-namn", f"vyer/{view.id}/ta-bort"):
            assert who.browser.post(who.address(path), {"namn": "Min"}).status_code == 404
    assert SavedView.objects.get().name == "Ruts"
    assert not any("Ruts" in words for words in chips(hugo.browser.open(hugo.address("mina/"))))
    # The address is what is shared: it shows what the reader may see.
    assign(hugo.staff, region.b, "receiver")
    assert hugo.browser.get(rut.address("arenden/alla?status=ohanterat")).status_code == 404
    assert len(hugo.browser.open(hugo.address("mina/alla?status=ohanterat")).rows) == 1


def test_views_of_lists_that_one_may_no_longer_open_are_not_shown(region, some, rut, adam):
    from vardtrad.shared.care_units.models import Assignment

    saved(rut, "Ruts")
    saved(rut, "Egen", "mina/alla?status=ohanterat")
    held = Assignment.objects.get(staff=rut.staff)
    care_units.set_permissions(adam.actor, held.id, ["handler"], seen=held.content)
    assert [words for words in chips(rut.browser.open(rut.address("mina/"))) if words.startswith(("Ruts", "Egen"))] == [
        "Egen 0"
    ]


def test_forged_questions_are_passed_over_when_saved(some, rut):
    sent = {"lista": "arenden/alla", "fraga": "status=x&sok=x&invanare=197712072391&sortera=skapat", "namn": "Vy"}
    rut.browser.post(rut.address("vyer/ny"), sent)
    assert SavedView.objects.get().asked == "sortera=skapat"


def test_what_nobody_has_changed_is_not_counted_anew(frozen, some, alva, region, rut):
    saved(rut, "Mina nya")

    def shown():
        with CaptureQueriesContext(connection) as caught:
            words = set(chips(rut.browser.open(rut.address("arenden/inkomna"))))
        counts = [one["sql"] for one in caught.captured_queries if one["sql"].startswith("SELECT (SELECT count(*)")]
        return words, counts[0].count("count(*)")

    frozen.go(seconds=1)
    alva.sends(region.renewal_at_a)
    words, asked = shown()
    assert "Mina nya 3" in words
    assert shown() == (words, asked - 1)
    # What is done past the lists' clock, as when a resident reads, is seen within the minute.
    frozen.go(seconds=61)
    assert shown() == (words, asked)
