"""A submit key belongs to one form with one content."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from vardtrad.shared.web.forms import LongText, PlainForm


class Letter(PlainForm):
    text = LongText(max_length=100)


def key_of(text: str, key: str) -> object:
    form = Letter({"text": text, "submit_key": key})
    assert form.is_valid()
    return form.cleaned_data["submit_key"]


@pytest.mark.req("B-04")
def test_the_same_form_has_the_same_key_and_a_changed_text_another() -> None:
    key = str(uuid4())
    assert key_of("Första", key) == key_of("Första", key)
    assert key_of("Första", key) != key_of("Andra", key)
    assert key_of("Första", key) != key_of("Första", str(uuid4()))


class Parcel(PlainForm):
    file = forms.FileField()


@pytest.mark.req("B-04")
def test_another_file_with_the_same_name_is_another_form() -> None:
    def key_with(content: bytes, key: str) -> object:
        form = Parcel({"submit_key": key}, {"file": SimpleUploadedFile("bild.jpg", content)})
        assert form.is_valid()
        assert form.cleaned_data["file"].read() == content
        return form.cleaned_data["submit_key"]

    key = str(uuid4())
    assert key_with(b"one", key) == key_with(b"one", key) != key_with(b"two", key)


def test_an_upload_is_refused_before_anybody_looks_at_it(browser) -> None:
    response = browser.post("/formular", b"--x\r\n", "multipart/form-data; boundary=x")
    assert response.status_code == 400
