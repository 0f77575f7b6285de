"""Fills a journey's database: the demo region, and for each story a clinic, a resident and staff of its own.

Run as a process of its own, with the environment of the product's processes. The stories are separate: what one journey
does never appears in another's lists. Prints as JSON what it has made.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field

from tests.journeys.plan_stories import furnish_plans

PIN = "123456"
PRESCRIPTION, MESSAGE = "Förnya recept", "Skicka meddelande"
WHICH, PICTURE, SIGN = "Vilket läkemedel vill du förnya?", "Bild på förpackningen", "Svårt att andas"
"""Where a clinic asks in a form: its questions, and the danger sign before it."""
READY = "Recept förnyat"
TEAM = "Recepten"
READY_TEXT = "Hej! Ditt recept är förnyat. Du kan hämta det på apoteket i morgon."
EXPECTATION = "Skriv namn och styrka. Du får svar inom två arbetsdagar."

# Each story's place, and its resident's number: from the Tax Agency's published test numbers, none of them the demo's.
PLACES = {
    "main_job": ("Alnö", "194805111855"),
    "redistribute": ("Bjuvdal", "195005050975"),
    "close": ("Citrusvik", "195204082308"),
    "receiver": ("Dalhem", "195401129530"),
    "administration": ("Ekeby", "195605082642"),
    "lost_session": ("Furuvik", "195805133138"),
    "stale": ("Granliden", "196003242879"),
    "double": ("Hedlunda", "196206193143"),
    "plain": ("Isnäs", "196404153832"),
    "keyboard": ("Järpvik", "196604072683"),
    "phone": ("Kullaby", "196804159264"),
    "language": ("Lerdal", "197006121144"),
    "login": ("Mossby", "197205169266"),
    "live": ("Oxbacken", "197604302393"),
    "drafts": ("Perstorpa", "197801182390"),
    "sending": ("Runvik", "197802052386"),
    "listing": ("Sjöbacka", "198001022386"),
    "case_types": ("Tånga", "198001032385"),
    "bulk": ("Skogstorp", "198001022394"),
    "group_case": ("Uddbo", "198909142393"),
    "ask_colleague": ("Vretaby", "199002162387"),
    "clinic_settings": ("Ytterby", "198001042392"),
    "personal_settings": ("Åsvik", "198001052391"),
    "kill": ("Norrviken", "197406079298"),
    "certificate": ("Pålsboda", "199001012385"),
    "guarantee": ("Örtofta", "197712072391"),
}
ELSEWHERE = {"kill", "guarantee"}
"""The stories that are furnished in an installation of their own, without the demo region."""


@dataclass(frozen=True)
class Story:
    """One story's clinic and people: their names as on the screen, and their keys in the database."""

    key: str
    place: str
    clinic: str
    unit: str
    organisation: str
    resident: str
    number: str
    person: str
    receiver: str
    handler: str
    second: str
    administrator: str
    newcomer: str
    newcomer_hsa_id: str
    services: dict[str, str]
    staff: dict[str, str]
    others: dict[str, str] = field(default_factory=dict)
    """What else there is, by what it is in the story: people's numbers and names, and another unit."""

    def mail(self, given: str) -> str:
        """The address of somebody of this story, by given name."""
        return f"{given.lower()}.{self.key}@example.se"


def furnish(keys: list[str], *, plans: bool = False) -> dict[str, dict]:
    """Make the stories' clinics and people, and (with ``plans``) those of the planning stories."""
    from vardtrad.cases.case.models import CaseType
    from vardtrad.shared.care_units.models import Organisation, OrganisationKind

    organisation = Organisation.objects.create(
        number="9933300010", name="Region Norrmark", kind=OrganisationKind.REGION
    )
    types = [
        CaseType.objects.get_or_create(code=code, defaults={"name": name, "prompt": prompt})[0]
        for code, name, prompt in (
            ("renew-prescription", PRESCRIPTION, "Vilket läkemedel vill du förnya?"),
            ("message", MESSAGE, "Vad vill du fråga eller berätta?"),
        )
    ]
    return {
        "stories": {key: asdict(_story(organisation, types, number, key)) for number, key in enumerate(keys, 1)},
        "plans": {key: asdict(plan_story) for key, plan_story in furnish_plans(organisation).items()} if plans else {},
    }


