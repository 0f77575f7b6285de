"""A clinic's letters: the queue, the bundle, what is drawn, what comes back; and the print service's files."""

import csv
import io
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tests.people import Employee, Region, Resident
from tests.toy.committed import Background, committed
from vardtrad.config import letters_command
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.operations.letters import drawing
from vardtrad.shared.letters import actions, queries
from vardtrad.shared.letters.models import Bundle, Letter, Route
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.web import paper

__all__ = ["committed"]

pytestmark = pytest.mark.req("B-32")
ADDRESS = {"street": "Provgatan 7", "postal_code": "123 45", "place": "Exempelstad"}


def lives(person, **changes):
    Person.objects.filter(pk=person.pk).update(**{**ADDRESS, **changes})
    person.refresh_from_db()


@pytest.fixture
def letter(alva: Resident, region: Region):
    lives(alva.person)
    made, new = actions.order(
        "test", uuid4(), alva.person, unit=region.a, title="Om din tid", text="Första stycket.\n\nAndra <b>stycket</b>."
    )
    assert new
    return made


@pytest.fixture
def page(rut: Employee):
    return lambda: rut.browser.open(rut.address("brev/"))


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def pdf_of(rut):
    bundle = Bundle.objects.latest("made")
    return rut.browser.get(rut.address(f"brev/bunt/{bundle.id}.pdf"))


def test_from_the_queue_to_the_post(letter, page, rut: Employee, alva: Resident):
    assert "Med post: 1" in page().main.text
    page().press("Gör en bunt av breven")
    answer = pdf_of(rut)
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    text = text_of(answer.content)
    for words in (alva.person.name, "Provgatan 7", "123 45 Exempelstad", "Om din tid", "Andra <b>stycket</b>."):
        assert words in text
    assert letter.number in text
    assert alva.person.identity[2:8] not in text
    # PDF/UA-1 (ISO 14289-1): tagged, with a title and a language, and it says so.
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "sv"
    assert pdf.metadata.title == "Om din tid"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    listed = page()
    (button,) = [button for button in listed.main.all("button") if button.text.startswith("Markera som skickad")]
    done = listed.press(button.text)
    assert "Breven är markerade som skickade." in done.text
    letter.refresh_from_db()
    assert letter.status == "sent"
    # It is drawn no more: who wants it again says which letter.
    assert pdf_of(rut).status_code == 302
    assert {"bundle_letters", "send_letters"} <= set(Trace.objects.values_list("action", flat=True))


@pytest.mark.req("B-13")
def test_each_page_says_whose_letter_it_is_and_which_of_its_pages(letter, alva: Resident, bo: Resident, region: Region):
    """Also in a bundle: pages that come apart, or two letters in one envelope, are told from each other."""
    Person.objects.filter(pk=bo.person.pk).update(language="en")
    bo.person.refresh_from_db()
    long = actions.order("test", uuid4(), bo.person, unit=region.a, title="Your visit", text="A line.\n\n" * 40)[0]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(drawing.pdf([letter, long]))).pages]
    feet = [page.splitlines()[-1] for page in pages]
    assert feet == [
        f"{alva.person.name} · Brevnummer {letter.number} Sida 1 av 1",
        f"{bo.person.name} · Letter number {long.number} Page 1 of 2",
        f"{bo.person.name} · Letter number {long.number} Page 2 of 2",
    ]


def test_a_letter_that_cannot_be_drawn_is_named_so_that_the_others_can_be_printed(
    letter, page, rut: Employee, alva: Resident, region: Region, monkeypatch
):
    broken, _new = actions.order("test", uuid4(), alva.person, unit=region.a, title="Annat", text="Går sönder")
    whole = paper.pdf

    def draw(*papers):
        if "Går sönder" in "".join(papers):
            raise paper.NoPaper(str(paper.UNDRAWN))
        return whole(*papers)

    monkeypatch.setattr(paper, "pdf", draw)
    page().press("Gör en bunt av breven")
    assert pdf_of(rut).status_code == 302
    assert f"Brev {broken.number} gick inte att skapa som PDF." in page().text
    page().press(f"Skriv ut igen {broken.number}")
    page().press(f"Ställ in {broken.number}")
    assert pdf_of(rut)["Content-Type"] == "application/pdf"


def test_a_letter_of_a_thing_is_ordered_once(letter, alva: Resident, region: Region):
    again, new = actions.order("test", letter.key, alva.person, unit=region.a, title="En annan")
    assert (again.pk, new, again.title) == (letter.pk, False, "Om din tid")


def test_two_bundles_at_once_share_no_letter(letter, rut: Employee):
    assert actions.bundle(rut.actor) is not None
    assert actions.bundle(rut.actor) is None
    assert Bundle.objects.count() == 1


