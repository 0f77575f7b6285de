"""The pages of tasks: the work list, one task, a new one, and the box beside a case."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest

from tests.people import now
from vardtrad.cases.tasks import actions, queries
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.rules import Move
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate.models import Trace


def send(who, path, **form):
    return who.browser.post(who.address(path), {"submit_key": str(uuid4()), **form})


def words(response) -> str:
    return response.content.decode()


@pytest.fixture
def task(hugos_case, hugo) -> Task:
    return actions.add(hugo.actor, now(hugos_case), "Intyg klart: väntar på signering", to=hugo.staff).thing


@pytest.mark.req("002-017")
def test_a_task_is_added_beside_a_case_worked_and_reopened(hugos_case, hugo, hanna) -> None:
    response = send(
        hugo, f"uppgifter/ny/{hugos_case.id}", text="Skriv ut intyget", to=f"p:{hanna.staff.id}", due="2026-12-01"
    )  # fmt: skip
    assert response.status_code == 302
    task = Task.objects.get()
    assert (task.text, task.staff_id, task.due) == ("Skriv ut intyget", hanna.staff.id, date(2026, 12, 1))
    page = words(hanna.browser.get(hanna.address("uppgifter/")))
    assert "Skriv ut intyget" in page
    assert "2026-12-01" in page
    assert "Alva Ahlgren" in page
    base = f"uppgifter/{task.id}/"
    assert send(hanna, base + "steg", seen=task.content, move="wait", note="Läkaren är borta.").status_code == 302
    assert "Läkaren är borta." in words(hanna.browser.get(hanna.address(base)))
    assert "Skriv ut intyget" not in words(hanna.browser.get(hanna.address("uppgifter/")))
    assert "Skriv ut intyget" in words(hanna.browser.get(hanna.address("uppgifter/?flik=vantar")))
    send(hanna, base + "steg", seen=Task.objects.get().content, move="finish")
    assert "Skriv ut intyget" in words(hanna.browser.get(hanna.address("uppgifter/?flik=klara")))
    send(hanna, base + "steg", seen=Task.objects.get().content, move="reopen")
    assert Task.objects.get().state == "to_do"


@pytest.mark.req("002-017", "002-019", "002-020", "002-021", "002-022")
def test_the_way_of_a_certificate(alva, region, rut, hanna, olle) -> None:
    """Distributed to the medical clinic, a delsvar, printed, closed without answer; the steps live on."""
    case = rut.does("partial_reply", alva.sends(region.renewal_at_a), "Ärendet läggs till läkare.")
    rut.does("transfer", case, region.b)
    page = olle.browser.get(olle.case_address(case))
    assert "Lägg till steg: Intyg" in words(page)
    intyg = StepList.objects.get(name="Intyg")
    assert send(olle, f"uppgifter/steg/{case.id}", lista=str(intyg.id)).status_code == 302
    olle.does("assign", case, olle.staff)
    olle.does("close_without_answer", case, "Fördelat till läkare på papper.")
    page = words(olle.browser.get(olle.case_address(case)))
    assert all(step in page for step in intyg.steps)
    first = Task.objects.order_by("id").first()
    # Done with one press beside the closed case.
    done = send(olle, f"uppgifter/{first.id}/steg", seen=first.content, move="finish", arende=str(case.id))
    assert done.headers["Location"] == olle.case_address(case) + "#uppgifter"
    assert Task.objects.filter(state="to_do").count() == 4
    # The first clinic no longer has the case, nor its tasks.
    assert "Skriv intyget" not in words(hanna.browser.get(hanna.address("uppgifter/?visa=alla")))


def test_nothing_typed_is_lost_on_a_refusal(hugos_case, hugo, task) -> None:
    response = send(hugo, f"uppgifter/ny/{hugos_case.id}", text="Ring alla", to="p:" + str(uuid4()), due="i morgon")
    assert response.status_code == 422
    assert "Ring alla" in words(response)
    assert "i morgon" in words(response)
    assert "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30." in words(response)
    old = task.content
    actions.step(hugo.actor, task.id, Move.WAIT, seen=old)
    response = send(hugo, f"uppgifter/{task.id}/steg", seen=old, move="finish", note="Klart i går.")
    assert response.status_code == 422
    assert "Klart i går." in words(response)
    assert "Det har hänt något sedan du öppnade sidan" in words(response)
    response = send(hugo, f"uppgifter/{task.id}/andra", seen=Task.objects.get().content, text="", due="2026-12-24")
    assert response.status_code == 422
    assert "2026-12-24" in words(response)
    assert send(hugo, f"uppgifter/{task.id}/steg", seen="0", move="svära").status_code == 422
    assert Task.objects.get().state == "waiting"


def test_it_is_handed_over_to_a_group_a_unit_and_nobody(task, hugo, hanna, olle, region) -> None:
    nurses = Group.objects.create(clinic=region.a, name="Sköterskor")
    Member.objects.create(group=nurses, staff=hanna.staff)
    path = f"uppgifter/{task.id}/lamna"
    send(hugo, path, seen=task.content, to=f"g:{nurses.id}")
    assert Task.objects.get().group == nurses
    assert "Sköterskor" in words(hanna.browser.get(hanna.address("uppgifter/")))
    send(hugo, path, seen=Task.objects.get().content, to="ingen")
    assert Task.objects.get().holder is None
    refused = send(hugo, path, seen=Task.objects.get().content, to=f"e:{region.c.id}")
    assert refused.status_code == 422
    gone = send(hugo, path, seen=Task.objects.get().content, to=f"e:{region.b.id}")
    assert gone.headers["Location"] == hugo.address(f"uppgifter/{task.id}/")
    assert "Intyg klart" in words(olle.browser.get(olle.address("uppgifter/")))
    # The clinic of the case may still read it, and sees no buttons.
    page = words(hugo.browser.get(hugo.address(f"uppgifter/{task.id}/")))
    assert 'value="finish"' not in page
    assert 'value="note"' in page


def test_only_those_who_work_there_see_a_task(task, alva, adam, greta, olle, petra) -> None:
    for who in (adam, greta):
        assert who.browser.get(who.address("uppgifter/")).status_code == 404
    for who in (olle, petra):
        assert who.browser.get(who.address(f"uppgifter/{task.id}/")).status_code == 404
        assert send(who, f"uppgifter/{task.id}/steg", seen=task.content, move="finish").status_code == 404
    assert "Intyg klart" not in words(alva.browser.get(f"/arenden/{task.case_id}"))
    assert Task.objects.get().state == "to_do"


def test_mine_and_everybodys(task, hugo, hanna, rut) -> None:
    assert "Intyg klart" not in words(hanna.browser.get(hanna.address("uppgifter/")))
    # A colleague's case is not hers to see, and so not its task (000-015).
    assert "Intyg klart" not in words(hanna.browser.get(hanna.address("uppgifter/?visa=alla")))
    assert "Intyg klart" in words(rut.browser.get(rut.address("uppgifter/?visa=alla")))
    shown = Trace.objects.filter(label="task", action="list").order_by("at").last()
    assert shown is not None
    assert shown.shown == [task.id]
    for query in (
        "?flik=okand",
        "?efter=x",
        "?efter=9999-99-99_x",
        "?flik=klara&efter=2026-01-01T10:00:00_" + str(task.id),
    ):
        assert hanna.browser.get(hanna.address("uppgifter/" + query)).status_code == 200


def test_the_menu_counts_what_is_to_be_done(task, hugo, hanna) -> None:
    def counted(who) -> str:
        page = words(who.browser.get(who.address("mina/")))
        after = page.split(f'href="{who.address("uppgifter/?visa=mina")}"')[1]
        return re.findall(r'class="n[^>]*>([^<]+)<', after)[0]

    assert counted(hugo) == "1"
    assert counted(hanna) == "0"


def test_a_list_that_is_not_the_clinics_is_not_there(hugos_case, hugo, region) -> None:
    other = StepList.objects.create(clinic=region.b, name="Björkens", steps=["Ett"])
    for key in (str(other.id), str(uuid4()), "x", ""):
        assert send(hugo, f"uppgifter/steg/{hugos_case.id}", lista=key).status_code == 404
    assert not Task.objects.exists()


@pytest.mark.req("002-017")
def test_what_a_task_says_stands_in_the_page_but_not_in_its_title(task, hugo) -> None:
    """Browsers keep titles in their history, and what somebody writes may name a patient."""
    page = hugo.browser.open(hugo.address(f"uppgifter/{task.id}/"))
    assert page.main.one("h1").text == "Intyg klart: väntar på signering"
    assert "Intyg klart" not in page.html.partition("</title>")[0]


def links(page, label) -> list[tuple[str, str, bool]]:
    """The links of a choice above the list: words, what the address asks for, and whether it is the one shown."""
    (nav,) = page.main.all("nav", aria_label=label)
    return [(a.text, a.attrs["href"].partition("?")[2], "aria-current" in a.attrs) for a in nav.all("a")]


@pytest.mark.req("002-017")
@pytest.mark.parametrize(
    ("query", "tabs", "whose"),
    [
        ("", ["", "flik=vantar", "flik=klara", "flik=dokumenterat"], ["", "visa=mina", "visa=lediga", "visa=alla"]),
        (
            "?visa=alla",
            ["visa=alla", "flik=vantar&visa=alla", "flik=klara&visa=alla", "flik=dokumenterat&visa=alla"],
            ["", "visa=mina", "visa=lediga", "visa=alla"],
        ),
        (
            "?flik=klara",
            ["", "flik=vantar", "flik=klara", "flik=dokumenterat"],
            ["flik=klara", *(f"flik=klara&visa={whose}" for whose in ("mina", "lediga", "alla"))],
        ),
        (
            "?visa=alla&flik=vantar&efter=x",
            ["visa=alla", "flik=vantar&visa=alla", "flik=klara&visa=alla", "flik=dokumenterat&visa=alla"],
            ["flik=vantar", *(f"flik=vantar&visa={whose}" for whose in ("mina", "lediga", "alla"))],
        ),
        (
            "?visa=mina&flik=",
            ["visa=mina", "flik=vantar&visa=mina", "flik=klara&visa=mina", "flik=dokumenterat&visa=mina"],
            ["", "visa=mina", "visa=lediga", "visa=alla"],
        ),
    ],
)
def test_each_choice_above_the_list_keeps_the_other(hanna, query, tabs, whose) -> None:
    page = hanna.browser.open(hanna.address("uppgifter/" + query))
    shown = "klara" if "klara" in query else "vantar" if "vantar" in query else ""
    assert links(page, "Uppgifter efter läge") == [
        (words, address, shown == slug)
        for words, address, slug in zip(
            ["Att göra", "Väntar", "Klara", "Dokumenterat men inte avslutat"],
            tabs,
            ["", "vantar", "klara", "dokumenterat"],
            strict=True,
        )
    ]
    words = ["Mina och lediga", "Mina", "Lediga", "Alla på mottagningen"]
    chosen = next((slug for slug in ("alla", "lediga", "mina") if slug in query), "")
    assert links(page, "Vems uppgifter") == [
        (word, address, chosen == slug)
        for word, address, slug in zip(words, whose, ["", "mina", "lediga", "alla"], strict=True)
    ]


@pytest.mark.req("002-017")
@pytest.mark.parametrize("tab", ["", "vantar", "klara"])
def test_each_tab_holds_one_state_of_ones_own_and_free_tasks_or_of_all(hugos_case, hugo, hanna, rut, tab) -> None:
    for state, moves in (("", []), ("vantar", [Move.WAIT]), ("klara", [Move.FINISH])):
        for holder, to in (("Hugos", hugo.staff), ("Hannas", hanna.staff), ("Ingens", None)):
            task = actions.add(hugo.actor, now(hugos_case), f"{holder} {state}", to=to).thing
            for move in moves:
                actions.step(hugo.actor, task.id, move, seen=task.content)

    def tasks(who, query: str) -> set[str]:
        page = who.browser.open(who.address(f"uppgifter/?{query}"))
        return {row.all("a")[0].text for body in page.main.all("tbody") for row in body.all("tr")}

    # A handler sees the tasks of a colleague's case only where they are her own (000-015); a receiver sees them all.
    own, all_ = {f"Hannas {tab}".strip()}, {f"{whose} {tab}".strip() for whose in ("Hugos", "Hannas", "Ingens")}
    assert tasks(hanna, f"flik={tab}") == tasks(hanna, f"flik={tab}&visa=mina") == own
    assert tasks(hanna, f"flik={tab}&visa=alla") == own
    assert tasks(rut, f"flik={tab}") == tasks(rut, f"flik={tab}&visa=lediga") == {f"Ingens {tab}".strip()}
    assert tasks(rut, f"flik={tab}&visa=mina") == tasks(hanna, f"flik={tab}&visa=lediga") == set()
    assert tasks(rut, f"flik={tab}&visa=alla") == all_
    listed = Trace.objects.filter(label="task", action="list").order_by("at").last()
    assert listed is not None
    assert listed.detail["state"] == {"": "to_do", "vantar": "waiting", "klara": "done"}[tab]


@pytest.mark.req("002-017")
def test_what_is_no_tab_is_what_is_to_be_done(task, hugo) -> None:
    page = hugo.browser.open(hugo.address("uppgifter/?flik=okand&visa=okand"))
    assert "Intyg klart" in page.main.text
    assert [current for _words, _address, current in links(page, "Uppgifter efter läge")] == [True, *3 * [False]]
    assert [current for _words, _address, current in links(page, "Vems uppgifter")] == [True, False, False, False]


@pytest.mark.req("002-017")
def test_the_next_page_keeps_the_choices(hugos_case, hugo, monkeypatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    for number in range(2):
        task = actions.add(hugo.actor, now(hugos_case), f"Uppgift {number}").thing
        actions.step(hugo.actor, task.id, Move.WAIT, seen=task.content)
    page = hugo.browser.open(hugo.address("uppgifter/?flik=vantar&visa=alla"))
    rest = page.follow("Fler")
    assert "Uppgift 1" in rest.main.text
    assert rest.address.partition("?")[2].startswith("flik=vantar&visa=alla&efter=")
    assert rest.follow("Från början").address == page.address


@pytest.mark.req("002-017")
def test_the_menu_counts_ones_own_and_what_nobody_has_taken_apart(hugos_case, hugo, hanna, rut) -> None:
    """A list of steps makes free tasks: they stand in everybody's menu, and are nobody's own to do."""
    for number in range(5):
        actions.add(hugo.actor, now(hugos_case), f"Steg {number}")
    actions.add(hugo.actor, now(hugos_case), "Ring upp", to=hugo.staff)

    def counts(who) -> tuple[str, str]:
        menu = who.browser.open(who.address("uppgifter/")).counts
        return menu["Uppgifter"], menu["Lediga uppgifter"]

    assert counts(hugo) == ("1", "5")
    assert counts(rut) == ("0", "5")
    assert counts(hanna) == ("0", "0")
    page = hugo.browser.open(hugo.address("uppgifter/")).follow("Uppgifter")
    assert "Ring upp" in page.main.text
    assert "Steg 1" not in page.main.text
    assert "Steg 1" in page.follow("Lediga uppgifter").main.text
