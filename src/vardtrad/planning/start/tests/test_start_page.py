"""The start page: which plans stand there and in which order, what a row says, what has changed since it was loaded."""

from datetime import timedelta

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.start import queries
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.lists import paging
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.web import dates


def names(page):
    return [tr.all("th")[0].all("a")[0].text for tr in rows(page)]


def rows(page):
    tables = page.main.all("table")
    return [tr for tr in tables[0].one("tbody").all("tr") if "data-case" in tr.attrs] if tables else []


def row(page, name):
    (found,) = [tr for tr in rows(page) if tr.all("th")[0].all("a")[0].text == name]
    return found


def reload(page):
    """Where the button "Ladda om" leads."""
    (link,) = [a for a in page.main.all("a") if a.text == "Ladda om"]
    return link.attrs["href"]


@pytest.fixture
def three(planners):
    """Elsa's, Edvin's and Runa's plans, the latest change last in the alphabet."""
    return {
        name: Drive(planners, patient=name, others=("oskar", "karin")).published() for name in ("elsa", "edvin", "runa")
    }


@pytest.mark.req("001-041", "001-048", "001-071")
def test_the_start_page_shows_the_units_current_plans(planners, three, vera, oskar, karin, rolf, agda):
    for who in (vera, oskar, karin):
        assert sorted(names(who.browser.open("/planer/"))) == ["Edvin En", "Elsa Ek", "Runa Rot"]
    page = rolf.browser.open(rolf.base)
    assert rows(page) == []
    assert "Inga aktuella ärenden" in page.text
    assert rows(agda.browser.open(agda.base)) == []
    Participant.objects.filter(plan=three["elsa"].key, unit=vera.unit).update(listed=False)
    assert "Elsa Ek" not in names(vera.browser.open(vera.base))
    assert "Elsa Ek" in names(oskar.browser.open(oskar.base))


@pytest.mark.req("001-097", "001-098", "001-227")
def test_a_draft_an_annulled_plan_and_a_role_that_has_left_are_not_listed(planners, vera, oskar, ulla):
    from vardtrad.planning.plan import actions as planning
    from vardtrad.planning.svu import actions

    svu = Drive(planners).consented().drafted()
    assert names(vera.browser.open(vera.base)) == ["Elsa Ek"]
    assert names(oskar.browser.open(oskar.base)) == []
    svu.published()
    planning.remove_role(actions.SVU, vera.actor, svu.key, vera.unit, "underskoterska", confirmed=True)
    assert names(ulla.browser.open(ulla.base)) == []
    assert names(oskar.browser.open(oskar.base)) == ["Elsa Ek"]
    actions.remove(vera.actor, svu.key, confirmed=True)
    assert names(oskar.browser.open(oskar.base)) == names(vera.browser.open(vera.base)) == []


@pytest.mark.req("001-049", "001-050")
def test_the_order_and_its_turning(three, vera):
    page = vera.browser.open(vera.base)
    latest_first = ["Runa Rot", "Edvin En", "Elsa Ek"]
    assert names(page) == latest_first
    assert [th.text for th in page.main.all("th") if "aria-sort" in th.attrs] == ["Ändrad"]
    page = page.follow("Ändrad")
    assert names(page) == latest_first[::-1]
    assert [th.attrs["aria-sort"] for th in page.main.all("th") if "aria-sort" in th.attrs] == ["ascending"]
    assert names(page.follow("Ändrad")) == latest_first
    page = page.follow("Namn")
    assert names(page) == ["Elsa Ek", "Edvin En", "Runa Rot"]
    assert names(page.follow("Namn")) == ["Runa Rot", "Edvin En", "Elsa Ek"]
    page = page.follow("Personnummer")
    assert names(page) == ["Elsa Ek", "Edvin En", "Runa Rot"]
    assert names(page.follow("Personnummer")) == ["Runa Rot", "Edvin En", "Elsa Ek"]


