"""The tour through the demo: its stories, where each step begins, and what is worth trying as each of its people.

The login pages of the demo show it (vardtrad.shared.login.demo.Tour); tests/house/test_tour.py walks it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vardtrad.config.demo import region as demo_region
from vardtrad.kernel.hsa_id import parse_hsa_id
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.login.demo import Chapter, Step
from vardtrad.shared.login.models import World
from vardtrad.shared.people.models import Person

Units = Mapping[str, UUID]
"""The keys of the demo's units, by their names in demo_region."""


class StepRow(NamedTuple):
    """A step: who (by the key in demo_region), what they do, and where they do it."""

    world: World
    who: str
    does: str | Promise
    where: Callable[[Units], str]


def _at(name: str, unit: str, *words: str) -> Callable[[Units], str]:
    """The address of a named page at a unit."""
    return lambda units: reverse(name, args=[units[unit], *words])


CHAPTERS: Sequence[tuple[str | Promise, Sequence[StepRow]]] = (
    (
        _("En fråga till vårdcentralen"),
        (
            StepRow(
                World.RESIDENT,
                "gunvor",
                _("Gunvor skriver till sin vårdcentral. Välj Förnya recept, skriv, läs igenom och skicka."),
                _at("clinic", "bjorklunda"),
            ),
            StepRow(
                World.STAFF,
                "anton",
                _("Anton, läkarsekreterare, öppnar Gunvors nya ärende och fördelar det till Ylva Sandhed."),
                _at("incoming", "bjorklunda"),
            ),
            StepRow(
                World.STAFF,
                "ylva",
                _("Ylva, sjuksköterska, öppnar ärendet och frågar något under fliken Motfråga/delsvar: välj Motfråga."),
                _at("own_to_do", "bjorklunda"),
            ),
            StepRow(World.RESIDENT, "gunvor", _("Gunvor öppnar ärendet och svarar."), lambda _units: reverse("inbox")),
            StepRow(
                World.STAFF,
                "ylva",
                _("Ylva läser svaret och besvarar ärendet under fliken Besvara. Då avslutas det."),
                _at("own_to_do", "bjorklunda"),
            ),
        ),
    ),
    (
        _("Hem från sjukhuset"),
        (
            StepRow(
                World.STAFF,
                "ylva",
                _("Tuula blev inlagd i dag. Ylva på vårdcentralen öppnar hennes plan och kvitterar inskrivningen."),
                _at("plan_start", "bjorklunda", "sjukskoterska"),
            ),
            StepRow(
                World.STAFF,
                "katarina",
                _(
                    "Gunvor är redo att åka hem. Katarina på kommunen öppnar planen, fyller i Planerade åtgärder och "
                    "insatser under Ställningstagande och justerar. Sjukhuset och vårdcentralen har redan justerat."
                ),
                _at("plan_start", "bistand", "bistandshandlaggare"),
            ),
            StepRow(
                World.STAFF,
                "hedvig",
                _(
                    "Hedvig på avdelningen öppnar Gunvors plan, ser att alla tre har justerat och publicerar "
                    "utskrivningen under Utskrivning."
                ),
                _at("plan_start", "avd31", "sjukskoterska"),
            ),
        ),
    ),
    (
        _("Styra och följa upp"),
        (
            StepRow(
                World.STAFF,
                "goran",
                _("Göran, chef på vårdcentralen, ser vem som får göra vad och kan ändra det."),
                _at("administration", "bjorklunda"),
            ),
            StepRow(
                World.STAFF,
                "goran",
                _("Göran ser hur många ärenden som kommer in och hur fort de besvaras."),
                _at("statistics", "bjorklunda"),
            ),
            StepRow(
                World.STAFF,
                "torbjorn",
                _("Torbjörn granskar vilka som har läst planer utan att delta i dem."),
                _at("outside_readings", "bjorklunda"),
            ),
            StepRow(
                World.STAFF,
                "stellan",
                _("Stellan ställer in hela regionens roller, adressering och betalningsvillkor."),
                _at("rule_engine", "sjukhuset"),
            ),
        ),
    ),
)