def _story(organisation, types, serial: int, key: str) -> Story:
    from vardtrad.cases.case.models import Service
    from vardtrad.cases.case.standard_answers.models import StandardAnswer
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions as assignments
    from vardtrad.shared.care_units.models import Staff, Unit, UnitKind
    from vardtrad.shared.care_units.rules import Permission
    from vardtrad.shared.people.models import Person

    place, number = PLACES[key]
    hsa_id = f"SE{organisation.number}-J{serial:02}"
    unit = Unit.objects.create(
        organisation=organisation, hsa_id=hsa_id, name=f"Vårdcentralen {place}", kind=UnitKind.HEALTH_CENTRE,
        place=place, municipality=f"{place}s kommun", street="Storgatan 1", phone="031-390 06 00",
        about="Din vårdcentral.", takes_cases=True,
    )  # fmt: skip
    services = {
        case_type.name: str(Service.objects.create(clinic=unit, case_type=case_type, expectation=EXPECTATION).id)
        for case_type in types
    }
    StandardAnswer.objects.create(clinic=unit, name=READY, text=READY_TEXT)
    person = Person.objects.create(
        identity=number, given_name="Alva", family_name=place, email=f"alva.{key}@example.se",
        phone="070-174 06 05", street="Näckrosvägen 4", postal_code="999 01", place=place,
    )  # fmt: skip
    work = {
        # Where a whole day is worked by keys, one and the same distributes and answers.
        "Rut": ("läkarsekreterare", [Permission.RECEIVER, *([Permission.HANDLER] if key == "keyboard" else [])]),
        "Hugo": ("distriktsläkare", [Permission.HANDLER]),
        "Hanna": ("sjuksköterska", [Permission.HANDLER]),
        "Adam": ("verksamhetschef", [Permission.ADMINISTRATOR]),
        "Nils": ("undersköterska", []),
    }
    staff = {}
    for given, (title, permissions) in work.items():
        staff[given] = Staff.objects.create(
            hsa_id=f"{hsa_id}{given.upper()}", given_name=given, family_name=place, title=title,
            email=f"{given.lower()}.{key}@example.se",
        )  # fmt: skip
        if permissions:
            assignments.add(system("resorna"), staff[given], unit, [permission.value for permission in permissions])
    if key == "group_case":
        _group(unit, staff)
    if key == "phone":
        Service.objects.filter(id=services[PRESCRIPTION]).update(daily_cap=0)  # closed to the day's end
    if key == "sending":
        _sends(unit, staff)
    if key == "case_types":
        _offers(unit)
        _asks_in_a_form(unit, services[PRESCRIPTION], staff["Adam"])
    others = _guarantee(unit, staff) if key == "guarantee" else {}
    names = {given: employee.name for given, employee in staff.items()}
    return Story(
        key=key, place=place, clinic=unit.name, unit=str(unit.id), organisation=str(organisation.id),
        resident=person.name, number=person.identity_shown, person=str(person.id), receiver=names["Rut"],
        handler=names["Hugo"], second=names["Hanna"], administrator=names["Adam"], newcomer=names["Nils"],
        newcomer_hsa_id=staff["Nils"].hsa_id, services=services,
        staff={given: str(employee.id) for given, employee in staff.items()}, others=others,
    )  # fmt: skip


def _group(unit, staff) -> None:
    """A group that both handlers belong to."""
    from vardtrad.cases.teams.models import Group, Member

    group = Group.objects.create(clinic=unit, name=TEAM)
    Member.objects.bulk_create([Member(group=group, staff=staff[given]) for given in ("Hugo", "Hanna")])


def _sends(unit, staff) -> None:
    """A clinic that sends cases, and a group that gets the answers."""
    from vardtrad.cases.staff.sending import actions
    from vardtrad.cases.teams.models import Group, Member
    from vardtrad.kernel.actors import system

    actions.load_templates(system("resorna"), unit)
    group = Group.objects.create(clinic=unit, name="Vårdgaranti")
    Member.objects.bulk_create([Member(group=group, staff=staff[given]) for given in ("Hugo", "Hanna")])


