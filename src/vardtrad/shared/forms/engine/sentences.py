"""The Swedish sentences of the engine, by rule. Translated where they are shown: ``gettext(template) % params``.

The sentences about answers speak to the person who fills in the form; those about faults and accounts to the person who
imports or builds it.
"""

from __future__ import annotations

from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


ANSWERS: Mapping[str, str] = {
    # How the response is built.
    "not-a-response": _("Svaren är inte skrivna som ett QuestionnaireResponse."),
    "wrong-status": _("Svarens status saknas eller finns inte i standarden."),
    "other-form": _("Svaren hör till ett annat formulär: %(address)s."),
    "other-version": _("Svaren hör till en annan version av formuläret: %(version)s."),
    "too-much": _("Det är för många svar."),
    "form-draft": _("Formuläret är ett utkast."),
    "form-retired": _("Formuläret används inte längre."),
    "outside-period": _("Svaren är skrivna när formuläret inte gällde."),
    "malformed": _("Svaret är inte skrivet som standarden säger."),
    "no-link-id": _("Ett svar saknar linkId."),
    "unknown-item": _("Frågan finns inte i formuläret."),
    "wrong-place": _("Frågan står på en annan plats i formuläret."),
    "wrong-order": _("Frågan kommer i fel ordning."),
    "item-twice": _("Frågan finns två gånger bland svaren."),
    "abstract-item": _("Frågan har en typ som inte går att besvara."),
    "display-answered": _("En text att läsa kan inte besvaras."),
    "group-answered": _("En grupp kan inte ha egna svar, bara frågorna i den."),
    "items-outside-answer": _("Följdfrågor hör till ett svar och kan inte stå utanför det."),
    "unknown-element": _("Svaret har en del som inte finns i standarden: %(name)s."),
    # Whether it is there.
    "disabled": _("Frågan gäller inte med de andra svaren, så svaret kan inte tas emot."),
    "required": _("Besvara frågan."),
    "group-required": _("Besvara minst en av frågorna."),
    "no-value": _("Svaret är tomt."),
    "two-values": _("Svaret har mer än ett värde."),
    "not-repeated": _("Ge bara ett svar."),
    "too-few": _("Ge minst %(least)s svar. Nu är de %(number)s."),
    "too-many": _("Ge högst %(most)s svar. Nu är de %(number)s."),
    # Types.
    "wrong-type": _("Svaret har fel typ: %(given)s i stället för %(wanted)s."),
    "not-boolean": _("Svara ja eller nej."),
    "not-integer": _("Skriv ett heltal."),
    "not-decimal": _("Skriv ett tal."),
    "not-date": _("Skriv ett datum som finns, till exempel 2026-03-31."),
    "not-datetime": _("Skriv ett datum och en tid som finns, till exempel 2026-03-31 och 14.30."),
    "no-time-zone": _("En tid tillsammans med ett datum behöver en tidszon."),
    "not-time": _("Skriv en tid som finns, till exempel 14.30."),
    "not-string": _("Skriv en text."),
    "blank": _("Svaret är tomt."),
    "line-break": _("Skriv svaret på en rad."),
    "control-character": _("Svaret har tecken som inte kan tas emot."),
    "not-url": _("Skriv en webbadress, till exempel https://exempel.se."),
    "not-coding": _("Välj ett av svaren."),
    "not-quantity": _("Skriv ett tal."),
    "not-attachment": _("Filen kan inte läsas."),
    "not-reference": _("Det här är ingen hänvisning som går att följa."),
    "wrong-referred-type": _("Hänvisningen ska gå till %(types)s."),
    # Limits.
    "too-small": _("Skriv %(limit)s eller mer."),
    "too-large": _("Skriv %(limit)s eller mindre."),
    "too-early": _("Skriv %(limit)s eller senare."),
    "too-late": _("Skriv %(limit)s eller tidigare."),
    "unit-not-comparable": _("Enheten %(unit)s kan inte räknas om till %(wanted)s."),
    "wrong-unit": _("Välj en av enheterna: %(units)s."),
    "too-short": _("Skriv minst %(least)s tecken."),
    "too-long": _("Skriv högst %(most)s tecken. Nu är de %(number)s."),
    "too-many-decimals": _("Skriv högst %(most)s decimaler."),
    "no-decimals": _("Skriv talet utan decimaler."),
    "wrong-form": _("Svaret är inte skrivet på det sätt som frågan kräver."),
    "wrong-form-example": _("Skriv så här: %(example)s."),
    "custom": "%(sentence)s",
    "not-an-option": _("Välj ett av svaren som finns."),
    "wrong-display": _("Svaret %(display)s stämmer inte med sin kod."),
    "list-missing": _("Listan med svar kan inte läsas."),
    "exclusive": _("Svaret %(option)s kan inte väljas tillsammans med andra."),
    "file-too-large": _("Filen är för stor: %(size)s. Högst %(most)s går att ta emot."),
    "file-gone": _("Filen finns inte längre. Välj den igen."),
    "file-size-differs": _("Filens storlek stämmer inte med vad som sägs om den."),
    "file-hash-differs": _("Filens kontrollsumma stämmer inte."),
    "file-type": _("Filen är av en typ som inte tas emot här: %(type)s. Det här går bra: %(types)s."),
    # Expressions.
    "constraint": "%(sentence)s",
    "constraint-not-judged": _("Formulärets egen regel kunde inte prövas: %(sentence)s"),
    "limit-not-judged": _("Formulärets gräns för svaret kunde inte räknas ut."),
    "condition-not-judged": _("Det gick inte att räkna ut om frågan gäller."),
}
"""What is said to who fills in a form."""

