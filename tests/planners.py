"""Named people who plan together, in invented organisations, made by the product's own verbs: the fixture ``planners``.

Region Planmark has ward A, ward B, a health centre, a rehab clinic and a clinic that is not active in planning;
Plankommun has a care office and a home-care unit; Ambulansvården Plan AB is a private provider with one unit.

==========  ==========================================  =====================  ===============================
name        works at                                    role                   duties
==========  ==========================================  =====================  ===============================
``vera``    ward A                                      sjukskoterska          all; licensed
``doris``   ward A                                      lakare                 all; licensed; a doctor
``ulla``    ward A                                      underskoterska         Kvittera; unlicensed
``agda``    ward B                                      sjukskoterska          all; licensed
``oskar``   the health centre                           sjukskoterska          all; licensed
``olga``    the health centre                           samordnare             Kvittera, Godkänna; unlicensed
``rolf``    the rehab clinic                            fysioterapeut          all; licensed
``karin``   the care office (biståndsenheten)           bistandshandlaggare    all; unlicensed
``kurt``    home care                                   sjukskoterska          all; licensed
``extern``  the private provider's unit                 lakare                 all; licensed; an outsider
``konrad``  the region's hospital (not a party)         none                   Systemadministratör of the region
==========  ==========================================  =====================  ===============================

``elsa`` and ``edvin`` are listed at the health centre and live in Plankommun, so both parties are addressed. The others
are the cases where that is different: ``olof`` is not listed, ``ture`` is listed at the clinic that is not active,
``wilma`` lives in another region, ``sigrid`` has protected data, ``runa`` has no municipality code, ``luz`` has a
reserve number.

All of it is rolled back after the test. The identity numbers are the Tax Agency's test numbers. The fixture may be used
together with ``region`` of tests.people: they share nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.people import assign, hire_together, logged_in

if TYPE_CHECKING:
    from tests.reading import Browser
    from vardtrad.kernel.actors import Actor
    from vardtrad.shared.care_units.models import Organisation, Staff, Unit
    from vardtrad.shared.care_units.queries import Seat
    from vardtrad.shared.people.models import Person

# Django's models can be imported only when the settings are read, and this module is loaded before: hence the imports
# inside functions.

ALL = ("acknowledge", "attest", "approve")
ROLES = {
    "sjukskoterska": "Sjuksköterska",
    "lakare": "Läkare",
    "underskoterska": "Undersköterska",
    "samordnare": "Samordnare",
    "fysioterapeut": "Fysioterapeut",
    "bistandshandlaggare": "Biståndshandläggare",
}
POSITIONS = {
    "206090": ("Sjuksköterska, övrig", "sjukskoterska"),
    "201090": ("Läkare, övrig", "lakare"),
    "207090": ("Undersköterska", "underskoterska"),
    "151090": ("Samordnare", "samordnare"),
    "208090": ("Fysioterapeut", "fysioterapeut"),
    "351090": ("Biståndshandläggare", "bistandshandlaggare"),
}
POSITION_OF = {role: code for code, (_name, role) in POSITIONS.items()}


@dataclass
class Planner:
    """A member of staff at a seat (a unit and a role there), and a browser in which the person is logged in."""

    staff: Staff
    unit: Unit
    role: str = ""
    _browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        """The planner's own browser, logged in when it is first used."""
        if self._browser is None:
            self._browser = logged_in(self.staff)
        return self._browser

    @property
    def base(self) -> str:
        """The beginning of every address of the planning tool for this seat: ``/planer/<unit>/<role>/``."""
        return f"/planer/{self.unit.id}/{self.role}/"

    @property
    def seat(self) -> Seat:
        """The seat as it is now. Raises AssertionError when it is gone."""
        from vardtrad.shared.care_units.queries import seat

        own_seat = seat(self.staff, self.unit.id, self.role)
        assert own_seat is not None, f"{self.staff.name} has no seat as {self.role} at {self.unit.name}"
        return own_seat

    @property
    def actor(self) -> Actor:
        """The planner at the seat with the present duties, as the guard gives it (login.queries.seated_actor)."""
        from vardtrad.kernel.actors import Actor, ActorKind

        return Actor(
            kind=ActorKind.STAFF,
            id=self.staff.id,
            name=self.staff.name,
            title=self.staff.title,
            unit=self.unit.id,
            organisation=self.unit.organisation_id,
            roles=frozenset(duty.value for duty in self.seat.duties),
            role=self.role,
        )


