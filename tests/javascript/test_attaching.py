"""files.js: a file that is attached as soon as it is chosen, while the questions around it may be drawn anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import draw
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-18", "B-20")

LIST = """{% import 'shared/web/_attaching.html' as a %}
<fieldset id="f1" data-files><p role="status" data-files-say></p>
{{ a.chooser("f1-fil", "fil_f1", "bifoga-f1", "Bifoga fil", "image/jpeg", 2, 1000, "f1-hint", "") }}</fieldset>"""
BAR = "#f1 [data-files-progress]"
# A request that the test carries on: world.upload(part) and world.arrive(html).
REQUESTS = """() => {
    world.sent = [];
    window.XMLHttpRequest = class extends EventTarget {
        upload = new EventTarget();
        open() {}
        send(body) { this.names = [...body.keys()]; world.sent.push(this); }
        abort() { this.dispatchEvent(new Event("abort")); }
    };
    world.upload = (number, loaded) => world.sent[number].upload.dispatchEvent(
        new ProgressEvent("progress", {lengthComputable: true, loaded, total: 100}));
    world.arrive = (number, html) => {
        world.sent[number].responseText = html;
        world.sent[number].dispatchEvent(new Event("load"));
    };
}"""


def open_form(load: Load) -> Screen:
    """A form with a question of files and another."""
    lists = draw(LIST) + draw(LIST.replace("f1", "f2"))
    screen = load("files.js", body=f'<form method="post" action="/here">{lists}</form>')
    screen.run(REQUESTS)
    return screen


def choose(screen: Screen, field: str, *names: str) -> None:
    files = [{"name": name, "mimeType": "image/jpeg", "buffer": b"x"} for name in names]
    screen.find(f"#{field}-fil").set_input_files(files)  # type: ignore[arg-type]


def sent(screen: Screen) -> list[list[str]]:
    """The names of the fields of each request for a file."""
    fields: list[list[str]] = screen.run("world.sent.map((request) => request.names)")
    return fields


def test_a_file_whose_question_has_left_the_page_does_not_hinder_those_of_other_questions(load: Load) -> None:
    screen = open_form(load)
    choose(screen, "f1", "first.jpg", "second.jpg")
    screen.run("document.getElementById('f1').remove()")
    screen.run("(html) => world.arrive(0, html)", draw(LIST))
    choose(screen, "f2", "third.jpg")
    assert sent(screen) == [["gor", "fil_f1"], ["gor", "fil_f2"]]


def test_the_progress_is_seen_again_after_the_questions_have_been_drawn_anew(load: Load) -> None:
    screen = open_form(load)
    choose(screen, "f1", "first.jpg")
    expect(screen.find(BAR)).to_be_visible()
    screen.run("(bar) => { document.querySelector(bar).hidden = true; }", BAR)
    screen.run("world.upload(0, 40)")
    expect(screen.find(BAR)).to_be_visible()
    expect(screen.find(BAR)).to_contain_text("first.jpg skickas, 40 %")
    screen.run("(html) => world.arrive(0, html)", draw(LIST))
    expect(screen.find(BAR)).to_be_hidden()


ASKED = """() => {
    world.form = document.querySelector("form");
    world.changes = 0;
    world.form.addEventListener("change", () => { world.changes += 1; });
    world.ctx = {sourceElement: world.form, target: world.form};
    world.tell = (name) => world.form.dispatchEvent(
        new CustomEvent(name, {detail: {ctx: world.ctx}, bubbles: true, cancelable: true}));
    world.tell("htmx:before:request");
}"""


def test_questions_that_were_asked_for_before_a_file_came_do_not_take_it_away(load: Load) -> None:
    screen = open_form(load)
    choose(screen, "f1", "first.jpg")
    screen.run(ASKED)
    screen.run("(html) => world.arrive(0, html)", draw(LIST))
    before = screen.run("world.changes")
    assert screen.run("world.tell('htmx:before:swap')") is False, "the answer knows nothing of the file"
    assert screen.run("world.changes") == before + 1, "they are asked for again"


def test_questions_that_know_of_all_files_are_drawn(load: Load) -> None:
    screen = open_form(load)
    choose(screen, "f1", "first.jpg")
    screen.run("(html) => world.arrive(0, html)", draw(LIST))
    screen.run(ASKED)
    assert screen.run("world.tell('htmx:before:swap')") is True
    assert screen.run("world.changes") == 0
