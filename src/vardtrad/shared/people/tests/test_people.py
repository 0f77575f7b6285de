"""A person of the register: the name shown, the protection, and who may log in."""

import pytest

from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.people.queries import people, person


def test_the_name_and_for_a_newborn_the_number():
    assert Person(identity="197712072391", given_name="Alva", family_name="Ahlgren").name == "Alva Ahlgren"
    assert Person(identity="197712072391", family_name="Ahlgren").name == "Ahlgren"
    assert Person(identity="197712072391").name == "19771207-2391"


@pytest.mark.parametrize(
    ("protection", "protected"),
    [(Protection.NONE, False), (Protection.SECRECY_MARK, True), (Protection.PROTECTED_REGISTRATION, True)],
)
def test_protection(protection, protected):
    assert Person(protection=protection).is_protected is protected


@pytest.mark.req("003-014", "003-024")
@pytest.mark.parametrize(
    ("identity", "deceased", "may"),
    [
        ("197712072391", False, True),
        ("197712072391", True, False),
        ("202304722388", False, False),  # samordningsnummer
        ("22950606FH20", False, False),  # national reserve number
        ("20210325K069", False, False),  # a region's
        ("992004920013", False, False),
    ],
)
def test_who_may_log_in(identity, deceased, may):
    assert Person(identity=identity, deceased=deceased).may_log_in is may


def test_the_number_does_not_leak_when_printed():
    person = Person(identity="197712072391")
    assert "2391" not in repr(person.number)
    assert "2391" not in repr(person)


def test_found_by_id(alva, bo):
    assert person(alva.person.id) == alva.person
    assert people([alva.person.id, bo.person.id]) == {alva.person.id: alva.person, bo.person.id: bo.person}


def test_an_identity_number_belongs_to_one_person(alva):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="an_identity_number_is_one_persons"), transaction.atomic():
        Person.objects.create(identity=alva.person.identity)