@dataclass
class Planners:
    """The organisations, units, staff and patients."""

    region: Organisation
    municipality: Organisation
    private: Organisation
    hospital: Unit
    ward_a: Unit
    ward_b: Unit
    health_centre: Unit
    rehab: Unit
    inactive_clinic: Unit
    care_office: Unit
    home_care: Unit
    private_unit: Unit
    staff: dict[str, Planner] = field(default_factory=dict)
    patients: dict[str, Person] = field(default_factory=dict)


def employ(
    unit: Unit,
    given_name: str,
    family_name: str,
    serial: str,
    *roles: str,
    title: str = "",
    licensed: bool = False,
    permissions: tuple[str, ...] = (),
) -> Planner:
    """Somebody who works at a unit and has the positions of these roles; sits there in the first of them."""
    planner = unemployed(unit, given_name, family_name, serial, *roles, title=title, licensed=licensed)
    planner.staff.save(force_insert=True)
    assign(planner.staff, unit, *permissions)
    return planner


def unemployed(
    unit: Unit, given_name: str, family_name: str, serial: str, *roles: str, title: str = "", licensed: bool = False
) -> Planner:
    """Somebody who is not in the database yet."""
    from vardtrad.shared.care_units.models import Staff as StaffModel

    staff = StaffModel(
        hsa_id=f"SE{unit.organisation.number}-{serial}",
        given_name=given_name,
        family_name=family_name,
        title=title,
        licensed=licensed,
        positions=[POSITION_OF[role] for role in roles],
        email=f"{given_name.lower()}@personal.example",
    )
    return Planner(staff, unit, roles[0] if roles else "")


@pytest.fixture
def planners(db: None) -> Planners:
    """Three organisations that plan together, with staff and patients."""
    from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Position, Role

    Role.objects.bulk_create(Role(code=code, name=name, doctor=code == "lakare") for code, name in ROLES.items())
    Position.objects.bulk_create(
        Position(code=code, name=name, role_id=role) for code, (name, role) in POSITIONS.items()
    )
    all_planners = _places()
    ward = {"sjukskoterska": ALL, "lakare": ALL, "underskoterska": ("acknowledge",)}
    setups = {
        all_planners.ward_a: ward,
        all_planners.ward_b: ward,
        all_planners.health_centre: {"sjukskoterska": ALL, "lakare": ALL, "samordnare": ("acknowledge", "approve")},
        all_planners.rehab: {"fysioterapeut": ALL},
        all_planners.care_office: {"bistandshandlaggare": ALL},
        all_planners.home_care: {"sjukskoterska": ALL},
        all_planners.private_unit: {"lakare": ALL},
    }
    _activate(setups)
    AddressingRule.objects.create(kind=AddressKind.MUNICIPALITY, value="9911", unit=all_planners.care_office)
    all_planners.staff = _staff(all_planners)
    all_planners.patients = _patients(all_planners)
    return all_planners