def _guarantee(unit, staff) -> dict[str, str]:
    """A clinic with a group for the care guarantee, its Vårdgarantiservice, and patients of every kind."""
    from vardtrad.cases.case.models import ApprovedContact
    from vardtrad.cases.teams.models import Group, Member
    from vardtrad.cases.waiting_list import appointing
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions as assignments
    from vardtrad.shared.care_units.models import Staff, Unit, UnitKind
    from vardtrad.shared.people.models import Guardianship, Person, Protection

    group = Group.objects.create(clinic=unit, name="Vårdgaranti")
    Member.objects.bulk_create([Member(group=group, staff=staff[given]) for given in ("Hugo", "Hanna")])
    service = Unit.objects.create(
        organisation=unit.organisation, hsa_id=f"{unit.hsa_id}VGS", name="Vårdgarantiservice", kind=UnitKind.CLINIC,
        place=unit.place, municipality=unit.municipality, takes_cases=True,
    )  # fmt: skip
    hsa_id = f"{unit.hsa_id}SIV"
    siv = Staff.objects.create(hsa_id=hsa_id, given_name="Siv", family_name=unit.place, title="sekreterare")
    assignments.add(system("resorna"), siv, service, ["receiver", "handler"])
    appointing.appoint(system("resorna"), service, "https://resor.example/ersattning")
    told = "{}.guarantee@example.se"
    people = {
        "silent": Person(identity="199304232383", given_name="Bo", phone="070-174 06 11"),
        "paper": Person(identity="22950606FH20", given_name="Rea", street="Backen 7", postal_code="999 02"),
        "guardian": Person(identity="198804022385", given_name="Nasrin", email=told.format("nasrin")),
        "child": Person(identity="201805022389", given_name="Elina"),
        "protected": Person(
            identity="197101039282", given_name="Klara", email=told.format("klara"), street="Hemliga gatan 3",
            phone="070-174 06 28", protection=Protection.SECRECY_MARK,
        ),
    }  # fmt: skip
    for person in people.values():
        person.family_name = unit.place
    Person.objects.bulk_create(people.values())
    Guardianship.objects.create(guardian=people["guardian"], child=people["child"])
    ApprovedContact.objects.create(clinic=unit, person=people["protected"])
    others = {name: person.identity_shown for name, person in people.items()}
    return others | {"siv": siv.name, "service": str(service.id)}


def _offers(unit) -> None:
    """A clinic with all the standard case types, whose shortcuts lead somewhere."""
    from vardtrad.cases.case.models import Service
    from vardtrad.cases.case.setting_up import load_base_range
    from vardtrad.kernel.actors import system

    load_base_range(system("resorna"), unit)
    shortcuts = Service.objects.filter(clinic=unit, case_type__code__in=["self-referral", "referral-question"])
    shortcuts.update(link="https://remisser.example/in")


def _asks_in_a_form(unit, service, by) -> None:
    """A form with a question of files in place of the text, and danger signs before it."""
    import json

    from vardtrad.cases.case.danger_signs.models import SignsVersion
    from vardtrad.cases.case.models import Service
    from vardtrad.kernel import clock
    from vardtrad.shared.forms.actions import deliver

    questions = [
        {"linkId": "1", "type": "string", "text": WHICH, "required": True},
        {"linkId": "2", "type": "attachment", "text": PICTURE, "repeats": True},
    ]
    form = {"resourceType": "Questionnaire", "url": "urn:uuid:0190a0f0-5b1e-7c9a-8d3e-000000000001",
            "title": PRESCRIPTION, "status": "active", "item": questions}  # fmt: skip
    Service.objects.filter(id=service).update(form=deliver(unit, json.dumps(form)))
    SignsVersion.objects.create(service_id=service, number=1, adults=[SIGN], children=[SIGN], by=by, at=clock.now())


def _mark_as_the_demos() -> None:
    """The stories log in by the demo's cards, which are refused on a database without the demo's region."""
    from vardtrad.config.demo.mark import REGION
    from vardtrad.shared.care_units.models import Organisation, OrganisationKind

    Organisation.objects.create(number=REGION, name="Region Västmark", kind=OrganisationKind.REGION)


if __name__ == "__main__":
    import django

    django.setup()
    from vardtrad.config.demo import filling as demo

    if "--demo" in sys.argv:
        demo.load()
    else:
        _mark_as_the_demos()
    words = [key for key in sys.argv[1:] if not key.startswith("--")]
    print(json.dumps(furnish(words, plans="--plans" in sys.argv)))
