"""Why an identity number is refused, in sentences for the screen."""

# None of the sentences holds any part of the number: they may be shown, logged and sent.
SHAPE = "Skriv tolv siffror, ÅÅÅÅMMDD-XXXX."
TOO_LONG = "Numret är för långt. Skriv tolv siffror, ÅÅÅÅMMDD-XXXX."
CHARACTERS = "Numret får bara ha siffrorna 0–9, bokstäverna A–Z, bindestreck och plustecken."
RESERVE_SHAPE = "Skriv reservnumret med alla tolv tecken."
UNKNOWN = "Det är inget personnummer, samordningsnummer eller reservnummer. Kontrollera numret."
NO_SUCH_DATE = "Datumet i numret finns inte. Kontrollera numret."
FUTURE = "Datumet i numret ligger i framtiden. Kontrollera numret."
TOO_EARLY = "Födelseåret i numret ligger för långt tillbaka. Kontrollera numret."
CHECK_DIGIT = "Kontrollsiffran stämmer inte. Kontrollera numret."


class InvalidIdentityNumber(ValueError):
    """The text is not an identity number.

    The message is a whole Swedish sentence that says what to do. It is fit for the screen and never holds the number,
    so it may stand in a log as well.
    """
