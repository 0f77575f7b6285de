"""Why an identity number is refused, in sentences for the screen."""

# Only marked here: translated where they are shown, by gettext(str(error)).
from django.utils.translation import gettext_noop as _

# None of the sentences holds any part of the number: they may be shown, logged and sent.
SHAPE = _("Skriv tolv siffror, ÅÅÅÅMMDD-XXXX.")
TOO_LONG = _("Numret är för långt. Skriv tolv siffror, ÅÅÅÅMMDD-XXXX.")
CHARACTERS = _("Numret får bara ha siffrorna 0–9, bokstäverna A–Z, bindestreck och plustecken.")
RESERVE_SHAPE = _("Skriv reservnumret med alla tolv tecken.")
UNKNOWN = _("Numret är varken personnummer, samordningsnummer eller reservnummer. Kontrollera numret.")
NO_SUCH_DATE = _("Datumet i numret finns inte. Kontrollera numret.")
FUTURE = _("Datumet i numret ligger i framtiden. Kontrollera numret.")
TOO_EARLY = _("Födelseåret i numret ligger för långt tillbaka. Kontrollera numret.")
CHECK_DIGIT = _("Kontrollsiffran stämmer inte. Kontrollera numret.")


class InvalidIdentityNumber(ValueError):
    """The text is not an identity number.

    The message is a whole Swedish sentence that says what to do. It is fit for the screen and never holds the number,
    so it may stand in a log as well.
    """