def test_a_bundle_holds_no_more_than_can_be_drawn(letter, rut: Employee, alva: Resident, region: Region, monkeypatch):
    assert 2 * actions.MOST_LINES <= paper.MOST_LINES
    monkeypatch.setattr(actions, "MOST_LINES", 100)
    monkeypatch.setattr(paper, "MOST_LINES", 200)
    for text in ("En rad.", "En rad.\n" * 60, "Ord " * 1200, "En rad.\n" * 150):
        actions.order("test", uuid4(), alva.person, unit=region.a, title="Långt", text=text)
    sizes = []
    while (made := actions.bundle(rut.actor)) is not None:
        assert pdf_of(rut)["Content-Type"] == "application/pdf"
        sizes.append(made.letters.count())
    # The longest is alone, and is not left waiting for ever.
    assert sizes == [2, 1, 1, 1]
    assert not Letter.objects.filter(status="waiting").exists()


@pytest.mark.parametrize("protection", [Protection.SECRECY_MARK, Protection.PROTECTED_REGISTRATION])
def test_a_protected_person_only_by_the_special_route(letter, page, rut, alva: Resident, protection):
    lives(alva.person, protection=protection)
    assert "Med post" not in page().main.text
    assert actions.bundle(rut.actor) is None
    assert "Till personer med skyddade personuppgifter: 1" in page().main.text
    page().press("Gör en bunt för Skatteverkets förmedling")
    assert "Skatteverkets förmedling" in page().main.text
    text = text_of(pdf_of(rut).content)
    assert alva.person.name in text
    for never in ("Provgatan", "123 45", "Exempelstad"):
        assert never not in text
        assert never not in page().html


def test_who_becomes_protected_after_the_bundle_was_made_has_no_address_on_the_paper(letter, rut, alva: Resident):
    actions.bundle(rut.actor)
    lives(alva.person, protection=Protection.SECRECY_MARK)
    assert "Provgatan" not in text_of(pdf_of(rut).content)


def test_an_address_is_the_registers_when_the_letter_is_drawn(letter, rut, alva: Resident):
    actions.bundle(rut.actor)
    lives(alva.person, street="Nya gatan 1")
    assert "Nya gatan 1" in text_of(pdf_of(rut).content)


def test_without_an_address_it_stays_and_is_told_of(letter, page, rut, alva: Resident):
    lives(alva.person, street="", postal_code="", place="")
    assert actions.bundle(rut.actor) is None
    assert "Saknar adress i folkbokföringen: 1" in page().main.text


def test_nothing_is_sent_to_the_dead(letter, rut, alva: Resident):
    lives(alva.person, deceased=True)
    assert actions.bundle(rut.actor) is None
    letter.refresh_from_db()
    assert letter.status == "cancelled"


def test_what_came_back_and_is_printed_again(letter, page, rut):
    bundle = actions.bundle(rut.actor)
    with pytest.raises(Refused, match="inte skickat"):
        actions.returned(rut.actor, letter.pk)
    actions.mark_sent(rut.actor, bundle.pk)
    page().press(f"Kom i retur {letter.number}")
    letter.refresh_from_db()
    assert letter.status == "returned"
    assert "I retur" in page().main.text
    page().press(f"Skriv ut igen {letter.number}")
    letter.refresh_from_db()
    assert (letter.status, letter.bundle) == ("waiting", None)
    page().press(f"Ställ in {letter.number}")
    letter.refresh_from_db()
    assert letter.status == "cancelled"


def test_another_clinics_letters_are_not_there(letter, rut: Employee, olle: Employee, region: Region):
    bundle = actions.bundle(rut.actor)
    Letter.objects.update(unit=None)
    Bundle.objects.update(unit=None)
    for path, data in (
        (f"brev/bunt/{bundle.id}/skickad", {}),
        (f"brev/{letter.id}/", {"gor": "igen"}),
    ):
        assert rut.browser.post(rut.address(path), data).status_code == 404
    assert rut.browser.get(rut.address(f"brev/bunt/{bundle.id}.pdf")).status_code == 404
    assert letter.title not in rut.browser.open(rut.address("brev/")).main.text


def test_a_kind_that_makes_its_own_words(letter, settings):
    settings.LETTER_WORDS = {"test": "vardtrad.operations.letters.tests.test_letters.own_words"}
    assert "Ord som ingen har sett" in text_of(drawing.pdf([letter]))


def own_words(letter):
    return ("Rubrik", f"Ord som ingen har sett {letter.number}")