def _activate(setups: dict[Unit, dict[str, tuple[str, ...]]]) -> None:
    """Let the units take part in planning: the product's ``activate``, in one move of the door."""
    from vardtrad.gate import door
    from vardtrad.kernel.actors import system
    from vardtrad.kernel.tables import Refused
    from vardtrad.shared.care_units.actions import SETUPS, in_order
    from vardtrad.shared.care_units.models import Setup, UnitKind
    from vardtrad.shared.care_units.rules import Roles, SetupFacts, SetupMove

    def write_roles(moving: door.Moving[Setup, SetupFacts, Roles]) -> None:
        moving.thing.roles = in_order(moving.given)

    def setup(unit: Unit) -> Setup:
        party = UnitKind(unit.kind).party
        return Setup(unit=unit, party=party.value if party is not None else "")

    starts = [
        door.Start(partial(setup, unit), {role: list(duties) for role, duties in roles.items()})
        for unit, roles in setups.items()
    ]
    outcomes = door.begin_many(SETUPS, system("testerna"), SetupMove.ACTIVATE, starts, body=write_roles)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Refused)]


def _places() -> Planners:
    from vardtrad.shared.care_units.models import Organisation, OrganisationKind, Unit, UnitKind

    region = Organisation(number="9921000163", name="Region Planmark", kind=OrganisationKind.REGION)
    town = Organisation(number="9921200177", name="Plankommun", kind=OrganisationKind.MUNICIPALITY)
    private = Organisation(number="9955600185", name="Ambulansvården Plan AB", kind=OrganisationKind.PRIVATE)
    Organisation.objects.bulk_create([region, town, private])
    units: list[Unit] = []

    def unit(organisation: Organisation, serial: str, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
        hsa_id = f"SE{organisation.number}-{serial}"
        units.append(
            Unit(organisation=organisation, parent=parent, hsa_id=hsa_id, name=name, kind=kind, place="Planstad")
        )
        return units[-1]

    hospital = unit(region, "1000", "Planstads sjukhus", UnitKind.HOSPITAL)
    services = unit(town, "3000", "Vård och omsorg, Plankommun", UnitKind.MUNICIPAL)
    places = Planners(
        region=region,
        municipality=town,
        private=private,
        hospital=hospital,
        ward_a=unit(region, "1010", "Avdelning A", UnitKind.WARD, hospital),
        ward_b=unit(region, "1020", "Avdelning B", UnitKind.WARD, hospital),
        health_centre=unit(region, "2010", "Vårdcentralen Planen", UnitKind.HEALTH_CENTRE),
        rehab=unit(region, "2020", "Rehabmottagningen Planen", UnitKind.CLINIC),
        inactive_clinic=unit(region, "2030", "Vårdcentralen Vilan", UnitKind.HEALTH_CENTRE),
        care_office=unit(town, "3010", "Biståndsenheten Plankommun", UnitKind.MUNICIPAL, services),
        home_care=unit(town, "3020", "Hemsjukvården Plankommun", UnitKind.MUNICIPAL, services),
        private_unit=unit(private, "4010", "Ambulansläkarna Plan", UnitKind.CLINIC),
    )
    Unit.objects.bulk_create(units)
    return places


def _staff(at: Planners) -> dict[str, Planner]:
    nurse, doctor = "sjukskoterska", "lakare"
    planners = {
        "vera": unemployed(at.ward_a, "Vera", "Vide", "V001", nurse, title="sjuksköterska", licensed=True),
        "doris": unemployed(at.ward_a, "Doris", "Dal", "V002", doctor, title="överläkare", licensed=True),
        "ulla": unemployed(at.ward_a, "Ulla", "Ulv", "V003", "underskoterska", title="undersköterska"),
        "agda": unemployed(at.ward_b, "Agda", "Al", "V004", nurse, title="sjuksköterska", licensed=True),
        "oskar": unemployed(
            at.health_centre, "Oskar", "Oxel", "V005", nurse, title="distriktssköterska", licensed=True
        ),
        "olga": unemployed(at.health_centre, "Olga", "Olvon", "V006", "samordnare", title="samordnare"),
        "rolf": unemployed(at.rehab, "Rolf", "Rönn", "V007", "fysioterapeut", title="fysioterapeut", licensed=True),
        "karin": unemployed(at.care_office, "Karin", "Kaprifol", "V008", "bistandshandlaggare", title="handläggare"),
        "kurt": unemployed(at.home_care, "Kurt", "Kvist", "V009", nurse, title="sjuksköterska", licensed=True),
        "extern": unemployed(at.private_unit, "Erik", "Extern", "V010", doctor, title="ambulansläkare", licensed=True),
        "konrad": unemployed(at.hospital, "Konrad", "Kon", "V011", title="objektspecialist"),
    }
    hire_together(
        [
            (planner.staff, planner.unit, ["configurator"] if name == "konrad" else [])
            for name, planner in planners.items()
        ]
    )
    return planners


def _patients(at: Planners) -> dict[str, Person]:
    from vardtrad.shared.people.models import Person, Protection

    here = {"listed_at": at.health_centre.hsa_id, "municipality_code": "9911"}

    def patient(identity: str, given_name: str, family_name: str, **facts: str) -> Person:
        return Person(
            identity=identity,
            given_name=given_name,
            family_name=family_name,
            street=facts.pop("street", "Planvägen 1"),
            postal_code="999 11",
            place="Planstad",
            **facts,
        )

    patients = {
        "elsa": patient("193304049228", "Elsa", "Ek", **here),
        "edvin": patient("193410317246", "Edvin", "En", **here),
        "olof": patient("194207189095", "Olof", "Olistad", municipality_code="9911"),
        "ture": patient("194401056603", "Ture", "Tall", **here | {"listed_at": at.inactive_clinic.hsa_id}),
        "wilma": patient("194606109108", "Wilma", "Widegren", **here | {"municipality_code": "1480"}),
        "sigrid": patient(
            "193109259287", "Sigrid", "Skyddad", street="Hemliga vägen 3", protection=Protection.SECRECY_MARK, **here
        ),
        "runa": patient("194907121794", "Runa", "Rot", **here | {"municipality_code": ""}),
        "luz": patient("22950606FH20", "Luz", "Lind"),
    }
    Person.objects.bulk_create(patients.values())
    return patients


@pytest.fixture
def vera(planners: Planners) -> Planner:
    """The nurse at ward A."""
    return planners.staff["vera"]


@pytest.fixture
def doris(planners: Planners) -> Planner:
    """The doctor at ward A."""
    return planners.staff["doris"]


@pytest.fixture
def ulla(planners: Planners) -> Planner:
    """The assistant nurse at ward A, without a licence."""
    return planners.staff["ulla"]


@pytest.fixture
def agda(planners: Planners) -> Planner:
    """The nurse at ward B."""
    return planners.staff["agda"]


@pytest.fixture
def oskar(planners: Planners) -> Planner:
    """The nurse at the health centre."""
    return planners.staff["oskar"]


@pytest.fixture
def olga(planners: Planners) -> Planner:
    """The coordinator at the health centre, who may not attest."""
    return planners.staff["olga"]


@pytest.fixture
def rolf(planners: Planners) -> Planner:
    """The physiotherapist at the rehab clinic."""
    return planners.staff["rolf"]


@pytest.fixture
def karin(planners: Planners) -> Planner:
    """The care manager at the municipality's care office."""
    return planners.staff["karin"]


@pytest.fixture
def kurt(planners: Planners) -> Planner:
    """The nurse of the municipality's home care."""
    return planners.staff["kurt"]


@pytest.fixture
def extern(planners: Planners) -> Planner:
    """The private provider's doctor, who takes part in nothing."""
    return planners.staff["extern"]


@pytest.fixture
def konrad(planners: Planners) -> Planner:
    """The region's system administrator, who has no seat."""
    return planners.staff["konrad"]


@pytest.fixture
def elsa(planners: Planners) -> Person:
    """A patient who is addressed to the health centre and the care office."""
    return planners.patients["elsa"]
