"""The planning stories of a journey's database: for each one units, staff and patients of its own, and where it begins.

Each story has two wards, a health centre and a rehab clinic in Region Norrmark, a care office and a home-care unit in
Norrmarks kommun, and a private ambulance company; its patients are listed and registered so that health centre and care
office are addressed. The history before the journey is made by the product's verbs (tests.plans.Drive).
The names are those of tests.planners: Vera and Doris at ward A, Ulla there without duties but Kvittera, Agda at ward B,
Oskar, Olga and Ada (who administers it) at the health centre, Rolf at rehab, Karin at the care office, Kurt in home
care, Erik at the ambulance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

ELSA, EDVIN, EBBA, STINA, NILS, OLLE, ANNA, KARL, SIV, LOVA = (
    "elsa", "edvin", "ebba", "stina", "nils", "olle", "anna", "karl", "siv", "lova",
)  # fmt: skip
Step = str | Callable[[Any], Any]
DRAFTED, PUBLISHED, ACKNOWLEDGED = ("consented", "drafted"), ("published",), ("published", "acknowledged")
ATTESTED = (*ACKNOWLEDGED, "assessing", "attested")
HOME = (*ATTESTED, "ready", lambda svu: svu.acknowledged("discharge_time"), "convened", "discharged")


def written(svu: Any) -> None:
    """Both halves of Kartläggning say something."""
    svu.writes(svu.ward, "kartlaggning.onskemal_patient", "Vill hem till lägenheten så snart benen bär.")
    svu.writes(svu.ward, "kartlaggning.forflyttning", "viss")
    svu.writes(svu.town, "kartlaggning.boende", "Bor ensam på tredje våningen, hiss finns.")


def rejected(svu: Any) -> None:
    """The ward has attested, and the health centre answers Nej."""
    svu.marked().attests(svu.ward).answers(svu.care, approves=False)


# Between them these show each step in each colour, and what a page looks like beside the usual.
EVERY_POINT: dict[str, tuple[Step, ...]] = {
    ELSA: (*ATTESTED, "ready", lambda svu: svu.messaged(svu.ward, ask=(svu.care, svu.town))),
    EDVIN: (),
    EBBA: ("refused", "published", lambda svu: svu.acknowledged("admission", svu.town)),
    STINA: DRAFTED,
    NILS: (*ACKNOWLEDGED, "estimated", "assessing", written, "stated"),
    OLLE: (*ACKNOWLEDGED, "assessing", written, rejected),
    ANNA: HOME,
    KARL: (*HOME, "undone"),
    SIV: (*ACKNOWLEDGED, "assessing", written, "marked", lambda svu: svu.attests(svu.ward)),
}


def with_goals(sip: Any) -> None:
    """A SIP has a sub-goal with an activity of the health centre's and one of the person's own, and is complete."""
    from vardtrad.planning.sip.field_specs import ACTIVITIES, PERSON, SUB_GOALS

    goal = sip.adds(sip.care, SUB_GOALS, rubrik="Gå till affären själv.", enhet=str(sip.care.unit.id))
    sip.adds(
        sip.care, ACTIVITIES, goal, rubrik="Prova ut rollator.", ansvarig=str(sip.care.unit.id), status="pagar",
        beskrivning="Arbetsterapeuten kommer hem och provar ut.",
    )  # fmt: skip
    sip.adds(sip.care, ACTIVITIES, goal, rubrik="Promenera varje dag.", ansvarig=PERSON)
    sip.written()


SIP_CALLED: tuple[Step, ...] = ("consented", "called")
SIP_ACTIVE: tuple[Step, ...] = (*SIP_CALLED, "acknowledged", with_goals, "approving", "approved")
# A SIP in each state, beside the SVU of the same patients; one is left out that has a SVU and nothing more.
EVERY_SIP: dict[str, tuple[Step, ...]] = {
    ELSA: ("informed",),
    EDVIN: ("refused",),
    EBBA: ("consented",),
    STINA: (*SIP_CALLED, lambda sip: sip.proposed()),
    NILS: (*SIP_CALLED, "acknowledged", with_goals, lambda sip: sip.started()),
    OLLE: (*SIP_CALLED, "acknowledged", with_goals, "approving", lambda sip: sip.approved(sip.care)),
    ANNA: SIP_ACTIVE,
    KARL: (*SIP_ACTIVE, "updated"),
    SIV: (*SIP_ACTIVE, "ended"),
}


class Begins(NamedTuple):
    """Where a story takes place, and how far its patients have come; one with no steps has no plan at all.

    ``patients`` are those with an SVU, ``sips`` those with a SIP; the same name is the same person. ``guardians`` are
    the guardians of the children among them.
    """

    place: str
    patients: Mapping[str, tuple[Step, ...]]
    sips: Mapping[str, tuple[Step, ...]] = {}
    guardians: Mapping[str, str] = {}

    @property
    def people(self) -> list[str]:
        """Everybody, in the order in which they are given their numbers."""
        return list(dict.fromkeys((*self.patients, *self.sips, *self.guardians.values())))


PLANS: dict[str, Begins] = {
    "svu_start": Begins("Alsike", {ELSA: PUBLISHED, EDVIN: ACKNOWLEDGED, EBBA: ATTESTED}),
    "svu_begin": Begins("Borgvik", {ELSA: ()}),
    "svu_admission": Begins("Dalarö", {ELSA: ("consented",), EDVIN: ("consented",)}),
    "svu_contact": Begins("Edsbyn", {ELSA: PUBLISHED}),
    "svu_time": Begins("Fellingsbro", {ELSA: ACKNOWLEDGED}),
    "svu_assessment": Begins("Gimo", {ELSA: ACKNOWLEDGED}),
    "svu_statement": Begins("Hasslarp", {ELSA: ACKNOWLEDGED}),
    "svu_discharge": Begins("Insjön", {ELSA: (*ATTESTED, "ready")}),
    "svu_versions": Begins("Jonsered", {ELSA: (*ACKNOWLEDGED, "estimated")}),
    "svu_members": Begins("Kopparberg", {ELSA: PUBLISHED}),
    "svu_messages": Begins("Långsele", {ELSA: PUBLISHED}),
    "svu_outside": Begins("Morgongåva", {ELSA: PUBLISHED}),
    "svu_order": Begins("Nyhammar", {ELSA: ()}),
    "svu_plain": Begins("Olofstorp", {ELSA: ()}),
    "svu_keyboard": Begins("Perstorp", {ELSA: ("consented",)}),
    "svu_kill": Begins("Rydaholm", {ELSA: (*ACKNOWLEDGED, "assessing")}),
    "svu_tour": Begins("Skinnskatteberg", EVERY_POINT, EVERY_SIP),
    "sip_begin": Begins("Torsåker", {ELSA: (), EDVIN: (), EBBA: ()}),
    "sip_plan": Begins("Ullared", {}, {ELSA: (*SIP_CALLED, "acknowledged")}),
    "sip_person": Begins("Vansbro", {}, {ELSA: SIP_ACTIVE, LOVA: SIP_CALLED, EDVIN: ()}, {LOVA: EBBA}),
}

# Born 1925 and on, with the birth numbers 238 and 239 that the Tax Agency keeps for tests; none of them the demo's.
NUMBERS = (
    "192501032391", "192602082386", "192703132395", "192804182380", "192905232399", "193006032381", "193107082392",
    "193208132385", "193309182396", "193401232388", "193502032398", "193603082383", "193704132392", "193805182387",
    "193906232396", "194007032388", "194108082399", "194209132382", "194301182392", "194402232385", "194503032395",
    "194604082380", "194705132399", "194806182384", "194907232393", "195008032384", "195109082395", "195201132387",
    "195302182398", "195403232381", "195504032391", "195605082386", "195706132395", "195807182380", "195908232399",
)  # fmt: skip
CHILDREN = {LOVA: "201603102383"}
MUNICIPALITY = "77{serial:02}"


def number_of(key: str, patient: str) -> str:
    """The identity number of a story's patient."""
    if patient in CHILDREN:
        return CHILDREN[patient]
    everybody = [(story, who) for story, begins in PLANS.items() for who in begins.people if who not in CHILDREN]
    return NUMBERS[everybody.index((key, patient))]


