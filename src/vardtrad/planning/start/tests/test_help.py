"""Info and Hjälp: general messages, abbreviations, icons, colours, and the manual with its version history."""

from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions
from vardtrad.planning.start.chapters import chapters

ROOT = Path(__file__).resolve().parents[5]


@pytest.mark.req("001-072")
def test_info_shows_the_messages_of_the_day_to_everybody(planners, vera, karin, extern):
    today, who = clock.today(), system("testerna")
    actions.announce(who, "Driftstopp på söndag", "Mina planer är stängt 06–07.\n\nHälsningar", today, today)
    actions.announce(who, "Gammalt", "Borta.", today - timedelta(days=9), today - timedelta(days=1))
    actions.announce(who, "Snart", "Inte än.", today + timedelta(days=1), today + timedelta(days=2))
    for one in (vera, karin, extern):
        page = one.browser.open(one.base).follow("Info")
        assert [h2.text for h2 in page.main.all("h2")] == ["Driftstopp på söndag"]
        assert "Mina planer är stängt 06–07." in page.main.text
    assert Trace.objects.filter(action="announce").count() == 3


@pytest.mark.req("001-072")
def test_info_is_empty_kindly_and_a_message_can_be_taken_down(vera):
    today, who = clock.today(), system("testerna")
    assert "Inga meddelanden just nu" in vera.browser.open(vera.base + "info/").text
    notice = actions.announce(who, "Hej", "Välkommen.", today, today)
    actions.take_down(who, notice.id)
    assert "Inga meddelanden just nu" in vera.browser.open(vera.base + "info/").text
    with pytest.raises(Refused):
        actions.take_down(who, notice.id)


@pytest.mark.parametrize(("title", "text", "first", "last"), [("", "x", 0, 0), ("x", " ", 0, 0), ("x", "x", 1, 0)])
def test_a_message_needs_words_and_days_in_order(db, title, text, first, last):
    day = date(2026, 11, 1)
    with pytest.raises(Refused):
        actions.announce(system("testerna"), title, text, day + timedelta(days=first), day + timedelta(days=last))


@pytest.mark.req("001-004", "001-007", "001-019", "001-073")
def test_help_explains_abbreviations_icons_and_colours(vera):
    page = vera.browser.open(vera.base).follow("Hjälp")
    for words in ("Hälso- och sjukvårdens adressregister", "Samordnad individuell plan", "Säker IT inom hälso-",
                  "Samverkan vid utskrivning", "byta enhet eller roll", "Läsläge", "Väntar på andra"):  # fmt: skip
        assert words in page.main.text
    assert [a.text for a in page.main.one("ol", class_="toc").all("a")] == [chapter.title for chapter in chapters()]


def test_the_manual_is_searched_by_words_and_their_beginnings(vera):
    page = vera.browser.open(vera.base + "hjalp/").press("Sök", q="kvitteR")
    links = page.main.one("ul", class_="hits").all("a")
    assert links[0].text.startswith("Kvittera"), "a heading that says it comes first"
    assert len(links) > 1
    assert all("kapitel=" in link.attrs["href"] for link in links)
    assert {mark.text.casefold()[:6] for mark in page.main.all("mark") if mark.text} == {"kvitte"}
    assert " ." not in page.main.one("ul", class_="hits").text
    both = page.press("Sök", q="kvitter inskriv").main.one("ul", class_="hits").all("a")
    assert 0 < len(both) < len(links), "every word is asked for"
    assert page.follow(links[0].text).main.one("h1").text == "Kvittera"


@pytest.mark.parametrize("asked", ["finnsinte", "<b>", "vittera", "((", "a" * 500])
def test_a_search_without_hits_says_so(vera, asked):
    page = vera.browser.open(vera.base + "hjalp/").press("Sök", q=asked)
    assert "Ingen träff. Prova med färre ord" in page.main.text
    assert page.main.one("input", id="ask").attrs["value"] == asked[:60]


def test_an_empty_search_shows_the_help_as_it_is(vera):
    page = vera.browser.open(vera.base + "hjalp/").press("Sök", q="  ")
    assert not page.main.all("mark")
    assert "träff" not in page.main.text


@pytest.mark.req("001-006", "001-073", "002-040")
def test_the_manual_is_read_from_beginning_to_end(vera):
    page = vera.browser.open(vera.base + "hjalp/").follow(chapters()[0].title)
    for number, chapter in enumerate(chapters()):
        assert page.main.one("h1").text == chapter.title
        if number + 1 < len(chapters()):
            page = page.follow(chapters()[number + 1].title)
    rows = [[cell.text for cell in row.all("td")] for row in page.main.all("tr")]
    assert ["2026-11-21", "1.0", "Första versionen: SVU från inskrivning till utskrivning."] in rows
    assert ["2026-11-29", "1.1", "SIP från kallelse till uppföljning."] in rows
    assert [th.text for th in page.main.all("th")][:3] == ["Datum", "Version", "Ändring"]
    told = dict(row for row in rows if len(row) == 2)
    for what in ("Dokumenttyp", "ID", "Version", "Giltig från", "Giltig till", "Ägare", "Granskas av", "Godkänns av",
                 "Gäller för"):  # fmt: skip
        assert told[what]
    assert (told["Version"], told["Giltig från"]) == next((row[1], row[0]) for row in rows if len(row) == 3)
    assert vera.browser.get(vera.base + "hjalp/manual/?kapitel=finns-inte").status_code == 404


def test_the_chapters_are_made_from_the_manual_as_it_is_written():
    spec = spec_from_file_location("manual_script", ROOT / "scripts" / "manual.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    made = script.fragments()
    assert set(made) == {chapter.template for chapter in chapters()}
    for chapter in chapters():
        stored = script.file_of(chapter.template).read_text(encoding="utf-8")
        assert stored == made[chapter.template], f"run scripts/manual.py: {chapter.slug}"
        assert stored.startswith(f"<h1>{chapter.title}</h1>")


@pytest.mark.req("001-072")
def test_an_operator_puts_up_and_takes_down_messages_at_the_command_line(vera, capsys):
    from vardtrad.config import info

    last = str(clock.today() + timedelta(days=3))
    assert info.add("Nyheter", "Ett stycke.\\n\\nEtt till.", None, last) == 0
    key = capsys.readouterr().out.strip()
    article = vera.browser.open(vera.base + "info/").main.one("article")
    assert [p.text for p in article.all("p")][:2] == ["Ett stycke.", "Ett till."]
    assert info.show() == 0
    assert capsys.readouterr().out.startswith(f"{key} {clock.today()}")
    assert info.remove(key) == 0
    assert info.remove(key) == info.remove("inte ett id") == info.add("x", "y", None, "i morgon") == 1
    assert info.add("x", "y", "2026-12-02", "2026-12-01") == 1
    assert "Inga meddelanden just nu" in vera.browser.open(vera.base + "info/").text
