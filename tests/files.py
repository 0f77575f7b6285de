"""Attaching files in a page without JavaScript, as its own buttons do."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from PIL import Image

from tests.reading import Page


def jpeg(colour: str = "red", size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """A photo of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


def attach(page: Page, name: str, content: bytes, **typed: Any) -> Page:
    """Choose a file in the page's form and press Bifoga."""
    (button,) = [node for node in page.form("Bifoga").all("button") if node.text == "Bifoga"]
    assert button.attrs["formenctype"] == "multipart/form-data"
    return _sent(page, {**page.fields("Bifoga"), **typed, "fil": SimpleUploadedFile(name, content)})


def attach_to(page: Page, question: str, name: str, content: bytes, **typed: Any) -> Page:
    """Choose a file for a question of the page's form and press its Bifoga."""
    button = f"Bifoga – {question}"
    (pressed,) = [node for node in page.form(button).all("button") if node.text == button]
    field = pressed.attrs["value"].removeprefix("bifoga-")
    data = {**page.fields(button), **typed, f"fil_{field}": SimpleUploadedFile(name, content)}
    action = page.form(button).attrs["action"]
    return Page(page.browser, page.browser.post(action, data, MULTIPART_CONTENT, follow=True), action)


def remove(page: Page, name: str, **typed: Any) -> Page:
    """Press Ta bort beside a file."""
    button = f"Ta bort {name}"
    return _sent(page, {**page.fields(button), **typed})


def _sent(page: Page, data: dict[str, Any]) -> Page:
    action = page.form("Bifoga").attrs["action"] if page.root.all("button", value="bifoga") else page.address
    return Page(page.browser, page.browser.post(action, data, MULTIPART_CONTENT, follow=True), action)


def attached(page: Page) -> list[str]:
    """The names of the files that the page's form is about to send, those that answer its questions first."""
    return [
        item.one("a").text.removesuffix(" (öppnas i en ny flik)")
        for items in page.root.all("ul", aria_label="Filer som skickas med")
        for item in items.all("li")
    ]


def scripts(page: Page) -> int:
    """How many times the page has the script that attaches a file as soon as it is chosen."""
    return sum("js/files" in node.attrs.get("src", "") for node in page.root.all("script"))


def in_thread(page: Page) -> list[str]:
    """The names of the files in the page's thread."""
    return [
        item.all("a")[0].text.removesuffix(" (öppnas i en ny flik)")
        for items in page.root.all("ul", aria_label="Bifogade filer")
        for item in items.all("li")
    ]