RESIDENTS_TRY: Mapping[str, str | Promise] = {
    "gunvor": _("Läs svar från tre mottagningar, och skriv ett nytt ärende."),
    "tuula": _("Se ett ärende som ingen har läst ännu."),
    "erling": _("Läs ett ärende inför en operation, med fråga och svar."),
    "birhan": _("Se ett ärende som inte har besvarats i tid."),
    "klara": _("Har skyddade personuppgifter: bara en vårdcentral är godkänd."),
    "grace": _("Läser på engelska och har avslutade ärenden."),
    "mattias": _("Lägg till Adam (20160416-2394) under Barn. Vilma har fyllt 13 år och sköter sina ärenden själv."),
    "selam": _("Delar vårdnaden om Vilma och Adam."),
    "nasrin": _("Lägg till Elina (20180502-2389) under Barn, och skriv till en mottagning som hennes ombud."),
    "ylva": _("Arbetar själv i vården, och är god man för Gunvor (19460728-7044): lägg till henne under Barn."),
    "emil": _("Lägg till den nyfödda (20231231-2388), som inte har något namn än. Svara på en fråga."),
    "jasmina": _("Svara på en fråga om den nyfödda."),
    "rasmus": _("Aviseringarna kommer inte fram. Ett intyg ligger hos en annan mottagning."),
    "vilma": _("Är tonåring, med egna ärenden hos barn- och ungdomspsykiatrin."),
}
STAFF_TRY: Mapping[str, str | Promise] = {
    "ylva": _("Besvara ett ärende, eller kvittera en inskrivning i Mina planer."),
    "anton": _("Fördela inkomna ärenden till någon som kan svara."),
    "parisa": _("Besvara ärenden som läkare, och läs Gunvors plan i Mina planer."),
    "goran": _("Se vem som får göra vad under Administration, och mottagningens statistik."),
    "torbjorn": _("Granska vilka som har läst planer utan att delta i dem."),
    "elin": _("Ta emot, besvara och ändra mottagningens inställningar."),
    "marek": _("Välj mellan två vårdcentraler."),
    "majbritt": _("Sköt allt på en liten vårdcentral som inte är med i Mina planer."),
    "daniel": _("Besvara ärenden på ortopedmottagningen som läkare."),
    "ingela": _("Fördela ortopedmottagningens ärenden och ändra dess inställningar."),
    "simon": _("Ta emot och besvara ärenden från barn och unga."),
    "aisha": _("Följ barn- och ungdomspsykiatrins ärenden som chef."),
    "nadia": _("Ta emot och besvara medicinmottagningens ärenden."),
    "perolof": _("Besvara ärenden på medicinmottagningen som läkare."),
    "jonna": _("Arbeta hos två vårdgivare: ett kort, två uppdrag."),
    "yonas": _("Besvara ärenden i kommunens hemsjukvård."),
    "ulrika": _("Ställ in kommunens enheter under Regelmotor."),
    "viktor": _("Uppdraget är avslutat: kortet öppnar ingen mottagning."),
    "hedvig": _("Skriv in en patient, och följ Gunvor hem."),
    "omar": _("Fortsätt på utkastet för Erling."),
    "linnea": _("Se planerna på två avdelningar som läkare."),
    "pekka": _("Se hur lite en undersköterska får ändra i en plan."),
    "berit": _("Byt mellan två roller på samma avdelning."),
    "stellan": _("Ställ in hela regionen under Regelmotor."),
    "katarina": _("Justera kommunens ställningstagande för Gunvor."),
    "fatou": _("Planera för två av kommunens enheter."),
    "gustav": _("Se planerna hos en privat vårdgivare."),
}


class RegionTour:
    """The tour of the demo's invented region (the setting DEMO_TOUR)."""

    def tries(self) -> Mapping[str, str | Promise]:
        """What is worth trying as each of the region's people, by identity number and HSA-id."""
        residents = {demo_region.RESIDENTS[key].identity: words for key, words in RESIDENTS_TRY.items()}
        return residents | {_staff_hsa_id(key): words for key, words in STAFF_TRY.items()}

    def chapters(self) -> Sequence[Chapter]:
        """The stories, with the keys of this database; none where the region is not loaded. Three queries."""
        units = dict(Unit.objects.values_list("hsa_id", "id"))
        of_region = {_unit_hsa_id(key): key for key in demo_region.UNITS}
        if not of_region.keys() <= units.keys():
            return ()
        keys = {key: units[hsa_id] for hsa_id, key in of_region.items()}
        people = {person.identity: person for person in Person.objects.filter(identity__in=_identities())}
        staff = {member.hsa_id: member for member in Staff.objects.all()}

        def step(row: StepRow) -> Step:
            resident = row.world == World.RESIDENT
            who = people[demo_region.RESIDENTS[row.who].identity] if resident else staff[_staff_hsa_id(row.who)]
            return Step(row.world, who.id, who.name, row.does, row.where(keys))

        return [Chapter(heading, [step(row) for row in rows]) for heading, rows in CHAPTERS]


def _identities() -> list[str]:
    return [row.identity for row in demo_region.RESIDENTS.values()]


def _unit_hsa_id(key: str) -> str:
    row = demo_region.UNITS[key]
    return parse_hsa_id(f"SE{demo_region.ORGANISATIONS[row.organisation].number}-{row.serial}")


def _staff_hsa_id(key: str) -> str:
    row = demo_region.STAFF[key]
    return parse_hsa_id(f"SE{demo_region.ORGANISATIONS[row.organisation].number}-{row.serial}")
