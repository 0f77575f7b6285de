"""An administrator builds, imports, tries, versions, copies and retires forms (B-18), and pauses one (B-20)."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from tests.files import attach_to, attached, jpeg, scripts
from vardtrad.shared.forms.models import FormVersion, StoredForm

pytestmark = pytest.mark.django_db

FOREIGN = {
    "resourceType": "Questionnaire",
    "url": "http://x.example/sorg",
    "title": "Sömn",
    "status": "active",
    "extension": [{"url": "http://x.example/eget", "valueString": "x"}],
    "item": [
        {"linkId": "1", "type": "boolean", "text": "Sover du dåligt?", "required": True},
        {
            "linkId": "2",
            "type": "integer",
            "text": "Hur många timmar sover du?",
            "required": True,
            "enableWhen": [{"question": "1", "operator": "=", "answerBoolean": True}],
        },
    ],
}


def imported(adam, source=FOREIGN):
    """The page of a form that was imported as a file."""
    page = adam.browser.open(adam.address("administration/formular/las-in/"))
    data = {**page.fields("Läs in"), "file": SimpleUploadedFile("f.json", json.dumps(source).encode())}
    response = adam.browser.post(page.address, data, MULTIPART_CONTENT, follow=True)
    return adam.browser.open(response.redirect_chain[-1][0]) if response.redirect_chain else response


@pytest.mark.req("B-18")
def test_a_form_is_built_question_by_question_and_each_saving_is_a_version(adam) -> None:
    page = adam.browser.open(adam.address("administration/formular/")).press("Skapa formuläret", title="Ny tid")
    assert page.main.one("h1").text == "Ny tid"
    page = page.follow("Lägg till en fråga").press("Spara", text="Vill du byta tid?", type="boolean", required="on")
    page = page.follow("Lägg till en fråga").press(
        "Spara", text="När passar det?", type="choice", options="Förmiddag\nEftermiddag", when="= True q1"
    )
    assert [link.text for link in page.main.all("a") if "fraga/" in link.attrs["href"]][:2] == [
        "Vill du byta tid?",
        "När passar det?",
    ]
    stored = StoredForm.objects.get()
    assert (stored.latest, stored.in_use) == (3, None)
    item = json.loads(FormVersion.objects.get(number=3).source)["item"][1]
    assert item["enableWhen"] == [{"question": "q1", "operator": "=", "answerBoolean": True}]
    assert [option["valueCoding"]["display"] for option in item["answerOption"]] == ["Förmiddag", "Eftermiddag"]
    page = page.press("Använd version 3")
    assert "Version 3 används" in page.text
    stored.refresh_from_db()
    assert stored.in_use == 3
    # The version that people fill in stays while the form is changed.
    page.follow("När passar det?").press("Spara", text="När passar det bäst?")
    stored.refresh_from_db()
    assert (stored.latest, stored.in_use) == (4, 3)
    assert "När passar det?" in FormVersion.objects.get(number=3).source


@pytest.mark.req("B-18")
def test_an_imported_form_says_what_is_not_supported_and_comes_back_unchanged(adam) -> None:
    page = imported(adam)
    assert page.main.one("h1").text == "Sömn"
    assert "http://x.example/eget" in page.text
    stored = StoredForm.objects.get()
    exported = adam.browser.get(adam.address(f"administration/formular/{stored.id}/version/1/fhir"))
    assert json.loads(exported.content) == FOREIGN
    assert exported["Content-Disposition"] == 'attachment; filename="formular-1.json"'


@pytest.mark.req("B-18")
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"resourceType": "Patient"}, "inget formulär"),
        (FOREIGN | {"item": [{"linkId": str(i), "type": "string"} for i in range(10_000)]}, "10000 delar"),
    ],
)
def test_a_file_that_is_refused_is_said_in_words_and_stored_nowhere(adam, source, words) -> None:
    response = imported(adam, source)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not StoredForm.objects.exists()


@pytest.mark.req("B-18")
def test_what_hinders_a_form_is_named_and_it_cannot_be_taken_into_use(adam) -> None:
    circle = [
        {
            "linkId": "1",
            "type": "string",
            "enableWhen": [{"question": "1", "operator": "exists", "answerBoolean": True}],
        }
    ]
    page = imported(adam, FOREIGN | {"item": circle})
    assert "1: Frågan har sig själv som villkor." in page.text
    assert not any(button.text == "Använd version 1" for button in page.main.all("button"))
    stored = StoredForm.objects.get()
    forced = adam.browser.send(
        adam.address(f"administration/formular/{stored.id}/andra"), {"gor": "anvand", "version": "1"}
    )
    assert forced.status == 422
    assert "förrän det som hindrar är rättat" in forced.text


@pytest.mark.req("B-18")
def test_a_form_that_nobody_could_send_is_not_taken_into_use(adam) -> None:
    page = imported(adam, FOREIGN | {"item": [{"linkId": "1", "type": "reference", "text": "Intyg", "required": True}]})
    assert "1: Frågan måste besvaras med en hänvisning till en uppgift i ett annat system" in page.text
    assert not any(button.text == "Använd version 1" for button in page.main.all("button"))
    adam.browser.send(
        adam.address(f"administration/formular/{StoredForm.objects.get().id}/andra"), {"gor": "anvand", "version": "1"}
    )
    assert StoredForm.objects.get().in_use is None


@pytest.mark.req("B-18")
def test_a_question_beyond_what_a_form_may_hold_is_refused_in_words(adam) -> None:
    page = imported(
        adam, FOREIGN | {"item": [{"linkId": str(i), "type": "display", "text": "x"} for i in range(2_000)]}
    )
    refused = page.follow("Lägg till en fråga").press("Spara", text="En till?", type="boolean")
    assert refused.status == 422
    assert "Formuläret har 2001 delar. Högst 2000 går att läsa in." in refused.text
    assert refused.fields("Spara")["text"] == "En till?"


@pytest.mark.req("B-18")
@pytest.mark.parametrize("wrong", [{"extension": [None]}, {"item": None}, {"enableWhen": 5}, {"linkId": "2"}])
def test_a_form_that_is_not_written_as_the_standard_says_is_left_as_it_is(adam, wrong) -> None:
    first = {"linkId": "1", "type": "integer", "text": "Hur ofta?"} | wrong
    page = imported(adam, FOREIGN | {"item": [first, {"linkId": "2", "type": "string", "text": "Annat"}]})
    for refused in (page.press("Flytta ner Hur ofta?"), page.follow("Hur ofta?").press("Spara", text="När?")):
        assert refused.status == 422
        assert "Rätta filen och läs in den igen." in refused.text
    assert StoredForm.objects.get().latest == 1


@pytest.mark.req("B-18")
def test_nothing_is_removed_by_a_post_that_asks_for_something_else(adam) -> None:
    imported(adam)
    stored = StoredForm.objects.get()
    adam.browser.send(adam.address(f"administration/formular/{stored.id}/fraga/0/flytta"), {"gor": "", "seen": "1"})
    stored.refresh_from_db()
    assert stored.latest == 1


@pytest.mark.req("B-18")
def test_the_help_of_a_group_stays_when_its_heading_is_changed(adam) -> None:
    control = {
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]
        },
    }
    told = {"linkId": "1.1", "type": "display", "text": "Svara så gott du kan.", "extension": [control]}
    group = {"linkId": "1", "type": "group", "text": "Sömn", "item": [told, FOREIGN["item"][0] | {"linkId": "1.2"}]}
    imported(adam, FOREIGN | {"item": [group]}).follow("Sömn").press("Spara", text="Sömn och vila")
    source = json.loads(FormVersion.objects.get(number=2).source)
    assert source["item"][0]["text"] == "Sömn och vila"
    assert source["item"][0]["item"][0] == told


@pytest.mark.req("B-18")
def test_a_form_is_tried_with_answers_on_a_page_without_javascript(adam) -> None:
    page = imported(adam).follow("Prova formuläret")
    wrong = page.press("Fortsätt")
    assert wrong.status == 422
    assert "Sover du dåligt?: Besvara frågan." in wrong.alerts
    assert wrong.main.one("div", class_="ds-error-summary").one("a").attrs["href"] == "#f0_0"
    # An answer that brings up another question: it is shown before anything counts as complete.
    more = wrong.press("Fortsätt", f0="ja")
    assert "det finns fler frågor" in more.alerts
    refused = more.press("Fortsätt", f1="7,5")
    assert "Skriv ett heltal." in refused.alerts
    assert refused.fields("Fortsätt")["f1"] == "7,5"
    done = refused.press("Fortsätt", f1="7")
    assert done.status == 200
    answers = json.loads(done.main.one("pre").text)
    assert [raw["answer"] for raw in answers["item"]] == [[{"valueBoolean": True}], [{"valueInteger": 7}]]


@pytest.mark.req("B-20")
def test_a_form_is_paused_and_gone_on_with_in_another_browser(adam, rut) -> None:
    page = imported(adam).follow("Prova formuläret")
    page.press("Spara och fortsätt senare", f0="ja", f1="6")
    elsewhere = adam.elsewhere() if hasattr(adam, "elsewhere") else adam.browser
    again = elsewhere.open(page.address)
    assert again.fields("Fortsätt")["f0"] == ["ja"]
    assert again.fields("Fortsätt")["f1"] == "6"
    again.press("Fortsätt")
    assert elsewhere.open(page.address).fields("Fortsätt").get("f0") is None


@pytest.mark.req("B-18")
def test_a_form_is_copied_and_retired(adam) -> None:
    page = imported(adam).press("Använd version 1")
    copied = page.press("Kopiera")
    assert copied.main.one("h1").text == "Kopia av Sömn"
    first, copy = StoredForm.objects.order_by("id")
    assert json.loads(copy.versions.get().source)["url"] != FOREIGN["url"]
    page.press("Sluta använda")
    first.refresh_from_db()
    assert first.retired
    assert copy.in_use is None


@pytest.mark.req("B-18")
def test_two_who_change_a_form_do_not_overwrite_each_other(adam) -> None:
    page = imported(adam)
    mine, theirs = page.follow("Sover du dåligt?"), page.follow("Sover du dåligt?")
    mine.press("Spara", text="Sover du illa?")
    late = theirs.press("Spara", text="Sover du gott?")
    assert late.status == 422
    assert "Någon annan har ändrat formuläret" in late.alerts
    assert late.fields("Spara")["text"] == "Sover du gott?"
    assert StoredForm.objects.get().latest == 2


THREE = FOREIGN | {
    "item": [{"linkId": name, "type": "text", "text": f"Fråga {name}"} for name in ("ett", "två", "tre")]
}


def texts_of_latest():
    source = json.loads(FormVersion.objects.order_by("-number").first().source)
    return {item["linkId"]: item["text"] for item in source["item"]}


@pytest.mark.req("B-18")
def test_a_page_that_is_older_than_a_removal_changes_and_drafts_the_question_that_it_showed(adam) -> None:
    """The questions after one that is removed get other numbers: an old page is still about its own."""
    page = imported(adam, THREE)
    mine = page.follow("Fråga två")
    page.press("Ta bort Fråga ett")
    (area,) = [area for area in mine.main.all("textarea") if area.attrs["name"] == "text"]
    kept = {**mine.fields("Spara"), "utkast": "fraga.text@", "text": "Skrivet i den andra"}
    headers = {"HTTP_ACCEPT": "application/json"}
    assert adam.browser.post(area.attrs["data-draft-href"], kept, **headers).status_code == 200
    page = adam.browser.open(page.address)
    assert page.follow("Fråga tre").fields("Spara")["text"] == "Fråga tre"
    assert page.follow("Fråga två").fields("Spara")["text"] == "Skrivet i den andra"
    late = mine.press("Spara", text="Den andra frågan")
    assert (late.status, late.main.one("h1").text) == (422, "Fråga två")
    assert "Någon annan har ändrat formuläret" in late.alerts
    assert late.fields("Spara")["text"] == "Den andra frågan"
    late.press("Spara")
    assert texts_of_latest() == {"två": "Den andra frågan", "tre": "Fråga tre"}


@pytest.mark.req("B-18")
def test_what_was_typed_in_a_question_that_somebody_removes_can_be_saved_as_a_new_one(adam) -> None:
    page = imported(adam, THREE)
    mine = page.follow("Fråga tre")
    page.press("Ta bort Fråga tre")
    late = mine.press("Spara", text="Den tredje frågan")
    assert (late.status, late.fields("Spara")["text"]) == (422, "Den tredje frågan")
    assert "Frågan har tagits bort sedan du öppnade sidan." in late.alerts
    assert list(texts_of_latest()) == ["ett", "två"]
    late.press("Spara")
    assert list(texts_of_latest().values()) == ["Fråga ett", "Fråga två", "Den tredje frågan"]


@pytest.mark.req("B-18")
def test_questions_are_moved_and_removed_with_what_is_not_known_about_them_kept(adam) -> None:
    page = imported(
        adam, FOREIGN | {"item": [{**FOREIGN["item"][0], "eget": 1}, {"linkId": "3", "type": "text", "text": "Annat"}]}
    )
    page = page.press("Flytta ner Sover du dåligt?")
    source = json.loads(FormVersion.objects.get(number=2).source)
    assert [item["linkId"] for item in source["item"]] == ["3", "1"]
    assert source["item"][1]["eget"] == 1
    page.press("Ta bort Annat")
    assert [item["linkId"] for item in json.loads(FormVersion.objects.get(number=3).source)["item"]] == ["1"]


@pytest.mark.req("B-18")
def test_a_question_of_files_is_built_tried_and_exported(adam, rut, clamd) -> None:
    page = adam.browser.open(adam.address("administration/formular/")).press("Skapa formuläret", title="Hud")
    ask = page.follow("Lägg till en fråga")
    endless = ask.press("Spara", text="Bild", type="attachment", largest_file="1e999999")
    assert (endless.status, "inte är mer än 12 siffror totalt" in endless.text) == (422, True)
    page = ask.press(
        "Spara", text="Bild på utslaget", type="attachment", repeats="on", required="on", largest_file="1,5",
        file_types=ask.value_of("Spara", "file_types", "Bara bild"),
    )  # fmt: skip
    stored = StoredForm.objects.get()
    (item,) = json.loads(FormVersion.objects.get(number=2).source)["item"]
    core = "http://hl7.org/fhir/StructureDefinition/"
    assert item == {
        "linkId": "q1", "text": "Bild på utslaget", "type": "attachment", "required": True, "repeats": True,
        "extension": [
            *({"url": core + "mimeType", "valueCode": f"image/{kind}"} for kind in ("jpeg", "png", "gif")),
            {"url": core + "maxSize", "valueDecimal": 1_500_000},
        ],
    }  # fmt: skip
    again = page.follow("Bild på utslaget")
    assert again.fields("Spara")["largest_file"] == "1,5"
    again.press("Spara")
    stored.refresh_from_db()
    assert stored.latest == 2, "what is saved unchanged is no new version"
    trial = page.follow("Prova formuläret")
    assert "JPEG, PNG, GIF, högst 20 filer och högst 1,5 MB var." in trial.text
    assert scripts(trial) == 1
    trial = attach_to(trial, "Bild på utslaget", "utslag.jpg", jpeg())
    assert attached(trial) == ["utslag.jpg"]
    whole = trial.root.one("ul", aria_label="Filer som skickas med").one("a").attrs["href"]
    assert adam.browser.get(whole)["Content-Type"] == "image/jpeg"
    assert rut.browser.get(whole).status_code == 404
    paused = trial.press("Spara och fortsätt senare")
    assert attached(paused) == ["utslag.jpg"]
    done = paused.press("Fortsätt")
    assert '"title": "utslag.jpg"' in done.text
    # Another type of question drops what only files have.
    page = adam.browser.open(adam.address(f"administration/formular/{stored.id}/"))
    page.follow("Bild på utslaget").press("Spara", type="string")
    assert "extension" not in json.loads(FormVersion.objects.get(number=3).source)["item"][0]


@pytest.mark.req("B-18")
def test_a_reference_that_must_be_given_is_turned_into_words_by_one_press(adam) -> None:
    asked = {"linkId": "vem", "type": "reference", "text": "Vilken läkare?", "required": True}
    page = imported(adam, FOREIGN | {"item": [*FOREIGN["item"], asked]})
    assert "Frågan måste besvaras med en hänvisning till en uppgift i ett annat system" in page.text
    assert not page.main.all("button", value="anvand")
    page = page.press("Gör om till textfråga – vem")
    assert "Frågan besvaras nu med text." in page.text
    source = json.loads(FormVersion.objects.get(number=2).source)
    assert source["item"][2] == asked | {"type": "string"}
    assert "Version 2 används nu." in page.press("Använd version 2").text
    # One that needn't be given is left out of the page, and said so.
    page = imported(adam, FOREIGN | {"item": [*FOREIGN["item"], asked | {"required": False}]})
    assert "Den visas inte för den som fyller i." in page.text
    assert "Vilken läkare?" not in page.follow("Prova formuläret").main.text
    assert page.press("Gör om till textfråga – vem").follow("Prova formuläret").status == 200
