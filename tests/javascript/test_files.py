"""planning.js and compose.js: a file that is dropped or chosen, and the box for a new message that grows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import draw
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("001-238")

FILE = (
    '<div data-drop><input type="file" name="file">'
    '<p data-file-row data-many="Only the first." data-large="Too large." data-limit="10">'
    '<span data-file-name role="status"></span>'
    '<span data-file-clear hidden><button type="button">Remove</button></span></p></div>'
)
MESSAGE = f'<form data-compose method="post"><textarea name="text"></textarea><div data-more>{FILE}</div></form>'
NAME, CLEAR = "[data-file-name]", "[data-file-clear]"


def open_message(load: Load, html: str = MESSAGE) -> Screen:
    """The box for a new message; a file may have ten bytes at most."""
    return load("planning.js", "compose.js", body=html)


def write(screen: Screen) -> None:
    """Begin to write, so that the field for a file is shown."""
    screen.find("textarea").fill("Hi")


def drag(screen: Screen, type_: str, **files: int) -> bool:
    """Drag files of these names and sizes over the field, or drop them: whether the script took them."""
    return bool(
        screen.run(
            """([type, files]) => {
                const dataTransfer = new DataTransfer();
                for (const [name, size] of files) dataTransfer.items.add(new File(["x".repeat(size)], `${name}.pdf`));
                const event = new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer});
                return !document.querySelector("[data-drop]").dispatchEvent(event);
            }""",
            [type_, list(files.items())],
        )
    )


def chosen(screen: Screen) -> list[str]:
    """The names of the files that would be sent."""
    names: list[str] = screen.run("[...document.querySelector('[type=file]').files].map((file) => file.name)")
    return names


def choose(screen: Screen, name: str, size: int) -> None:
    """Choose a file in the browser's own dialog."""
    screen.find("[type=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": b"x" * size})


def test_a_dropped_file_is_the_one_that_is_sent(load: Load) -> None:
    screen = open_message(load)
    write(screen)
    assert drag(screen, "drop", a=5)
    assert chosen(screen) == ["a.pdf"]
    expect(screen.find(NAME)).to_have_text("a.pdf")
    expect(screen.find(CLEAR)).to_be_visible()


def test_the_place_for_a_file_is_marked_while_one_is_held_over_it(load: Load) -> None:
    screen = open_message(load)
    write(screen)
    marked = []
    for type_ in ("dragover", "dragleave", "dragover", "drop"):
        assert drag(screen, type_)
        marked.append(screen.find("[data-over]").count())
    assert marked == [1, 0, 1, 0]
    assert chosen(screen) == []


def test_of_several_dropped_files_the_first_is_taken_and_that_is_said(load: Load) -> None:
    screen = open_message(load)
    write(screen)
    drag(screen, "drop", a=5, b=6)
    assert chosen(screen) == ["a.pdf"]
    expect(screen.find(NAME)).to_have_text("a.pdf. Only the first.")


@pytest.mark.parametrize("how", ["chosen", "dropped"])
def test_a_file_that_is_too_large_is_refused_at_once(load: Load, how: str) -> None:
    screen = open_message(load)
    write(screen)
    if how == "chosen":
        choose(screen, "a.pdf", 11)
    else:
        drag(screen, "drop", a=11)
    assert chosen(screen) == []
    expect(screen.find(NAME)).to_have_text("Too large.")
    expect(screen.find(CLEAR)).to_be_hidden()
    choose(screen, "b.pdf", 10)
    assert chosen(screen) == ["b.pdf"]
    expect(screen.find(NAME)).to_have_text("b.pdf")


def test_of_several_dropped_files_a_first_one_that_is_too_large_is_refused(load: Load) -> None:
    screen = open_message(load)
    write(screen)
    drag(screen, "drop", a=11, b=5)
    assert chosen(screen) == []
    expect(screen.find(NAME)).to_have_text("Too large.")


def test_a_chosen_file_can_be_taken_away(load: Load) -> None:
    screen = open_message(load)
    write(screen)
    choose(screen, "a.pdf", 5)
    screen.find(f"{CLEAR} button").click()
    assert chosen(screen) == []
    expect(screen.find(NAME)).to_have_text("")
    expect(screen.find(CLEAR)).to_be_hidden()
    expect(screen.find("[type=file]")).to_be_focused()


def test_a_field_for_a_file_that_shows_no_name_works_too(load: Load) -> None:
    screen = load("planning.js", body=draw("{{ p.file_field('file', 'A file', 'f') }}"))
    expect(screen.find(CLEAR)).to_be_hidden()
    drag(screen, "drop", a=5)
    assert chosen(screen) == ["a.pdf"]
    screen.find(CLEAR).click()
    assert chosen(screen) == []


@pytest.mark.req("001-234")
def test_the_box_grows_when_somebody_writes_and_stays_grown(load: Load) -> None:
    screen = open_message(load)
    expect(screen.find("[data-more]")).to_be_hidden()
    write(screen)
    expect(screen.find("[data-more]")).to_be_visible()
    expect(screen.find("form")).to_have_attribute("data-grown", "")
    screen.find("textarea").fill("")  # nothing may jump away under the pointer
    expect(screen.find("[data-more]")).to_be_visible()


@pytest.mark.req("001-234")
def test_a_message_that_came_back_from_the_server_is_shown_whole(load: Load) -> None:
    screen = open_message(load, MESSAGE.replace("data-compose", "data-compose data-typed"))
    expect(screen.find("[data-more]")).to_be_visible()


@pytest.mark.req("001-234")
def test_text_restored_by_the_browser_makes_the_box_grow(load: Load) -> None:
    screen = open_message(load)
    screen.run("() => { document.querySelector('textarea').value = 'Hi'; }")
    expect(screen.find("[data-more]")).to_be_hidden()
    screen.brought_back()
    expect(screen.find("[data-more]")).to_be_visible()


@pytest.mark.req("001-232")
@pytest.mark.parametrize("address", ["/#meddelanden", "/"])
def test_a_link_straight_to_the_messages_opens_them(load: Load, address: str) -> None:
    screen = load("compose.js", body='<details id="meddelanden">Hi</details>', address=address)
    if address == "/":
        expect(screen.find("details")).not_to_have_attribute("open", "")
        screen.run("() => { location.hash = 'meddelanden'; }")
    expect(screen.find("details")).to_have_attribute("open", "")
