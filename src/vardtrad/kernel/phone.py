"""Mobile numbers in the form of the international plan (ITU-T E.164), checked by Google's libphonenumber."""

from __future__ import annotations

from collections.abc import Collection

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "SE"
"""The country of a number that is written without one."""
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_LONGEST = 30


class InvalidMobile(ValueError):
    """No text message can be sent to what was written."""


class AnotherCountry(InvalidMobile):
    """It is a mobile number, of a country to which nothing is sent."""


def mobile(text: str, countries: Collection[str] = (HOME,)) -> str:
    """The number as E.164, "+46701740605". ``countries`` are those that may be sent to (ISO 3166, "SE").

    Raises InvalidMobile for anything but one mobile number on one line, AnotherCountry for one of another country.
    """
    if len(text) > _LONGEST or not text.isprintable():
        raise InvalidMobile
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        raise InvalidMobile from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidMobile
    if phonenumbers.number_type(number) not in _MOBILE:
        raise InvalidMobile
    if phonenumbers.region_code_for_number(number) not in countries:
        raise AnotherCountry
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """A stored number as it is read: "070-174 06 05" at home, with the country in front elsewhere."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) == HOME
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )
