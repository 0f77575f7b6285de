"""A form that is too large loses nothing: from whichever page, its texts come back on the page that says so.

Without JavaScript nothing warns beforehand, and going back in the browser gives an empty box (B-04).
"""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.house.test_routes import ROUTES
from tests.people import Employee, Resident
from tests.reading import Browser
from vardtrad.shared.web import uploads
from vardtrad.shared.web.encoding import BESIDE_THE_FILE, URLENCODED

pytestmark = [pytest.mark.req("B-04"), pytest.mark.django_db]

FORM, FILE = 20_000, 30_000
"""Bytes that a form and a file may hold in these tests."""
TEXT = "Början på det jag skrev. " + "å" * (FORM + 1) + " Slutet."
VALUES = {
    "uuid": "0189f0a0-0000-7000-8000-000000000000",
    "int": "1",
    "few_digits": "1",
    "slug": "ord",
    "str": "ord",
    "path": "ord",
}
PLACES = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(*, with_files: bool) -> list[str]:
    """An address for each pattern, with made-up keys: what is too large is refused before any view looks at them."""
    found = []
    for path, route in ROUTES:
        if bool(getattr(route.callback, "takes_files", False)) >= with_files:
            found.append("/" + PLACES.sub(lambda place: VALUES.get(place[1] or "str", "ord"), path))
    return sorted({address for address in found if "<" not in address and "(" not in address})


@pytest.fixture
def small(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.FILE_LIMIT = FORM, FILE
    monkeypatch.setattr(uploads, "MOST_COPIED", 3 * FORM)


def who(address: str, alva: Resident, rut: Employee) -> Browser:
    return rut.browser if address.startswith(("/personal", "/planer")) else alva.browser


def comes_back(answer) -> bool:
    return answer.status_code == 400 and TEXT in answer.content.decode()


def test_the_text_comes_back_from_every_address(small, alva: Resident, rut: Employee) -> None:
    everywhere = addresses(with_files=False)
    assert len(everywhere) > 200
    lost = [
        address
        for address in everywhere
        if not comes_back(who(address, alva, rut).post(address, {"text": TEXT}, content_type=URLENCODED))
    ]
    assert not lost


def test_the_text_comes_back_from_every_address_that_takes_files(small, alva: Resident, rut: Employee) -> None:
    """A text that is too large, and a text beside a file that is too large: of both the texts are given back."""
    taking = addresses(with_files=True)
    assert len(taking) >= 10
    assert {address.split("/")[1] for address in taking} >= {"personal", "planer", "mottagningar", "arenden"}
    lost, wrong = [], []
    for address in taking:
        browser = who(address, alva, rut)
        text = browser.generic("POST", address, encode_multipart(BOUNDARY, {"text": TEXT}), MULTIPART_CONTENT)
        lost += [] if comes_back(text) else [address]
        wrong += [address] if "Filen är för stor" in text.content.decode() else []
        large = SimpleUploadedFile("bild.png", b"x" * (FILE + BESIDE_THE_FILE))
        form = encode_multipart(BOUNDARY, {"text": "Hej å!\nRad två.", "pin": "123456", "bilaga": large})
        file = browser.generic("POST", address, form, MULTIPART_CONTENT)
        page = file.content.decode()
        lost += [] if file.status_code == 400 and "Hej å!" in page and "Rad två." in page else [f"{address} file"]
        wrong += [address] if "123456" in page or "xxxx" in page or "Filen är för stor" not in page else []
    assert not lost
    assert not wrong, "a secret or the file itself is shown, or the wrong sentence"


def test_of_a_form_that_is_no_form_nothing_is_shown(small, rut: Employee) -> None:
    address = next(address for address in addresses(with_files=True) if address.startswith("/personal"))
    for content_type in (MULTIPART_CONTENT, "multipart/form-data; boundary=å", "multipart/form-data"):
        answer = rut.browser.generic("POST", address, b"\x00\xff" * (FILE + BESIDE_THE_FILE), content_type)
        assert answer.status_code == 400
        assert "textarea" not in answer.content.decode()
