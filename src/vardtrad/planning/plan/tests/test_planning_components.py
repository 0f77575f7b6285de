"""The planning tool's components: each state has words and a shape; none needs hovering or a script."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext

from tests.reading import flat

STEP = {
    "slug": "stallningstagande",
    "name": "Ställningstagande",
    "colour": "task",
    "word": "Justera",
    "day": "25 nov",
    "estimated": True,
    "marks": [
        {"letter": "S", "name": "Slutenvård", "progress": "all"},
        {"letter": "Ö", "name": "Öppenvård", "progress": "some"},
        {"letter": "K", "name": "Kommun", "progress": "none"},
    ],
    "hint": "Justera ställningstagandet. Slutenvården har justerat.",
    "href": "/plan/1/stallningstagande/",
}
FIELD = {
    "path": "km.bakgrund",
    "label": "Bakgrund",
    "kind": "text",
    "value": "<b>Rad 1\nRad 2",
    "value_words": "<b>Rad 1\nRad 2",
    "choices": [],
    "required": True,
    "editable": True,
    "locked_words": "",
    "revision": 4,
    "by_words": "Sparat 13:10 av Ingrid Palm, biståndshandläggare",
    "history_href": "/plan/1/falt/km.bakgrund/historik",
    "save_href": "/plan/1/falt/km.bakgrund/",
    "editing_href": "/plan/1/skriver/",
    "error": "",
    "theirs": None,
    "editing_words": "",
}


def draw(source, **context):
    return flat(engines["jinja2"].from_string("{% import 'planning/plan/p.html' as p %}" + source).render(context))


def words_of(page):
    """What a screen reader says: the text without tags and without the parts hidden from it."""
    seen = re.sub(r'<span aria-hidden="true">.*?</span>|<svg.*?</svg>', "", page)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


@pytest.mark.req("001-017")
@pytest.mark.parametrize(("letter", "name"), [("S", "Slutenvård"), ("Ö", "Öppenvård"), ("K", "Kommun")])
def test_a_party_is_a_letter_and_a_name(letter, name):
    page = draw("{{ p.party(letter) }}", letter=letter)
    assert f'data-p="{letter}"' in page
    assert words_of(page) == name


@pytest.mark.req("001-003", "001-025", "001-145")
def test_a_step_says_its_state_its_marks_and_its_hint_in_words():
    page = draw("{{ p.step(step) }}", step=STEP)
    said = words_of(page)
    assert said.startswith("Ställningstagande, Att göra: Justera")
    assert "beräknat 25 nov" in said
    assert "Slutenvård klar." in said
    assert "Öppenvård delvis klar." in said
    assert "Kommun ej klar." in said
    assert said.endswith("Justera ställningstagandet. Slutenvården har justerat.")
    assert "title=" not in page
    assert 'class="est"' in page
    for shape in ("task", "tick", "dot", "dash"):
        assert f"#{shape}" in page


@pytest.mark.parametrize("component", ["{{ p.step(step) }}", "{{ p.process([step], '') }}"])
@pytest.mark.parametrize(
    ("change", "once"),
    [
        ({"colour": "none", "word": "Ej påbörjad", "day": "", "hint": "Ej påbörjad"}, "Ej påbörjad"),
        ({"colour": "done", "word": "Beräknad ut", "day": "3 dec", "hint": "Beräknad ut 3 dec"}, "Beräknad ut"),
    ],
)
def test_a_step_says_nothing_twice(component, change, once):
    page = draw(component, step=STEP | {"marks": []} | change)
    heard = words_of(re.sub(r'<span class="hint"[^>]*aria-hidden="true"[^>]*>.*?</span>', "", page))
    assert heard.count(once) == 1, heard


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        pytest.param("task", "Att göra", marks=pytest.mark.req("001-020")),
        pytest.param("wait", "Väntar på andra", marks=pytest.mark.req("001-021")),
        pytest.param("done", "Klar", marks=pytest.mark.req("001-022")),
        pytest.param("none", "Ej påbörjad", marks=pytest.mark.req("001-023")),
        pytest.param("assess", "Kartläggning pågår", marks=pytest.mark.req("001-024")),
    ],
)
def test_a_colour_has_a_shape_and_a_word(colour, words):
    page = draw(
        "{{ p.step(step) }}{{ p.legend() }}", step=STEP | {"colour": colour, "marks": [], "hint": "", "day": ""}
    )
    assert f"Ställningstagande, {words}: Justera" in words_of(page)
    assert page.count(f"#{colour}") == 2
    assert page.count(f'data-state="{colour}"') == 2


@pytest.mark.req("001-009", "001-103")
def test_the_red_circle_opens_the_list_of_what_to_do_without_hovering():
    page = draw("{{ p.todo(tasks, 'Astrid') }}", tasks=[("Kvittera inskrivning", "/plan/1/inskrivning/")])
    [opens] = re.findall(r'popovertarget="([^"]+)"', page)
    assert f'id="{opens}" popover' in page
    assert words_of(page).startswith("Att göra (1), Astrid")
    assert '<a href="/plan/1/inskrivning/">Kvittera inskrivning</a>' in page
    assert draw("{{ p.todo([]) }}") == ""
    two = draw("{{ p.todo(tasks) }}{{ p.todo(tasks) }}", tasks=[("Kvittera", "/x")])
    assert len(set(re.findall(r'popovertarget="([^"]+)"', two))) == 2


@pytest.mark.parametrize(
    ("count", "waiting", "icon", "words"),
    [
        pytest.param(0, 0, "msg", "Inga meddelanden", marks=pytest.mark.req("001-010")),
        pytest.param(2, 0, "msg", "2 meddelanden", marks=pytest.mark.req("001-011")),
        pytest.param(3, 1, "msgtask", "3 meddelanden, 1 att kvittera", marks=pytest.mark.req("001-012")),
    ],
)
def test_the_message_icon(count, waiting, icon, words):
    page = draw("{{ p.messages_icon(count, waiting, '/plan/1/#meddelanden') }}", count=count, waiting=waiting)
    assert f'#{icon}"' in page
    assert words_of(page) == words
    assert bool(re.search(r">\d+</span>", page)) == bool(count)


@pytest.mark.req("001-014", "001-015", "001-243")
@pytest.mark.parametrize(
    ("count", "words"), [(0, "Inga bifogade filer"), (1, "1 bifogad fil"), (4, "4 bifogade filer")]
)
def test_the_clip_has_no_number_when_there_are_no_files(count, words):
    page = draw("{{ p.files_icon(count, '/plan/1/') }}", count=count)
    assert words_of(page) == words
    assert (f">{count}</span>" in page) == bool(count)


@pytest.mark.req("001-244")
def test_the_tabs_of_a_plan_say_state_progress_and_which_is_open():
    steps = [STEP | {"slug": "inskrivning", "name": "Inskrivning", "colour": "done", "marks": []}, STEP]
    page = draw("{{ p.process(steps, 'stallningstagande') }}", steps=steps)
    assert page.count("<li>") == 2
    assert page.count('aria-current="step"') == 1
    assert re.search(r'aria-current="step"[^>]*><span class="tab" data-state="task">.*?Ställningstagande', page)
    said = words_of(page)
    assert "Inskrivning , Klar." in said
    assert "Ställningstagande , Att göra." in said
    assert "Öppenvård delvis klar." in said
    assert "#ringdone" in page
    assert "#half" in page


@pytest.mark.req("001-125", "001-144", "001-145")
def test_the_strip_opens_to_who_has_and_who_may():
    parties = [
        {"letter": "S", "name": "Slutenvård", "progress": "all", "mine": False, "done": 1, "total": 1, "note": "",
         "units": [("Avdelning 31", "Justerat 19 nov 15:40 av Per Hamrin, läkare", "läkare")]},
        {"letter": "Ö", "name": "Öppenvård", "progress": "some", "mine": True, "done": 1, "total": 2,
         "note": "Väntar på slutenvårdens justering",
         "units": [("Rehabmottagningen", "", "läkare, fysioterapeut")]},
        {"letter": "K", "name": "Kommun", "progress": "none", "mine": False, "done": 1, "total": 3, "note": "",
         "units": []},
    ]  # fmt: skip
    page = draw("{% call p.strip('Justering', parties) %}knapp{% endcall %}", parties=parties)
    said = words_of(page)
    assert page.count("<details") == page.count("<summary") == 3
    assert "Slutenvård klar" in said.replace("Slutenvård Slutenvård", "Slutenvård")
    assert "Justerat 19 nov 15:40 av Per Hamrin, läkare" in said
    assert "Öppenvård Väntar på slutenvårdens justering, din uppgift" in re.sub(r" +(?=[,:])", "", said)
    assert "Kommun 1 av 3 enheter" in said
    assert "inte klar. Kan göra det: läkare, fysioterapeut." in said
    assert [*re.findall(r'data-m="(.)"', page)] == ["y", "p", "n"]
    assert said.endswith("knapp")


@pytest.mark.req("001-076")
def test_an_old_version_links_to_the_current_version():
    page = draw("{{ p.old_version('Du läser version 3.', '/plan/1/') }}")
    assert 'class="note"' in page
    assert 'role="status"' in page
    assert '<a href="/plan/1/">Gå till den aktuella versionen</a>' in page


@pytest.mark.req("001-128", "001-134", "001-137")
def test_a_field_is_a_form_that_works_without_a_script():
    page = draw("{{ p.field(field, csrf) }}", field=FIELD, csrf="")
    assert '<form class="autofield" method="post" action="/plan/1/falt/km.bakgrund/"' in page
    assert 'name="revision" value="4"' in page
    assert 'name="path" value="km.bakgrund"' in page
    assert ">\n&lt;b&gt;Rad 1\nRad 2</textarea>" in page
    assert "(obligatoriskt)" in page
    assert "Sparat 13:10 av Ingrid Palm" in page
    assert 'href="/plan/1/falt/km.bakgrund/historik"' in page
    assert re.search(r'<button class="[^"]*savebutton"[^>]* type="submit"> ?Spara', page)
    assert "<script" not in page
    assert "style=" not in page


@pytest.mark.parametrize(("kind", "tag"), [("date", 'type="date"'), ("person", "<textarea"), ("text", "<textarea")])
def test_what_a_field_is_described_by_exists(kind, tag):
    page = draw("{{ p.field(field) }}", field=FIELD | {"kind": kind, "error": "Skriv något.", "hint": "Kort."})
    assert tag in page
    assert 'aria-invalid="true"' in page
    assert "Skriv något." in page
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
    assert len(described) == 3
    for target in described + re.findall(r'for="([^"]+)"', page):
        assert f'id="{target}"' in page


@pytest.mark.parametrize(("number", "tag"), [(2, 'type="radio"'), (6, "<option")])
def test_a_choice_marks_what_was_chosen(number, tag):
    choices = [(str(n), f"Val {n}") for n in range(number)]
    page = draw("{{ p.field(field) }}", field=FIELD | {"kind": "choice", "choices": choices, "value": "1"})
    assert page.count(tag) >= number
    assert len(re.findall(r'value="1" (checked|selected)', page)) == 1
    for target in re.findall(r'for="([^"]+)"', page):
        assert f'id="{target}"' in page


def test_a_person_is_chosen_on_a_page_of_its_own():
    page = draw(
        "{{ p.field(field) }}",
        field=FIELD | {"kind": "person", "value": "SE1", "value_words": "Lena Ask", "search_href": "/x"},
    )
    assert 'href="/x"' in page
    assert "Lena Ask" in page
    assert 'type="hidden" name="value" value="SE1"' in page


@pytest.mark.req("001-131")
def test_a_field_of_another_party_can_be_read_and_says_why_it_is_locked():
    page = draw(
        "{{ p.field(field) }}",
        field=FIELD | {"editable": False, "locked_words": "Fylls i av kommunen."},
    )
    assert "<form" not in page
    assert "name=" not in page
    assert "&lt;b&gt;Rad 1" in page
    assert "Fylls i av kommunen." in page
    assert 'data-path="km.bakgrund"' in page
    assert 'data-revision="4"' in page


def test_two_users_who_wrote_at_once_see_both_texts_and_choose():
    both = {"value": "Min text", "theirs": "Deras <i>text", "theirs_revision": 7}
    page = draw("{{ p.field(field) }}", field=FIELD | both)
    assert 'name="revision" value="7"' in page  # the revision that "Behåll min text" replaces
    assert ">\nMin text</textarea>" in page
    assert "Deras &lt;i&gt;text" in page
    assert not re.search(r"data-theirs [^>]* hidden>", page)
    assert 'name="keep" value="mine"> Behåll min text' in page
    assert 'name="keep" value="theirs"> Ta deras text' in page
    assert re.search(r"data-theirs [^>]* hidden>", draw("{{ p.field(field) }}", field=FIELD))


@pytest.mark.req("001-018")
@pytest.mark.parametrize(
    ("title", "icon"), [("Information", "info"), ("Tidigare planer", "history"), ("Meddelanden", "msg")]
)
def test_a_section_of_the_right_field_has_icon_heading_and_can_be_folded(title, icon):
    page = draw("{% call p.section(title, icon, count=2, id='x') %}inne{% endcall %}", title=title, icon=icon)
    assert page.startswith('<details class="field-sec" id="x" open><summary>')
    assert f"#{icon}" in page
    assert f"<h2>{title}</h2>" in page
    assert "inne" in page
    assert " open>" not in draw("{% call p.fold('Planer', 'history') %}inne{% endcall %}")
    assert " open>" in draw("{% call p.fold('Planer', 'history', open=true) %}inne{% endcall %}")


@pytest.mark.req("001-019")
def test_registered_or_not_has_two_shapes_and_words():
    yes, no = draw("{{ p.registered(true, 'Samtycke') }}"), draw("{{ p.registered(false, 'Samtycke') }}")
    assert "#boxdone" in yes
    assert words_of(yes) == "Samtycke : registrerat"
    assert '#box"' in no
    assert words_of(no) == "Samtycke : ej registrerat"


def test_a_question_is_a_dialog_or_is_open_in_the_page():
    source = (
        "{{ p.opener('Makulera', '?visa=makulera', 'makulera') }}"
        "{% call p.dialog('makulera', 'Makulera?', open) %}x{% endcall %}"
    )
    shut, shown = draw(source, open=False), draw(source, open=True)
    assert 'href="?visa=makulera" data-opens="makulera"' in shut
    assert '<dialog class="ds-dialog" id="makulera" aria-labelledby="makulera-title">' in shut
    assert 'method="dialog"' in shut
    assert "<dialog" not in shown
    assert 'id="makulera-open" tabindex="-1"' in shown


def test_each_reader_gets_the_own_language_although_the_macros_are_cached():
    assert "Slutenvård" in draw("{{ p.party('S') }}")
    with translation.override("en"):
        english = draw("{{ p.party('S') }}{{ p.step(step) }}", step=STEP)
        assert gettext("Slutenvård") in english
        assert gettext("Att göra") in english
    assert "Slutenvård" in draw("{{ p.party('S') }}")


def test_a_file_field_is_described_by_its_hint_and_its_error():
    page = draw("{{ p.file_field('fil', 'Bifoga fil', 'fil', hint='Högst 10 MB.', error='Filen är för stor.') }}")
    assert 'type="file" name="fil" id="fil" aria-describedby="fil-hint fil-error" aria-invalid="true"' in page
    assert 'id="fil-hint"' in page
    assert 'id="fil-error"' in page


@pytest.mark.req("001-007", "001-008", "001-013")
def test_every_icon_of_the_help_page_is_in_the_sprite_and_has_words():
    with open(finders.find("img/sprite.svg"), encoding="utf-8") as sprite:
        drawn = set(re.findall(r'<symbol id="([a-z]+)"', sprite.read()))
    page = draw("{{ p.icons() }}")
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.+?)</dd>", page)
    assert len(pairs) == page.count("<dt>") >= 30
    assert set(re.findall(r"sprite[^#]*\.svg#([a-z]+)", page)) <= drawn
    for words in ("Välja enhet, byta enhet eller roll", "Pågående process", "Arkiverat ärende"):
        assert words in page