@dataclass(frozen=True)
class PlanStory:
    """One story as the journeys need it: names as on the screen, addresses, and the keys of everything.

    ``seats`` are the addresses that all pages of somebody's seat begin with, by name ("vera"); ``names`` and ``staff``
    are their names and keys; ``units`` and ``unit_ids`` go by the names of ``tests.planners.Planners``; ``patients``
    and ``numbers`` by "elsa"; ``plans`` are the keys of their SVU, ``sips`` those of their SIP.
    """

    key: str
    place: str
    seats: dict[str, str]
    names: dict[str, str]
    staff: dict[str, str]
    units: dict[str, str]
    unit_ids: dict[str, str]
    patients: dict[str, str]
    numbers: dict[str, str]
    plans: dict[str, str]
    sips: dict[str, str]

    def plan(self, who: str, patient: str = ELSA, step: str = "") -> str:
        """The address of a patient's plan as somebody opens it, at a step."""
        return f"{self.seats[who]}svu/{self.plans[patient]}/" + (f"{step}/" if step else "")

    def sip(self, who: str, patient: str = ELSA, step: str = "kallelse") -> str:
        """The address of a patient's SIP as somebody opens it, at a step."""
        return f"{self.seats[who]}sip/{self.sips[patient]}/{step}/"


def furnish_plans(region) -> dict[str, PlanStory]:
    """Make all the stories. ``region`` is the organisation of the journeys' clinics."""
    from tests.planners import POSITIONS, ROLES
    from vardtrad.shared.care_units.models import Organisation, OrganisationKind, Position, Role

    for code, name in ROLES.items():
        Role.objects.get_or_create(code=code, defaults={"name": name, "doctor": code == "lakare"})
    for code, (name, role) in POSITIONS.items():
        Position.objects.get_or_create(code=code, defaults={"name": name, "role_id": role})
    town = Organisation.objects.create(number="9933200011", name="Norrmarks kommun", kind=OrganisationKind.MUNICIPALITY)
    private = Organisation.objects.create(number="9933400012", name="Ambulansen Norr AB", kind=OrganisationKind.PRIVATE)
    return {
        key: _Furnishing(serial, key, begins, (region, town, private)).story()
        for serial, (key, begins) in enumerate(PLANS.items(), 1)
    }


