"""HSA-ids: the names by which units, organisations and members of staff stand in the catalogue of Swedish care.

``SE``, an organisation number, a hyphen and a serial part of A–Z and 0–9; at most 31 characters in all. The
organisation number marks out the area of confidentiality that a unit belongs to (offentlighets- och
sekretesslagen (2009:400) 25 kap.).
"""

import re

# The sentences are only marked here: translated where they are shown, by gettext(str(error)).
from django.utils.translation import gettext_noop as _

from vardtrad.kernel.pasted import without_stray_characters

_LONGEST = 31
_LONGEST_INPUT = 200
_SHAPE = re.compile(r"SE(?:16)?([0-9]{10})-[0-9A-Z]+")

_EMPTY = _("Skriv ett HSA-id.")
_TOO_LONG = _("HSA-id:t är för långt. Det har högst 31 tecken.")
_CHARACTERS = _("HSA-id:t får bara ha bokstäverna A–Z, siffrorna 0–9 och bindestreck.")
_WRONG_SHAPE = _(
    "HSA-id:t ska börja med SE, organisationsnumrets tio siffror och ett bindestreck, som SE2321000131-A1B2."
)


class InvalidHsaId(ValueError):
    """The text is not an HSA-id; the message is a whole Swedish sentence for the screen."""


class HsaId(str):
    """A right HSA-id, in capital letters. It is a string, and is stored and compared as one.

    Making one cleans what people paste: blanks anywhere, also such as are not seen, fall away (a blank before the id is
    a known trap), other dashes become hyphens and small letters capitals. Some older ids write the organisation number
    with the leading 16 of its twelve-digit form; they are kept as they are. That the organisation
    number has been given to somebody is not checked. Raises InvalidHsaId.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "HsaId":
        """Clean and check `text`."""
        if len(text) > _LONGEST_INPUT:
            raise InvalidHsaId(_TOO_LONG)
        cleaned = without_stray_characters(text)
        if not cleaned:
            raise InvalidHsaId(_EMPTY)
        # Tested before upper-casing, which would turn some letters of other scripts into A–Z.
        if not cleaned.isascii() or not cleaned.replace("-", "").isalnum():
            raise InvalidHsaId(_CHARACTERS)
        if len(cleaned) > _LONGEST:
            raise InvalidHsaId(_TOO_LONG)
        cleaned = cleaned.upper()
        if not _SHAPE.fullmatch(cleaned):
            raise InvalidHsaId(_WRONG_SHAPE)
        return super().__new__(cls, cleaned)

    @property
    def organisation_number(self) -> str:
        """The ten digits of the organisation number, without a hyphen."""
        return self.partition("-")[0][-10:]


def parse_hsa_id(text: str) -> HsaId:
    """Read an HSA-id that somebody has typed or pasted. Raises InvalidHsaId, with a Swedish sentence."""
    return HsaId(text)
