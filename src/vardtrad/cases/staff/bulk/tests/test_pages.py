"""The pages of many cases at once: choose in a list, confirm, follow, read the result, print (B-06)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.people import assign, now
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.bulk.models import Job, JobRow
from vardtrad.cases.staff.bulk.tests.conftest import carried_out, sent
from vardtrad.cases.staff.bulk.views import HINT
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate.models import Trace
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Protection
from vardtrad.shared.web import paper

if TYPE_CHECKING:
    from tests.people import Employee, Region, Resident

pytestmark = pytest.mark.req("B-06")


def choose(who: Employee, action: str, cases: list[Case], **more: str) -> str:
    """Mark cases in a list and press a button of the bar; returns the page that it leads to."""
    form = {"lista": "arenden/inkomna", "fraga": "", "atgard": action, "arende": [str(case.id) for case in cases]}
    answer = who.browser.post(who.address("markerade"), form | more)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def text_of(answer: object) -> str:
    """The HTML of the page, with every line break and indentation made one space."""
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def key_in(page: str) -> str:
    """The submit key of the page's form."""
    field = re.search(r'name="submit_key" value="([^"]+)"', page)
    assert field
    return field[1]


def order(who: Employee, address: str, **fields: object) -> object:
    """Send the form of the job, for confirmation unless another step is given."""
    return who.browser.post(address + "bestall", {"submit_key": str(uuid4()), "gor": "granska"} | fields)


def test_the_list_has_boxes_and_a_bar(region: Region, alva: Resident, rut: Employee) -> None:
    """The checkboxes belong to the form of the bar, which offers the actions and knows its list."""
    (case,) = sent(region, alva, 1)
    page = text_of(rut.browser.get(rut.address("arenden/inkomna?status=flaggat")))
    assert 'id="bulk" method="post"' in page
    assert 'name="lista" value="arenden/inkomna"' in page
    assert 'name="fraga" value="status=flaggat"' in page
    page = text_of(rut.browser.get(rut.address("arenden/inkomna")))
    assert re.search(rf'<input [^>]*name="arende" form="bulk" value="{case.id}"', page)
    for value in ("fordela", "ta", "besvara", "avsluta", "skriv-ut"):
        assert f'name="atgard" value="{value}"' in page
    closed = text_of(rut.browser.get(rut.address("arenden/avslutade")))
    assert 'value="skriv-ut"' in closed
    assert 'value="fordela"' not in closed


def test_distributing_from_list_to_result(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    """Nothing happens before the last button; then the worker does it, and each row has a result."""
    chosen = sent(region, alva, 3)
    address = choose(rut, "fordela", chosen)
    page = text_of(rut.browser.get(address))
    assert "Fördela 3 ärenden" in page
    assert page.count("19771207-2391") == 3
    assert Trace.objects.filter(action="list", detail__view="job", shown__len=3).count() == 1

    refused = order(rut, address, to="")
    assert refused.status_code == 422
    assert "Välj vem som ska få ärendena." in text_of(refused)
    looked_over = text_of(order(rut, address, to=str(hugo.staff.id)))
    assert "3 ärenden fördelas till Hugo Holm, distriktsläkare." in looked_over
    assert Job.objects.filter(ordered__isnull=False).count() == 0
    assert carried_out() == 0

    done = order(rut, address, to=str(hugo.staff.id), gor="utfor")
    assert done.status_code == 302
    assert rut.browser.cookies[HINT].value == "1"
    page = text_of(rut.browser.get(address))
    assert re.search(r'<progress max="3" value="0"', page)
    assert "0 av 3" in page
    assert "Alva" not in page
    assert rut.browser.get(address + "lage").json() == {"carried_out": 0, "total": 3, "done": False}
    assert "Fördela 3 ärenden" in text_of(rut.browser.get(rut.address()))
    assert address in text_of(rut.browser.get(rut.address("arenden/")))
    assert address not in text_of(hugo.browser.get(hugo.address()))

    carried_out()
    assert rut.browser.get(address + "lage").json() == {"carried_out": 3, "total": 3, "done": True}
    page = text_of(rut.browser.get(address))
    assert "3 ärenden är klara." in page
    assert page.count("Klart") >= 3
    assert HINT not in rut.browser.cookies or not rut.browser.cookies[HINT].value
    assert address not in text_of(rut.browser.get(rut.address("arenden/")))
    assert address not in text_of(rut.browser.get(rut.address()))


def test_the_refused_come_first_and_are_marked_again(
    region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """A case that a colleague was quicker with: its row says why, and it can be chosen again from there."""
    first, second = *sent(region, alva, 1), *sent(region, bo, 1)
    address = choose(rut, "fordela", [first, second])
    order(rut, address, to=str(hugo.staff.id), gor="utfor")
    rut.does("assign", second, hanna.staff)
    carried_out()
    page = text_of(rut.browser.get(address))
    assert "1 ärende är klart." in page
    assert "Välj alla i listan" not in page
    assert "Ärendet har ändrats och är nu fördelat till Hanna Hed." in page
    assert page.index("Bo Brunius") < page.index("Alva Ahlgren")
    assert re.findall(r'value="([0-9a-f-]{36})" checked', page) == [str(second.id)]
    again = choose(rut, "fordela", [second])
    order(rut, again, to=str(hugo.staff.id), gor="utfor")
    carried_out()
    assert now(second).handler_id == hugo.staff.id


def test_the_job_does_what_the_confirmation_says(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    """Cases already with the chosen person are skipped, and not counted among the distributed ones."""
    first, second, third = sent(region, alva, 3)
    rut.does("assign", second, hugo.staff)
    address = choose(rut, "fordela", [first, second, third])
    page = text_of(order(rut, address, to=str(hugo.staff.id)))
    assert "2 ärenden fördelas till Hugo Holm" in page
    assert "1 av ärendena hoppas över" in page
    assert ">Fördela 2 ärenden</button>" in page
    order(rut, address, to=str(hugo.staff.id), gor="utfor")
    carried_out()
    assert "2 ärenden är klara." in text_of(rut.browser.get(address))


def test_a_case_that_is_passed_by_for_two_reasons_is_passed_by_once(
    region: Region, alva: Resident, rut: Employee
) -> None:
    """One case is closed in the meantime, one lacks what a variable needs: the other one is still answered."""
    first, second = sent(region, alva, 2)
    address = choose(rut, "besvara", [first, second])
    rut.does("answer", first, "Klart.")
    Unit.objects.filter(pk=region.a.pk).update(phone="")
    page = text_of(order(rut, address, text="Ring {telefon}."))
    assert "1 av ärendena hoppas över" in page
    assert "1 ärende saknar en uppgift som texten behöver" in page
    assert 'value="utfor"' not in page
    Unit.objects.filter(pk=region.a.pk).update(phone="031-1")
    page = text_of(order(rut, address, text="Ring {telefon}."))
    assert ">Besvara 1 ärende</button>" in page


def test_a_mistyped_variable_in_own_text_is_refused(region: Region, alva: Resident, rut: Employee) -> None:
    address = choose(rut, "besvara", sent(region, alva, 2))
    page = order(rut, address, text="Hej {förnam}!")
    assert page.status_code == 422
    assert "Det finns ingen variabel som heter {förnam}." in text_of(page)


def test_the_cases_that_will_be_skipped_are_named_in_advance(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """A case that was closed in the meantime, and one that waits for somebody else's answer."""
    first, second, third = sent(region, alva, 3)
    rut.does("assign", second, hugo.staff)
    address = choose(rut, "besvara", [first, second, third])
    rut.does("answer", first, "Klart.")
    assert "2 av ärendena hoppas över" in text_of(rut.browser.get(address))
    assert "2 av ärendena hoppas över" in text_of(order(rut, address, text="Hej."))


def test_all_in_the_list_by_its_filter(region: Region, alva: Resident, bo: Resident, rut: Employee) -> None:
    """All cases of the present filter, over several pages; the filter is in the list's address."""
    sent(region, alva, 60)
    sent(region, bo, 3)
    address = choose(rut, "avsluta", [], alla="ja")
    assert JobRow.objects.filter(job_id=address.split("/")[-2]).count() == 63
    address = choose(rut, "avsluta", [], alla="ja", fraga=f"invanare={bo.person.id}")
    rows = JobRow.objects.filter(job_id=address.split("/")[-2])
    assert {row.case.patient_id for row in rows} == {bo.person.id}
    assert rows.count() == 3
    assert Job.objects.get(pk=address.split("/")[-2]).chosen_in.endswith(f"arenden/inkomna?invanare={bo.person.id}")


def test_at_most_500_and_the_number_left_out_is_shown(
    region: Region, alva: Resident, rut: Employee, olle: Employee
) -> None:
    """Invalid ids, another clinic's case, and a case that does not exist give the same answer."""
    (case,) = sent(region, alva, 1)
    elsewhere = alva.sends(region.services["b", "renewal"])
    form = {"lista": "arenden/inkomna", "atgard": "ta", "arende": [str(case.id), str(elsewhere.id), str(uuid4()), "x"]}
    answer = rut.browser.post(rut.address("markerade"), form)
    page = text_of(rut.browser.get(answer.headers["Location"]))
    assert "2 markerade ärenden är inte med" in page
    assert "Fördela 1 ärende till dig själv" in page

    empty = rut.browser.post(rut.address("markerade"), {"lista": "arenden/inkomna", "atgard": "ta"})
    assert empty.headers["Location"] == rut.address("arenden/inkomna")
    assert "Markera minst ett ärende först." in text_of(rut.browser.get(rut.address("arenden/inkomna")))


@pytest.mark.parametrize(
    "wrong", [{"atgard": "radera"}, {"lista": "arenden/hemliga"}, {"lista": "mina/"}, {"lista": ""}]
)
def test_unknown_actions_and_lists_are_not_there(region: Region, alva: Resident, rut: Employee, wrong: dict) -> None:
    """One answer for all that does not exist."""
    (case,) = sent(region, alva, 1)
    form = {"lista": "arenden/inkomna", "atgard": "ta", "arende": str(case.id)} | wrong
    assert rut.browser.post(rut.address("markerade"), form).status_code == 404
    assert not Job.objects.exists()


def test_a_handlers_lists_are_the_handlers(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    """Somebody who only handles cases chooses in "Mina ärenden", and has none of the clinic's lists."""
    (case,) = sent(region, alva, 1)
    rut.does("assign", case, hugo.staff)
    assert hugo.browser.post(
        hugo.address("markerade"), {"lista": "arenden/inkomna", "atgard": "ta", "arende": str(case.id)}
    ).status_code == 404  # fmt: skip
    address = choose(hugo, "avsluta", [now(case)], lista="mina/tilldelade")
    assert "Avsluta 1 ärende utan svar" in text_of(hugo.browser.get(address))


def test_other_peoples_jobs_are_not_there(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, olle: Employee
) -> None:
    """A colleague's job, and the owner's own job at another clinic, cannot be opened; the refusal leaves a trace."""
    address = choose(rut, "avsluta", sent(region, alva, 1))
    printing = choose(rut, "skriv-ut", list(Case.objects.all()))
    for path in (address, address + "lage", printing, printing + ".pdf"):
        assert hugo.browser.get(path).status_code == 404, path
    assert hugo.browser.post(address + "bestall", {"reason": "x", "gor": "utfor"}).status_code == 404
    assert Trace.objects.filter(action="open_job", outcome="refused", actor_id=hugo.staff.id).count() == 5
    assign(rut.staff, region.b, "receiver")
    elsewhere = address.replace(str(region.a.id), str(region.b.id))
    assert rut.browser.get(elsewhere).status_code == 404
    assert not Job.objects.filter(ordered__isnull=False).exists()


def test_answering_with_standard_answers(region: Region, alva: Resident, bo: Resident, rut: Employee) -> None:
    """Several standard answers at once, with blanks to fill in and a preview; own answers but nobody else's."""
    StandardAnswer.objects.create(
        clinic=region.a, name="Med fält", text="Hej {förnamn}! Ditt recept på [[läkemedel]] är klart."
    )
    StandardAnswer.objects.create(clinic=region.a, owner=rut.staff, name="Ruts eget", text="Hälsar {handläggare}.")
    other = StandardAnswer.objects.create(clinic=region.b, name="Björkens", text="Björken.")
    chosen = [*sent(region, alva, 1), *sent(region, bo, 1)]
    address = choose(rut, "besvara", chosen)
    page = text_of(rut.browser.get(address))
    keys = dict(re.findall(r'name="alternatives"[^>]*value="([^"]+)"[^>]*>\s*<label[^>]*>([^<]+)', page))
    by_name = {name: key for key, name in keys.items()}
    assert {"Med fält", "Ruts eget", "Ring oss"} <= set(by_name)
    assert "Svar på Björken" not in by_name

    assert order(rut, address).status_code == 422
    assert order(rut, address, alternatives=str(other.id)).status_code == 422
    marked = [by_name["Med fält"], by_name["Ruts eget"]]
    blank = order(rut, address, alternatives=marked)
    assert blank.status_code == 422
    assert "Fyll i fältet läkemedel." in text_of(blank)
    name = f"falt-{'läkemedel'.encode().hex()}"
    looked_over = text_of(order(rut, address, alternatives=marked, **{name: "Levaxin {namn}"}))
    assert "2 ärenden besvaras och avslutas." in looked_over
    assert "Hej Alva! Ditt recept på Levaxin namn är klart." in looked_over
    assert "Hälsar Rut Rask." in looked_over
    assert "Ett skickat svar går inte att ångra." in looked_over
    order(rut, address, alternatives=marked, gor="utfor", **{name: "Levaxin {namn}"})
    carried_out()
    assert set(Message.objects.filter(kind="answer").values_list("text", flat=True)) == {
        f"Hej {given}! Ditt recept på Levaxin namn är klart.\n\nHälsar Rut Rask." for given in ("Alva", "Bo")
    }


def test_the_text_stays_when_the_user_changes_their_mind(region: Region, alva: Resident, rut: Employee) -> None:
    """ "Ändra" gives the form back with the text, and too much is refused with it."""
    address = choose(rut, "avsluta", sent(region, alva, 1))
    looked_over = text_of(order(rut, address, reason="Ringde upp."))
    assert 'name="reason" value="Ringde upp."' in looked_over
    assert "Invånarna ser inte orsaken" in looked_over
    assert re.search(r"<textarea[^>]*>\s*Ringde upp\.", text_of(order(rut, address, reason="Ringde upp.", gor="andra")))
    long = order(rut, address, reason="x" * 501, gor="utfor")
    assert long.status_code == 422
    assert "1 tecken för lång" in text_of(long)
    assert not Job.objects.filter(ordered__isnull=False).exists()


def test_taking_cases_needs_one_button(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    """Cases of a group become the taker's own."""
    team = Group.objects.create(clinic=region.a, name="Sköterskorna")
    Member.objects.create(group=team, staff=hugo.staff)
    chosen = sent(region, alva, 2)
    for case in chosen:
        rut.does("assign", case, team)
    address = choose(hugo, "ta", chosen, lista="mina/tilldelade")
    assert 'name="gor" value="utfor"' in text_of(hugo.browser.get(address))
    order(hugo, address, gor="utfor")
    order(hugo, address, gor="utfor")
    carried_out()
    assert set(Case.objects.values_list("handler_id", flat=True)) == {hugo.staff.id}


def test_a_group_and_nobody_from_elsewhere(region: Region, alva: Resident, rut: Employee, hugo: Employee, olle) -> None:
    """The choices of "Fördela": who answers here, and the groups in use here."""
    team = Group.objects.create(clinic=region.a, name="Sköterskorna")
    Member.objects.create(group=team, staff=hugo.staff)
    chosen = sent(region, alva, 2)
    address = choose(rut, "fordela", chosen)
    assert order(rut, address, to=str(olle.staff.id), gor="utfor").status_code == 422
    assert "2 ärenden fördelas till Sköterskorna." in text_of(order(rut, address, to=str(team.id)))
    order(rut, address, to=str(team.id), gor="utfor")
    carried_out()
    assert set(Case.objects.values_list("group_id", "handler_id")) == {(team.id, None)}


@pytest.mark.req("B-13")
def test_printing_all_of_them(region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee) -> None:
    """Each case on a sheet of its own with the identity on it; notes only when asked for; one trace with all ids."""
    first, second = *sent(region, alva, 1), *sent(region, bo, 1)
    bo.person.protection = Protection.SECRECY_MARK
    bo.person.save()
    from vardtrad.cases.case.moves import notes

    notes.note(rut.actor, first.id, "Ring på måndag.")
    address = choose(rut, "skriv-ut", [first, second])
    page = text_of(rut.browser.get(address))
    assert page.count('class="running sheet-of-its-own"') == 2
    assert page.index("Alva Ahlgren") < page.index("Bo Brunius")
    assert "19930423-2383" in page
    assert "Skyddade personuppgifter" in page
    assert "Backen 7" not in page
    assert "Ärende nummer 0." in page
    assert "Ring på måndag." not in page
    trace = Trace.objects.filter(action="list", detail__view="print").get()
    assert trace.shown == [first.id, second.id]
    assert "Ring på måndag." in text_of(rut.browser.get(address + "?interna=ja"))
    # Until somebody orders its PDF files (test_papers_in_parts) nothing is carried out, and its page is the printing.
    job = address.replace("utskrift", "")
    assert rut.browser.get(job).headers["Location"] == address
    assert carried_out() == 0


@pytest.mark.req("B-13")
@pytest.mark.skipif(not paper.available(), reason="Pango is missing")
def test_printing_as_a_pdf(region: Region, alva: Resident, bo: Resident, rut: Employee) -> None:
    """At least one page for each case, with the patient's identity on it; no personal data in the file's name."""
    import io

    import pypdf

    address = choose(rut, "skriv-ut", [*sent(region, alva, 1), *sent(region, bo, 1)])
    answer = rut.browser.get(address + ".pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert re.search(r'filename="arenden-\d{4}-\d\d-\d\d\.pdf"', answer.headers["Content-Disposition"])
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert ["19771207-2391" in text for text in pages] == [True, False]
    assert ["19930423-2383" in text for text in pages] == [False, True]
    # Papers that are handed on one by one: each is numbered by itself.
    assert all(text.rstrip().endswith("Sida 1 av 1") for text in pages)