class TestThePrintService:
    @pytest.fixture
    def waiting(self, letter):
        Letter.objects.update(unit=None)
        return letter

    def test_gets_a_file_for_each_letter_and_an_index(self, waiting, tmp_path, alva, capsys):
        assert letters_command.export(tmp_path / "ut") == 0
        (bundle,) = (tmp_path / "ut").iterdir()
        assert bundle.name == str(Bundle.objects.get().id)
        (row,) = csv.DictReader((bundle / "brev.csv").open(encoding="utf-8"), delimiter=";")
        assert (row["namn"], row["gatuadress"], row["postadress"]) == (
            alva.person.name, "Provgatan 7", "123 45 Exempelstad",
        )  # fmt: skip
        assert "Om din tid" in text_of((bundle / row["fil"]).read_bytes())
        assert Letter.objects.get().status == "sent"
        assert "1 brev" in capsys.readouterr().out
        assert letters_command.export(tmp_path / "ut") == 0
        assert len(list((tmp_path / "ut").iterdir())) == 1

    def test_gets_it_once_though_it_is_killed_before_the_folder_is_whole(self, waiting, tmp_path, monkeypatch):
        monkeypatch.setattr(drawing, "pdf", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            letters_command.export(tmp_path)
        assert Letter.objects.get().status == "printed"
        monkeypatch.undo()
        assert letters_command.export(tmp_path) == 0
        assert [path.name for path in tmp_path.iterdir()] == [str(Bundle.objects.get().id)]
        assert Letter.objects.get().status == "sent"

    def test_gets_it_once_though_it_is_killed_before_it_is_marked(self, waiting, tmp_path, monkeypatch):
        monkeypatch.setattr(actions, "mark_sent", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            letters_command.export(tmp_path)
        (bundle,) = tmp_path.iterdir()
        before = {path.name: path.read_bytes() for path in bundle.iterdir()}
        monkeypatch.undo()
        assert letters_command.export(tmp_path) == 0
        assert {path.name: path.read_bytes() for path in bundle.iterdir()} == before
        assert Letter.objects.get().status == "sent"

    def test_gets_a_protected_persons_only_when_asked_for_and_without_the_address(self, waiting, tmp_path, alva):
        lives(alva.person, protection=Protection.SECRECY_MARK)
        letters_command.export(tmp_path / "post")
        assert list((tmp_path / "post").iterdir()) == []
        letters_command.export(tmp_path / "skv", forwarded=True)
        (bundle,) = (tmp_path / "skv").iterdir()
        index = (bundle / "brev.csv").read_text("utf-8")
        assert alva.person.name in index
        assert "Provgatan" not in index

    def test_one_that_cannot_be_drawn_is_named_and_holds_up_no_other(
        self, waiting, tmp_path, alva, monkeypatch, capsys
    ):
        other, _new = actions.order("test", uuid4(), alva.person, unit=None, title="Om en annan tid", text="Går sönder")
        whole = drawing.pdf

        def draw(letters, *given):
            if any("Går sönder" in letter.text for letter in letters):
                raise paper.NoPaper("PDF-filen gick inte att skapa.")
            return whole(letters, *given)

        monkeypatch.setattr(drawing, "pdf", draw)
        assert letters_command.export(tmp_path) == 1
        assert other.number in capsys.readouterr().err
        assert dict(Letter.objects.values_list("title", "status")) == {
            "Om din tid": "sent",
            "Om en annan tid": "printed",
        }
        (folder,) = tmp_path.iterdir()
        assert len(list(folder.glob("*.pdf"))) == 1
        # It is tried again each time, and told of, and the next letters go all the same.
        later, _new = actions.order("test", uuid4(), alva.person, unit=None, title="Senare", text="Text.")
        assert letters_command.export(tmp_path) == 1
        assert Letter.objects.get(pk=later.pk).status == "sent"
        monkeypatch.undo()
        assert letters_command.export(tmp_path) == 0
        assert set(Letter.objects.values_list("status", flat=True)) == {"sent"}

    def test_a_folder_that_cannot_be_written_loses_nothing(self, waiting, tmp_path, capsys):
        (tmp_path / "fil").write_text("")
        assert letters_command.export(tmp_path / "fil" / "mapp") == 1
        assert "Inga brev är förlorade." in capsys.readouterr().err
        assert Letter.objects.get().status == "waiting"


def test_of_two_exports_at_once_one_writes_each_letter_whole_and_the_other_says_so(
    committed, tmp_path, monkeypatch, capsys
):
    for number in range(6):
        person = Person.objects.create(identity=f"19850709980{number}", given_name="Alva", family_name="X", **ADDRESS)
        actions.order("test", uuid4(), person, unit=None, title="Om din tid", text="Text.")
    monkeypatch.setattr(drawing, "pdf", lambda *_given: time.sleep(0.2) or b"%PDF")
    first = Background(lambda: letters_command.export(tmp_path))
    while first.running and not list(tmp_path.glob(".*.part/*.pdf")):
        time.sleep(0.01)
    second = letters_command.export(tmp_path)
    assert (first.result(), second) == (0, 1)
    assert "En annan utskrift pågår" in capsys.readouterr().err
    (bundle,) = tmp_path.iterdir()
    rows = list(csv.DictReader((bundle / "brev.csv").open(encoding="utf-8"), delimiter=";"))
    assert len({row["fil"] for row in rows} & {path.name for path in bundle.glob("*.pdf")}) == 6
    assert set(Letter.objects.values_list("status", flat=True)) == {"sent"}
    assert letters_command.export(tmp_path) == 0


def test_the_command(committed, tmp_path):
    person = Person.objects.create(identity="198507099805", given_name="Alva", family_name="Exempelsson", **ADDRESS)
    actions.order("test", uuid4(), person, unit=None, title="Om din tid", text="Text.")
    words = [sys.executable, "-m", "vardtrad.config.cli", "letters", "export", str(tmp_path)]
    done = subprocess.run(words, env=committed.copy.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 brev" in done.stdout
    assert queries.bundles(None, unsent=True) == []
    assert actions.bundle(system("testerna"), Route.POST) is None
