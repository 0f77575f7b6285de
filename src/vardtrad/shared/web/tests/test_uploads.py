"""Files come in only where a view says so, only from who is logged in, bounded, and never on a disk."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path

from vardtrad.shared.login.guards import Guard
from vardtrad.shared.login.models import World
from vardtrad.shared.web.encoding import BESIDE_THE_FILE, takes_files
from vardtrad.shared.web.tests import pages

handler400, handler403, handler404, handler500 = pages.handler400, pages.handler403, pages.handler404, pages.handler500


@takes_files
def take(request: HttpRequest) -> JsonResponse:
    """Tell what came."""
    files = {
        name: [upload.name, upload.size, isinstance(upload, InMemoryUploadedFile)]
        for name, upload in request.FILES.items()
    }
    return JsonResponse({"text": request.POST.get("text"), "files": files})


take.guard = Guard(World.STAFF)
urlpatterns = [*pages.urlpatterns, path("ta-emot", take)]


@pytest.fixture
def taking(own_pages, settings):
    settings.ROOT_URLCONF = __name__


def sent(browser, address="/ta-emot", content=b"x" * 3_000_000, **options):
    file = SimpleUploadedFile("plan.pdf", content)
    return browser.generic("POST", address, body(text="Hej å", file=file), MULTIPART_CONTENT, **options)


def body(**fields):
    return encode_multipart(BOUNDARY, fields)


def told(answer):
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def test_a_logged_in_user_may_send_a_file_and_it_is_kept_in_memory(taking, rut):
    assert told(sent(rut.browser)) == {"text": "Hej å", "files": {"file": ["plan.pdf", 3_000_000, True]}}


def test_of_a_strangers_file_nothing_is_kept_but_the_text_arrives(taking, browser):
    assert told(sent(browser)) == {"text": "Hej å", "files": {"file": ["plan.pdf", 0, True]}}


def test_nothing_is_kept_of_a_file_from_a_session_of_the_other_world(taking, alva):
    assert told(sent(alva.browser))["files"]["file"][1] == 0


def test_nothing_is_kept_of_a_file_when_the_session_has_run_out(taking, frozen, rut):
    assert told(sent(rut.browser))["files"]["file"][1] == 3_000_000
    frozen.go(minutes=31)
    assert told(sent(rut.browser)) == {"text": "Hej å", "files": {"file": ["plan.pdf", 0, True]}}


def test_nothing_is_written_on_a_disk(taking, rut, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "not-there")
    assert told(sent(rut.browser, content=b"x" * 19_000_000))["files"]["file"][1] == 19_000_000


def test_a_view_that_takes_no_files_reads_none(taking, browser):
    assert sent(browser, "/skriv").status_code == 400
    assert sent(browser, "/finns-inte").status_code == 400


def test_a_far_too_large_upload_is_refused_unread(taking, browser, settings):
    settings.FILE_LIMIT = 2_000_000
    answer = sent(browser, content=b"x" * (2_000_000 + BESIDE_THE_FILE))
    assert answer.status_code == 400
    assert "Filen är för stor. Den får vara högst 2 MB." in answer.content.decode()


@pytest.mark.parametrize("length", ["", "-1", "\u0663", "1e3"])
def test_an_upload_of_unknown_length_is_refused(taking, browser, length):
    assert sent(browser, CONTENT_LENGTH=length).status_code == 400


def test_a_form_that_says_another_encoding_is_refused(taking, browser):
    answer = browser.generic("POST", "/ta-emot", body(text="Hej"), f"{MULTIPART_CONTENT}; charset=latin-1")
    assert answer.status_code == 400


def test_a_crowd_of_files_is_refused(taking, browser):
    files = [SimpleUploadedFile(f"{number}.pdf", b"x") for number in range(11)]
    answer = browser.generic("POST", "/ta-emot", body(file=files), MULTIPART_CONTENT)
    assert answer.status_code == 400


def test_without_the_forms_secret_nothing_is_taken_but_the_text_is_shown(taking, strict_browser):
    answer = sent(strict_browser)
    assert answer.status_code == 403
    assert "Hej å" in answer.content.decode()


def test_asking_whether_somebody_is_logged_in_keeps_no_session_alive(taking, frozen, rut):
    from vardtrad.shared.login.guards import logged_in

    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in rut.browser.cookies.items()}
    frozen.go(minutes=20)
    assert logged_in(request, World.STAFF)
    assert not logged_in(request, World.RESIDENT)
    frozen.go(minutes=20)
    assert not logged_in(request, World.STAFF)