@pytest.mark.req("001-050")
def test_names_stand_in_swedish_order(three, planners, vera):
    for name, family in (("elsa", "Öberg"), ("edvin", "Ångman"), ("runa", "Älg")):
        patient = planners.patients[name]
        patient.family_name = family
        patient.save()
    Drive(planners, patient="wilma").published()
    assert names(vera.browser.open(vera.base + "?sortera=namn")) == [
        "Wilma Widegren", "Edvin Ångman", "Runa Älg", "Elsa Öberg",
    ]  # fmt: skip


@pytest.mark.req("001-020", "001-101", "001-102", "001-103", "001-244")
def test_a_row_says_what_to_do_and_leads_to_the_plan(planners, vera, oskar):
    svu = Drive(planners).published()
    mine = row(oskar.browser.open(oskar.base), "Elsa Ek")
    here = f"{oskar.base}svu/{svu.key}/"
    assert [a.attrs["href"] for a in mine.all("a") if a.text in {"Elsa Ek", "19330404-9228"}] == [here, here]
    assert "Kvittera inskrivningen" in mine.all("td")[0].text
    steps = [a for a in mine.all("a") if "step" in a.attrs.get("class", "").split()]
    assert [a.attrs["data-state"] for a in steps] == ["task", "done", "none", "none", "none"]
    assert [a.attrs["href"] for a in steps] == [f"{here}{slug}/" for slug in
            ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning")]  # fmt: skip
    theirs = row(vera.browser.open(vera.base), "Elsa Ek")
    assert "Att göra" not in theirs.all("td")[0].text
    colours = [a.attrs["data-state"] for a in theirs.all("a") if "step" in a.attrs.get("class", "").split()]
    assert colours[0] == "wait"


@pytest.mark.req("001-024", "001-129", "001-132")
def test_the_assessment_is_grey_until_written_in_and_then_says_who_and_when(planners, vera, oskar):
    svu = Drive(planners).published().assessing()
    assert svu.step(oskar, "kartlaggning").colour == "none"
    svu.writes(vera, "kartlaggning.mat", "Äter själv.")
    mine = row(oskar.browser.open(oskar.base), "Elsa Ek")
    (step,) = [a for a in mine.all("a") if a.attrs.get("href", "").endswith("/kartlaggning/")]
    assert step.attrs["data-state"] == "assess"
    assert "Vera Vide" in step.text
    assert "Avdelning A" in step.text
    edited = svu.steps.assessment.edited
    assert f"Senast redigerad {dates.day(edited)} {dates.clock_time(edited)} av Vera Vide" in step.text


@pytest.mark.req("001-010", "001-011", "001-012", "001-014", "001-232", "001-243")
def test_messages_and_the_clip(planners, vera, oskar, karin):
    svu = Drive(planners).published()

    def icons(who):
        links = row(who.browser.open(who.base), "Elsa Ek").all("a", class_="iconlink")
        links += row(who.browser.open(who.base), "Elsa Ek").all("a", class_="iconlink hot")
        return [a for a in links if a.attrs["href"].endswith("#meddelanden")]

    def said(who):
        return " | ".join(f"{a.text} {a.attrs.get('aria-label', '')}" for a in icons(who))

    assert "Inga meddelanden" in said(vera)
    assert "Inga bifogade filer" in said(vera)
    svu.messaged(vera, ask=(oskar,))
    assert "1 meddelande" in said(vera)
    assert len(icons(oskar)) == 2
    assert "kvittera" in said(oskar).lower()
    assert "kvittera" not in said(karin).lower()
    assert "Kvittera meddelande" in row(oskar.browser.open(oskar.base), "Elsa Ek").all("td")[0].text


@pytest.mark.req("001-051")
def test_the_filter_is_posted_and_can_be_cleared(three, vera):
    page = vera.browser.open(vera.base)
    for words, found in (("ek", ["Elsa Ek"]), ("EDVIN", ["Edvin En"]), ("19330404-9228", ["Elsa Ek"]),
                         ("elsa 1933", ["Elsa Ek"]), ("1934", ["Edvin En"]), ("finns inte", [])):  # fmt: skip
        shown = page.press("Filtrera", ord=words)
        assert names(shown) == found, words
        assert words not in shown.address
    assert "Inga ärenden stämmer med filtret" in shown.text
    shown = page.press("Filtrera", ord="runa")
    assert "innehåller ”runa”" in shown.alerts
    assert len(names(shown.follow("Visa alla igen"))) == 3
    # Every way on posts the words along: none of them stands in an address.
    assert "runa" not in " ".join(node.attrs.get("href", "") + node.attrs.get("formaction", "") for node in
                                  shown.root.walk())  # fmt: skip
    (button,) = [b for b in shown.main.all("button") if b.text == "Namn"]
    turned = vera.browser.send(button.attrs["formaction"], {"ord": "e"})
    assert names(turned) == ["Elsa Ek", "Edvin En"]


@pytest.mark.req("001-051")
def test_a_narrowed_list_has_an_address_of_its_own_for_its_reader_alone(three, vera, oskar):
    """The browser's Back asks for the address again (nothing is kept by the browser): it must be no posted page."""
    page = vera.browser.open(vera.base)
    answer = vera.browser.post(vera.base, page.fields("Filtrera") | {"ord": "ek"})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert names(vera.browser.open(address)) == ["Elsa Ek"]
    assert vera.browser.post(vera.base, {"ord": "ek"}).headers["Location"] == address
    turned = vera.browser.post(address + "&sortera=namn", {"ord": "en"}).headers["Location"]
    assert names(vera.browser.open(turned)) == ["Edvin En"]
    assert "sortera=namn" in turned
    assert vera.browser.post(address, {"ord": ""}).headers["Location"] == vera.base
    assert len(names(oskar.browser.open(oskar.base + "?" + address.partition("?")[2]))) == 3
    assert len(names(vera.browser.open(vera.base + "?filter=x"))) == 3


@pytest.mark.req("001-052")
def test_only_what_there_is_to_do(three, oskar):
    three["elsa"].acknowledged("admission", oskar)
    page = oskar.browser.open(oskar.base)
    assert len(names(page)) == 3
    assert names(page.follow("Att göra")) == ["Runa Rot", "Edvin En"]
    counts = oskar.browser.open(page.main.all("div", class_="chips")[0].attrs["data-hx-get"])
    assert [a.text for a in counts.root.all("a")] == ["Alla ärenden 3", "Att göra 2"]
    for name in ("edvin", "runa"):
        three[name].acknowledged("admission", oskar)
    assert "Inget att göra just nu" in page.follow("Att göra").text


@pytest.mark.req("001-052")
def test_counts_stop_at_a_thousand():
    assert [count_words(number) for number in (0, 7, 1000, 1001)] == [
        "0",
        "7",
        "1000",
        "1\N{NO-BREAK SPACE}000+",
    ]


@pytest.mark.req("001-053")
def test_more_information_is_unfolded_and_folded(planners, vera):
    Drive(planners).published()
    page = vera.browser.open(vera.base)
    assert "Planvägen 1" not in page.text
    page = page.follow("Visa mer information, Elsa Ek")
    for words in ("Folkbokföringsadress", "Planvägen 1, 999 11 Planstad", "Telefon", "Att göra", "Deltagare",
                  "Vårdcentralen Planen", "Biståndsenheten Plankommun"):  # fmt: skip
        assert words in page.main.text
    page = page.follow("Visa mindre information, Elsa Ek")
    assert "Planvägen 1" not in page.text


@pytest.mark.req("001-053")
def test_a_protected_address_or_phone_is_never_shown(planners, vera):
    Person.objects.exclude(protection=Protection.NONE).update(phone="070-174 06 99")
    Drive(planners, patient="sigrid").published()
    page = vera.browser.open(vera.base)
    assert "Skyddade personuppgifter" in page.main.text
    page = page.follow("Visa mer information, Sigrid Skyddad")
    assert "Hemliga" not in page.html
    assert "070-174" not in page.html
    assert page.main.text.count("Visas inte: personuppgifterna är skyddade") == 2
    assert "personuppgifterna är skyddade" in page.text


def test_an_unfolded_row_of_somebody_elses_plan_is_not_there(planners, vera, rolf):
    svu = Drive(planners).published()
    page = rolf.browser.open(f"{rolf.base}?visa={svu.key}")
    assert "Elsa" not in page.text
    assert "Planvägen" not in page.text


@pytest.mark.req("001-056", "001-057", "001-058", "001-059")
def test_what_has_changed_since_the_page_was_loaded(three, planners, vera, oskar):
    page = vera.browser.open(vera.base)
    assert not [tr for tr in rows(page) if "data-changed" in tr.attrs]
    (address,) = {node.attrs["data-changed-url"] for node in page.root.walk() if "data-changed-url" in node.attrs}
    assert vera.browser.get(address).json()["count"] == 0
    three["elsa"].acknowledged("admission", oskar)
    Drive(planners, patient="olof", ward="agda", others=("oskar", "karin")).published()
    told = vera.browser.get(address).json()
    assert (told["count"], told["rows"]) == (1, [str(three["elsa"].key)])
    page = vera.browser.open(reload(page))
    assert names(page)[0] == "Elsa Ek"
    assert [tr.attrs["data-case"] for tr in rows(page) if "data-changed" in tr.attrs] == [str(three["elsa"].key)]
    assert "(ändrad sedan förra gången du laddade listan)" in row(page, "Elsa Ek").text
    # The next time nothing is new, and another order keeps what was marked.
    assert [tr for tr in rows(page.follow("Namn")) if "data-changed" in tr.attrs]
    assert not [tr for tr in rows(vera.browser.open(reload(page))) if "data-changed" in tr.attrs]


@pytest.mark.req("001-057")
def test_coming_back_to_start_marks_what_changed_meanwhile(three, vera, oskar):
    vera.browser.open(vera.base)
    three["runa"].acknowledged("admission", oskar)
    page = vera.browser.open(vera.base)
    assert ["data-changed" in tr.attrs for tr in rows(page)] == [True, False, False]
    cookie = vera.browser.cookies["vt_start"]
    assert cookie["path"] == vera.base
    assert cookie["httponly"]


def test_the_counter_keeps_no_session_alive(three, vera):
    from vardtrad.shared.login.models import Session

    page = vera.browser.open(vera.base)
    Session.objects.filter(staff=vera.staff).update(last_seen=clock.now() - timedelta(minutes=5))
    before = Session.objects.get(staff=vera.staff).last_seen
    (address,) = {node.attrs["data-changed-url"] for node in page.root.walk() if "data-changed-url" in node.attrs}
    vera.browser.get(address)
    assert Session.objects.get(staff=vera.staff).last_seen == before
    vera.browser.get(vera.base)
    assert Session.objects.get(staff=vera.staff).last_seen > before


@pytest.mark.req("001-060", "001-061")
def test_the_view_for_a_permanent_care_contact(three, vera, oskar, olga):
    three["edvin"].convened()
    page = oskar.browser.open(oskar.base).follow("Visa planer för en fast vårdkontakt/samordningsansvarig")
    assert names(page) == ["Edvin En"]
    Participant.objects.filter(plan=three["edvin"].key, unit=oskar.unit).update(listed=False)
    assert names(oskar.browser.open(oskar.base + "vardkontakt/")) == ["Edvin En"]
    three["edvin"].discharged()
    assert names(oskar.browser.open(oskar.base + "vardkontakt/")) == []
    page = olga.browser.open(olga.base + "vardkontakt/")
    assert names(page) == []
    assert "Du är inte fast vårdkontakt" in page.text


@pytest.mark.req("001-060")
def test_the_view_of_a_units_sips_says_kindly_that_there_are_none(three, vera):
    page = vera.browser.open(vera.base).follow("Visa en enhets alla SIP")
    assert names(page) == []
    assert "Enheten har ingen pågående SIP" in page.text
    assert names(page.follow("Startsida")) != []


@pytest.mark.req("001-036")
def test_every_view_of_a_list_leaves_one_trace_with_what_it_showed(three, vera):
    vera.browser.open(vera.base)
    trace = Trace.objects.filter(action="list").latest("at")
    assert (trace.label, trace.detail, trace.unit_id) == ("svu", {"view": "start"}, vera.unit.id)
    assert set(trace.shown) == {svu.key for svu in three.values()}
    before = Trace.objects.count()
    vera.browser.open(vera.base + "antal/")
    vera.browser.open(vera.base + "andrade/?sedan=1")
    assert Trace.objects.count() == before


def test_what_is_no_list_is_not_there(vera):
    assert vera.browser.get(vera.base + "antal/?vy=annat").status_code == 404
    assert vera.browser.get(vera.base + "andrade/").status_code == 404
    for odd in ("?sortera=x&ordning=y&efter=z&fore=x&sedan=99999999999999999999999&visa=1", "?efter=" + "0" * 8):
        assert vera.browser.get(vera.base + odd).status_code == 200


@pytest.mark.parametrize("order", ["", "?sortera=namn", "?sortera=personnummer&ordning=fallande"])
def test_pages_follow_each_other_and_back(planners, vera, monkeypatch, order):
    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr(queries, "PAGE", 2)
    queries._opening.cache_clear()
    try:
        for name in ("elsa", "edvin", "olof", "ture", "wilma"):
            Drive(planners, patient=name).published()
        page = vera.browser.open(vera.base + order)
        seen = [names(page)]
        for _more in range(2):
            page = page.follow("Nästa")
            seen.append(names(page))
        assert [len(one) for one in seen] == [2, 2, 1]
        assert len({name for one in seen for name in one}) == 5
        assert "Nästa" not in page.main.text
        for wanted in seen[1::-1]:
            page = page.follow("Föregående")
            assert names(page) == wanted
        for name in ("Elsa", "Ek", "1933"):
            assert name not in page.address
    finally:
        queries._opening.cache_clear()


@pytest.mark.req("001-226")
def test_a_unit_that_was_removed_is_told_on_its_start_page(planners, frozen):
    svu = Drive(planners, others=("oskar", "rolf", "karin")).published()
    rolf, oskar = planners.staff["rolf"], planners.staff["oskar"]
    told = "Enheten deltar inte längre i ett av ärendena."
    assert told not in rolf.browser.open(rolf.base).main.text
    planning.remove_unit(SVU, oskar.actor, svu.key, rolf.unit, confirmed=True)
    text = rolf.browser.open(rolf.base).main.text
    assert told in text
    assert f"{oskar.actor.signature} tog bort enheten" in text
    assert "Elsa" not in text
    assert told not in oskar.browser.open(oskar.base).main.text
    # Back in the plan, and after a week, it is not told.
    frozen.go(days=8)
    assert queries.left_lately(rolf.seat) == []


def test_a_unit_that_came_back_is_not_told_that_it_left(planners):
    svu = Drive(planners, others=("oskar", "rolf", "karin")).published()
    rolf, oskar = planners.staff["rolf"], planners.staff["oskar"]
    planning.remove_unit(SVU, oskar.actor, svu.key, rolf.unit, confirmed=True)
    assert [one.by for one in queries.left_lately(rolf.seat)] == [oskar.actor.signature]
    planning.add_unit(SVU, oskar.actor, svu.key, rolf.unit)
    assert queries.left_lately(rolf.seat) == []


@pytest.mark.req("001-060")
def test_the_words_visa_en_annan_vy_are_seen_before_the_views(vera):
    assert '<span class="soft" aria-hidden="true">Visa en annan vy</span>' in vera.browser.open(vera.base).html