class _Furnishing:
    """One story being made."""

    def __init__(self, serial: int, key: str, begins: Begins, organisations: tuple) -> None:
        self.serial, self.key, self.begins = serial, key, begins
        self.region, self.town, self.private = organisations
        self.units: dict = {}

    def _unit(self, name: str, organisation, kind, words: str):
        from vardtrad.shared.care_units.models import Unit

        self.units[name] = Unit.objects.create(
            organisation=organisation,
            hsa_id=f"SE{organisation.number}-P{self.serial:02}{len(self.units)}",
            name=f"{words} {self.begins.place}",
            kind=kind,
            place=self.begins.place,
            phone="031-390 06 00",
        )
        return self.units[name]

    def story(self) -> PlanStory:
        from tests.planners import ALL, Planners, employ
        from tests.plans import Drive
        from tests.sips import SipDrive
        from vardtrad.kernel.actors import system
        from vardtrad.shared.care_units import actions
        from vardtrad.shared.care_units.models import AddressingRule, AddressKind, UnitKind
        from vardtrad.shared.people.models import Guardianship

        place, region, town = self.begins.place, self.region, self.town
        planners = Planners(
            region=region,
            municipality=town,
            private=self.private,
            hospital=self._unit("hospital", region, UnitKind.HOSPITAL, "Sjukhuset"),
            ward_a=self._unit("ward_a", region, UnitKind.WARD, "Avdelning 1"),
            ward_b=self._unit("ward_b", region, UnitKind.WARD, "Avdelning 2"),
            health_centre=self._unit("health_centre", region, UnitKind.HEALTH_CENTRE, "Vårdcentralen"),
            rehab=(rehab := self._unit("rehab", region, UnitKind.CLINIC, "Rehab")),
            inactive_clinic=rehab,
            care_office=self._unit("care_office", town, UnitKind.MUNICIPAL, "Biståndsenheten"),
            home_care=self._unit("home_care", town, UnitKind.MUNICIPAL, "Hemsjukvården"),
            private_unit=self._unit("private_unit", self.private, UnitKind.CLINIC, "Ambulansen"),
        )
        ward = {"sjukskoterska": ALL, "lakare": ALL, "underskoterska": ("acknowledge",)}
        setups = {
            planners.ward_a: ward,
            planners.ward_b: ward,
            planners.health_centre: {"sjukskoterska": ALL, "lakare": ALL, "samordnare": ("acknowledge", "approve")},
            planners.rehab: {"fysioterapeut": ALL},
            planners.care_office: {"bistandshandlaggare": ALL},
            planners.home_care: {"sjukskoterska": ALL},
            planners.private_unit: {"lakare": ALL},
        }
        for unit, roles in setups.items():
            actions.activate(system("resorna"), unit, {role: list(duties) for role, duties in roles.items()})
        code = MUNICIPALITY.format(serial=self.serial)
        AddressingRule.objects.create(kind=AddressKind.MUNICIPALITY, value=code, unit=planners.care_office)

        def worker(
            unit, given: str, role: str, title: str, *, licensed: bool = True, permissions: tuple[str, ...] = ()
        ):
            serial = f"P{self.serial:02}{given.upper()}"
            return employ(unit, given, place, serial, role, title=title, licensed=licensed, permissions=permissions)

        nurse, doctor = "sjukskoterska", "lakare"
        planners.staff = {
            "vera": worker(planners.ward_a, "Vera", nurse, "sjuksköterska"),
            "doris": worker(planners.ward_a, "Doris", doctor, "överläkare"),
            "ulla": worker(planners.ward_a, "Ulla", "underskoterska", "undersköterska", licensed=False),
            "agda": worker(planners.ward_b, "Agda", nurse, "sjuksköterska"),
            "oskar": worker(planners.health_centre, "Oskar", nurse, "distriktssköterska"),
            "ada": worker(planners.health_centre, "Ada", nurse, "verksamhetschef", permissions=("administrator",)),
            "didrik": worker(planners.health_centre, "Didrik", doctor, "distriktsläkare"),
            "olga": worker(planners.health_centre, "Olga", "samordnare", "samordnare", licensed=False),
            "rolf": worker(planners.rehab, "Rolf", "fysioterapeut", "fysioterapeut"),
            "karin": worker(
                planners.care_office, "Karin", "bistandshandlaggare", "biståndshandläggare", licensed=False
            ),
            "kurt": worker(planners.home_care, "Kurt", nurse, "sjuksköterska"),
            "erik": worker(planners.private_unit, "Erik", doctor, "ambulansläkare"),
        }
        planners.patients = {who: self._patient(who, planners, code) for who in self.begins.people}
        for child, guardian in self.begins.guardians.items():
            Guardianship.objects.create(child=planners.patients[child], guardian=planners.patients[guardian])
        plans = {
            who: self._drive(Drive(planners, patient=who), steps)
            for who, steps in self.begins.patients.items()
            if steps
        }
        sips = {
            who: self._drive(SipDrive(planners, patient=who), steps) for who, steps in self.begins.sips.items() if steps
        }
        return PlanStory(
            key=self.key,
            place=place,
            seats={name: planner.base for name, planner in planners.staff.items()},
            names={name: planner.staff.name for name, planner in planners.staff.items()},
            staff={name: str(planner.staff.id) for name, planner in planners.staff.items()},
            units={name: unit.name for name, unit in self.units.items()},
            unit_ids={name: str(unit.id) for name, unit in self.units.items()},
            patients={who: patient.name for who, patient in planners.patients.items()},
            numbers={who: patient.identity_shown for who, patient in planners.patients.items()},
            plans=plans,
            sips=sips,
        )

    def _patient(self, who: str, planners, code: str):
        from vardtrad.shared.people.models import Person

        return Person.objects.create(
            identity=number_of(self.key, who),
            given_name=who.title(),
            family_name=self.begins.place,
            street="Näckrosvägen 4",
            postal_code="999 01",
            place=self.begins.place,
            phone="070-174 06 05",
            listed_at=planners.health_centre.hsa_id,
            municipality_code=code,
        )

    def _drive(self, plan: Any, steps: tuple[Step, ...]) -> str:
        for step in steps:
            step(plan) if callable(step) else getattr(plan, step)()
        return str(plan.key)