FAULTS: Mapping[str, str] = {
    "not-json": "%(sentence)s",
    "not-a-form": _("Filen är inget formulär i FHIR (Questionnaire)."),
    "many-forms": _("Filen har mer än ett formulär."),
    "too-many-items": _("Formuläret har %(number)s delar. Högst %(most)s går att läsa in."),
    "too-deep": _("Formuläret har för många nivåer. Högst %(most)s går att läsa in."),
    "too-many-options": _("Frågan har %(number)s svar att välja på. Högst %(most)s går att läsa in."),
    "too-many-conditions": _("Frågan har %(number)s villkor. Högst %(most)s går att läsa in."),
    "text-too-long": _("Texten är för lång. Högst %(most)s tecken går att läsa in."),
    "no-items": _("Formuläret har inga frågor."),
    "no-link-id": _("En del av formuläret saknar linkId."),
    "same-link-id": _("linkId %(other)s finns mer än en gång."),
    "wrong-type-of-value": _("%(name)s är inte skrivet som standarden säger."),
    "unknown-type": _("Frågan har en typ som inte stöds: %(type)s."),
    "display-with-items": _("En text att läsa kan inte ha frågor i sig."),
    "group-without-items": _("Gruppen har inga frågor."),
    "condition-on-itself": _("Frågan har sig själv som villkor."),
    "condition-on-missing": _("Frågan har ett villkor på %(other)s, som inte finns i formuläret."),
    "condition-on-inside": _("Frågan har ett villkor på %(other)s, som står i den."),
    "condition-below": _("Frågan har ett villkor på %(other)s, som kommer längre ner."),
    "condition-circle": _("Frågans villkor går runt i en cirkel."),
    "condition-on-text": _("Frågan har ett villkor på %(other)s, som inte är en fråga."),
    "unknown-operator": _("Frågan har ett villkor med ett jämförelsetecken som inte finns: %(operator)s."),
    "condition-without-value": _("Frågan har ett villkor utan värde att jämföra med."),
    "condition-of-other-type": _("Frågan har ett villkor som jämför med fel typ av svar."),
    "exists-needs-boolean": _("Villkoret ”finns” behöver ja eller nej."),
    "no-behavior": _("Frågan har flera villkor men säger inte om alla ska gälla eller om ett räcker. Här räcker ett."),
    "unknown-behavior": _("Frågan säger inte om alla villkor ska gälla eller om ett räcker."),
    "options-and-list": _("Frågan har både egna svar att välja på och en lista."),
    "no-options": _("Frågan har inga svar att välja på."),
    "list-missing": _("Listan %(other)s finns inte här, så frågan kan inte besvaras."),
    "list-missing-open": _("Listan %(other)s finns inte här, så bara fritext går att skriva."),
    "same-option": _("Samma svar finns två gånger att välja på."),
    "wrong-option": _("Ett svar att välja på är inte skrivet som standarden säger."),
    "wrong-initial": _("Det förvalda svaret passar inte frågan."),
    "many-initial": _("Frågan har mer än ett förvalt svar men tar bara emot ett."),
    "initial-and-options": _("Förvalda svar ska stå vid svaren att välja på."),
    "pattern": _("Mönstret för svaret kan inte användas: %(pattern)s."),
    "occurs": _("Minsta antalet svar är större än det största."),
    "limits": _("Den minsta gränsen är större än den största."),
    "length": _("Minsta längden är större än den största."),
    "required-and-hidden": _("Frågan är dold och måste ändå besvaras."),
    "required-and-read-only": _("Frågan måste besvaras, men den som fyller i kan inte ändra svaret."),
    "required-reference": _(
        "Frågan måste besvaras med en hänvisning till en uppgift i ett annat system, och det går inte här. "
        "Gör om den till en textfråga, eller ta bort den."
    ),
    "reference-not-here": _(
        "Frågan ber om en hänvisning till en uppgift i ett annat system. Den visas inte för den som fyller i. "
        "Gör om den till en textfråga om du behöver svaret."
    ),
    "required-and-no-file-type": _(
        "Frågan måste besvaras med en fil av en typ som inte går att bifoga här: %(types)s. "
        "Tillåt PDF eller bild, eller gör frågan frivillig."
    ),
    "file-type-not-here": _(
        "Frågan tar bara emot filer av en typ som inte går att bifoga här: %(types)s. "
        "Den visas inte för den som fyller i."
    ),
    "required-and-nothing-inside": _("Något i gruppen måste besvaras, men ingen av frågorna i den går att besvara."),
    "too-many-fields": _("Sidan får %(number)s fält att fylla i. Högst %(most)s går att skicka."),
    "not-changeable": _(
        "Formuläret är inte skrivet som standarden säger och kan inte ändras här. Rätta filen och läs in den igen."
    ),
    "expression": _("Uttrycket kan inte användas: %(expression)s."),
    "enabling-expression": _("Uttrycket som säger om frågan gäller kan inte användas: %(expression)s."),
    "conditions-and-expression": _("Frågan har både villkor och ett uttryck för när den gäller."),
    "modifier": _("Ett tillägg ändrar vad formuläret betyder och stöds inte: %(address)s."),
    "implicit-rules": _("Formuläret följer regler som inte stöds: %(address)s."),
    "status": _("Formulärets status saknas eller finns inte i standarden."),
    "computed-limit": _("Gränsen för svaret räknas ut med ett uttryck som inte kan användas: %(expression)s."),
    "contained-form": _("Formuläret har andra formulär i sig."),
}
"""What is said about a form to who imports or builds it."""

ACCOUNTS: Mapping[str, str] = {
    "used": _("Används."),
    "kept": _("Påverkar inte hur formuläret fylls i. Följer med när formuläret exporteras."),
    "unsupported": _("Stöds inte här. Följer med när formuläret exporteras."),
}
"""What happens with an element of an imported form."""
