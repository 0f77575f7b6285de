"""The settings of text messages: what is right, and what is refused with a sentence."""

import pytest

from vardtrad.kernel.sms_settings import WrongSms, read

RIGHT = {"sender": "Vardtrad"}


def test_none_is_none():
    assert (read("").url.scheme, read("").protected) == ("", True)


@pytest.mark.parametrize(
    ("url", "protected"),
    [("smpps://sms.example", True), ("https://sms.example/v1", True), ("smpp://sms.example:2775", False),
     ("http://sms.example/v1", False)],
)  # fmt: skip
def test_what_is_encrypted(url, protected):
    assert read(url, **RIGHT).protected is protected


@pytest.mark.parametrize(
    ("url", "changes", "words"),
    [
        ("ftp://sms.example", {}, "ska börja med"),
        ("sms.example", {}, "ska börja med"),
        ("smpps://", {}, "saknar värdnamn"),
        ("https://du:hemligt@sms.example", {}, "VARDTRAD_SMS_PASSWORD"),
        ("https://sms.example", {"sender": ""}, "VARDTRAD_SMS_FROM saknas"),
        ("https://sms.example", {"sender": "Region Exempel"}, "högst elva bokstäver"),
        ("https://sms.example", {"sender": "Vårdtråd"}, "högst elva bokstäver"),
        ("https://sms.example", {"seconds": "60"}, "högst 20"),
        ("https://sms.example", {"seconds": "snart"}, "ska vara tal"),
        ("https://sms.example", {"seconds": "nan"}, "högst 20"),
        ("https://sms.example", {"each_second": "0"}, "högst 1000"),
        ("https://sms.example", {"countries": "Sverige"}, "landskoder"),
        ("https://sms.example", {"countries": ""}, "landskoder"),
    ],
)
def test_what_cannot_be_right(url, changes, words):
    with pytest.raises(WrongSms, match=words):
        read(url, **{**RIGHT, **changes})
