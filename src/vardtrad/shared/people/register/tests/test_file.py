"""The register's file: what a line says, the lines that cannot be used, and that only what has changed is written."""

from __future__ import annotations

import pytest

from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import FormerNumber, Guardianship, Person, Protection, Registration, Trusteeship
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.people.register.actions import POPULATION_REGISTER, mark_protected, take_in
from vardtrad.shared.people.register.file import InvalidRegisterFile, read

HEAD = (
    "personnummer;fornamn;efternamn;skydd;status;gatuadress;postnummer;ort;kommunkod;vardnadshavare;"
    "stallforetradare;tidigare_nummer"
)
# Official test numbers of the Tax Agency.
NASRIN, ELINA, NEWBORN, TARAS = "198804022385", "201805022389", "202312312388", "198001832388"
GUNVOR, OTHER = "194607287044", "195907113178"


def line(
    number: str, given: str = "", family: str = "", *, protection: str = "", status: str = "folkbokford",
    street: str = "Storgatan 22", guardians: str = "", trustees: str = "", earlier: str = "",
) -> str:  # fmt: skip
    home = f"{street};99904;Björklunda;9902"
    return f"{number};{given};{family};{protection};{status};{home};{guardians};{trustees};{earlier}"


def load(*lines: str):
    contents = read("\n".join([HEAD, *lines]))
    assert contents.faults == []
    return take_in(said for _line, said in contents.lines)


FAMILY = (
    line(ELINA, "Elina", "Tavakolpour", guardians=NASRIN),
    line(NASRIN, "Nasrin", "Tavakolpour"),
    line(NEWBORN, guardians=f"{NASRIN}|{NASRIN[:8]}-{NASRIN[8:]}"),
)


@pytest.mark.req("003-004", "003-007", "003-014")
def test_a_family_is_taken_in_with_the_child_before_its_guardian(db):
    report = load(*FAMILY)
    assert (report.new, report.changed, report.unknown_relations) == (3, 0, [])
    children = {guardianship.child.name for guardianship in Guardianship.objects.filter(guardian__identity=NASRIN)}
    assert children == {"Elina Tavakolpour", "20231231-2388"}
    nasrin = Person.objects.get(identity=NASRIN)
    assert (nasrin.street, nasrin.municipality_code, nasrin.register_said is not None) == ("Storgatan 22", "9902", True)


def test_the_same_again_writes_nothing_and_leaves_no_trace(db):
    load(*FAMILY)
    traces = Trace.objects.count()
    report = load(*FAMILY)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 3)
    assert Trace.objects.count() == traces


def test_a_move_is_one_change_with_one_trace_that_holds_no_address(db):
    load(*FAMILY)
    before = set(Trace.objects.values_list("id", flat=True))
    assert load(line(NASRIN, "Nasrin", "Tavakolpour", street="Hamnvägen 9")).changed == 1
    trace = Trace.objects.exclude(id__in=before).get()
    assert (trace.action, trace.actor_id, trace.person_id) == (
        "register_change",
        POPULATION_REGISTER.id,
        Person.objects.get(identity=NASRIN).id,
    )
    assert trace.detail == {"columns": ["street"]}
    assert Person.objects.get(identity=NASRIN).street == "Hamnvägen 9"


def test_what_the_file_does_not_say_stays(db):
    load(*FAMILY)
    contents = read(f"personnummer;fornamn;efternamn;skydd;status\n{ELINA};Elina;Tavakolpour;;folkbokford")
    assert take_in(said for _line, said in contents.lines).unchanged == 1
    assert Guardianship.objects.filter(child__identity=ELINA).count() == 1
    assert Person.objects.get(identity=ELINA).street == "Storgatan 22"


def test_a_guardianship_that_has_ended_goes(db):
    load(*FAMILY)
    load(line(ELINA, "Elina", "Tavakolpour"))
    assert not Guardianship.objects.filter(child__identity=ELINA).exists()
    assert (
        Trace.objects.filter(action="register_guardians", person_id=Person.objects.get(identity=ELINA).id).count() == 2
    )


@pytest.mark.parametrize(
    ("word", "protection"),
    [
        ("sekretessmarkering", Protection.SECRECY_MARK),
        ("skyddad_folkbokforing", Protection.PROTECTED_REGISTRATION),
    ],
)
def test_each_mark_and_what_becomes_of_the_address(db, word, protection):
    load(*FAMILY)
    load(line(NASRIN, "Nasrin", "Tavakolpour", protection=word))
    nasrin = Person.objects.get(identity=NASRIN)
    assert nasrin.is_protected
    assert nasrin.protection == protection
    # With skyddad folkbokföring there is no address to show, print or send to, whatever a source says.
    assert nasrin.street == ("Storgatan 22" if protection == Protection.SECRECY_MARK else "")


def test_protection_that_begins_without_an_address_takes_the_stored_one_away(db):
    load(*FAMILY)
    contents = read(f"personnummer;fornamn;efternamn;skydd;status\n{NASRIN};Nasrin;T;sekretessmarkering;folkbokford")
    take_in(said for _line, said in contents.lines)
    assert Person.objects.get(identity=NASRIN).street == ""


@pytest.mark.req("003-014", "003-024")
@pytest.mark.parametrize(
    ("status", "registration", "deceased"),
    [
        ("utvandrad", Registration.EMIGRATED, False),
        ("avregistrerad", Registration.DEREGISTERED, False),
        ("avliden", Registration.DEREGISTERED, True),
    ],
)
def test_who_is_not_registered_any_more_cannot_log_in(db, status, registration, deceased):
    load(*FAMILY)
    assert Person.objects.get(identity=NASRIN).may_log_in
    load(line(NASRIN, "Nasrin", "Tavakolpour", status=status))
    nasrin = Person.objects.get(identity=NASRIN)
    assert (nasrin.registration, nasrin.deceased, nasrin.may_log_in) == (registration, deceased, False)


def test_a_changed_number_is_the_same_person(db):
    load(line(TARAS, "Taras", "Vovchyk"))
    taras = Person.objects.get(identity=TARAS)
    assert load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS)).changed == 1
    assert Person.objects.get(identity=OTHER).pk == taras.pk
    assert with_number(taras.number) == taras
    assert load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS)).unchanged == 1


def test_two_rows_that_turn_out_to_be_one_person_are_left_to_somebody_to_look_at(db):
    load(line(TARAS, "Taras", "Vovchyk"), line(OTHER, "Taras", "Vovchyk"))
    report = load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS))
    assert report.doubles == [0]
    assert Person.objects.filter(identity__in=[TARAS, OTHER]).count() == 2
    assert not FormerNumber.objects.exists()


@pytest.mark.req("B-21")
def test_a_second_row_of_the_same_person_is_as_protected_as_the_first(db):
    load(line(TARAS, "Taras", "Vovchyk"), line(OTHER, "Taras", "Vovchyk"))
    load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS, protection="skyddad_folkbokforing"))
    older = Person.objects.get(identity=TARAS)
    assert (older.is_protected, older.street) == (True, "")
    assert Trace.objects.filter(person_id=older.id, action="register_change").exists()
    assert load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS, protection="skyddad_folkbokforing")).unchanged == 1
    load(line(OTHER, "Taras", "Vovchyk", earlier=TARAS, status="avliden"))
    older.refresh_from_db()
    assert (older.is_protected, older.deceased) == (False, True)


def test_two_old_rows_of_a_new_number_are_told_of_and_both_protected(db):
    load(line(TARAS, "Taras", "Vovchyk"), line(GUNVOR, "Taras", "Vovchyk"))
    both = f"{TARAS}|{GUNVOR}"
    report = load(line(OTHER, "Taras", "Vovchyk", earlier=both, protection="sekretessmarkering"))
    assert report.doubles == [0]
    assert {person.is_protected for person in Person.objects.all()} == {True}


@pytest.mark.parametrize(
    "row",
    [
        line(ELINA, "Elina", "T", protection="sekretessmarkering", guardians=f"12|{NASRIN}"),
        line(ELINA, "Elina", "T", protection="sekretessmarkering", guardians=NASRIN, trustees="god_man 12 person"),
        line(ELINA, "Elina", "T", protection="sekretessmarkering", guardians=NASRIN, earlier="198804022386"),
    ],
)
def test_a_wrong_number_of_somebody_else_takes_nothing_from_the_rest_of_the_line(db, row):
    load(*FAMILY)
    contents = read(f"{HEAD}\n{row}")
    (fault,) = contents.faults
    assert "resten av raden är inläst" in fault.sentence
    take_in(said for _line, said in contents.lines)
    elina = Person.objects.get(identity=ELINA)
    assert elina.is_protected
    assert [row.guardian.identity for row in elina.guardians.all()] == [NASRIN]


@pytest.mark.parametrize(
    "row",
    [
        line(NASRIN, protection="sekretessmarkering", status="flyttad"),
        line(NASRIN, protection="sekretessmarkering", street="x" * 201),
        f"{NASRIN};Nasrin;T;sekretessmarkering",
    ],
)
def test_a_line_that_cannot_be_used_still_protects(db, row):
    load(*FAMILY)
    contents = read(f"{HEAD}\n{row}")
    assert (len(contents.faults), contents.lines) == (1, [])
    assert mark_protected(contents.protected) == 1
    nasrin = Person.objects.get(identity=NASRIN)
    assert (nasrin.protection, nasrin.street) == (Protection.SECRECY_MARK, "")
    assert mark_protected(contents.protected) == 0


def test_god_man_and_forvaltare(db):
    load(line(GUNVOR, "Gunvor", "Tjärlund", trustees=f"god_man {OTHER} person"), line(OTHER, "Erling", "Kvarnholm"))
    row = Trusteeship.objects.get()
    assert (row.person.identity, row.trustee.identity, row.kind, row.person_matters) == (GUNVOR, OTHER, "god_man", True)
    load(line(GUNVOR, "Gunvor", "Tjärlund", trustees=f"forvaltare {OTHER}"))
    row = Trusteeship.objects.get()
    assert (row.kind, row.person_matters) == ("forvaltare", False)
    load(line(GUNVOR, "Gunvor", "Tjärlund"))
    assert not Trusteeship.objects.exists()


@pytest.mark.parametrize(
    ("trustees", "kind", "matters"),
    [
        (f"god_man {GUNVOR} person|forvaltare {GUNVOR}", "forvaltare", True),
        (f"god_man {GUNVOR}|god_man {GUNVOR} person", "god_man", True),
        (f"god_man {OTHER}|god_man {GUNVOR}", "god_man", False),
    ],
)
def test_who_is_named_twice_is_one_and_holds_up_nobody_elses_relations(db, trustees, kind, matters):
    load(*FAMILY)
    load(
        line(GUNVOR, "Gunvor", "Ek", earlier=OTHER),
        line(TARAS, "Taras", "Bondar", trustees=trustees),
        line(ELINA, "Elina", "Tavakolpour"),
    )
    assert list(Trusteeship.objects.values_list("trustee__identity", "kind", "person_matters")) == [
        (GUNVOR, kind, matters)
    ]
    assert not Guardianship.objects.filter(child__identity=ELINA).exists(), "custody that has ended goes all the same"


def test_a_guardian_whom_nobody_knows_is_told_of(db):
    report = load(line(ELINA, "Elina", "Tavakolpour", guardians=GUNVOR))
    assert report.unknown_relations == [0]
    assert not Guardianship.objects.exists()


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (line("198804022386", "A", "B"), "inte rätt"),
        (line(NASRIN, protection="hemlig"), "skydd"),
        (line(NASRIN, status="flyttad"), "status"),
        (line(NASRIN, trustees=f"vän {GUNVOR}"), "stallforetradare"),
        (line(NASRIN, street="x" * 201), "längre än 200"),
        (line(NASRIN, given="a\x00"), "tecken"),
        (f"{NASRIN};A", "fält"),
    ],
)
def test_a_faulty_line_is_left_out_and_named_by_its_line_alone(row, word):
    contents = read("\n".join([HEAD, line(GUNVOR, "Gunvor", "Tjärlund"), row]))
    assert [said.identity for _line, said in contents.lines] == [GUNVOR]
    (fault,) = contents.faults
    assert fault.line == 3
    assert word in fault.sentence
    assert NASRIN not in fault.sentence


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("personnummer;fornamn", "saknar"),
        (f"{HEAD};farg", "okända"),
        ("personnummer;fornamn;efternamn;skydd;status;ort", "alla tre kolumnerna"),
    ],
)
def test_a_heading_that_is_wrong_refuses_the_whole_file(head, word):
    with pytest.raises(InvalidRegisterFile, match=word):
        read(head)


def test_the_second_line_about_a_person_is_left_out():
    contents = read("\n".join([HEAD, line(NASRIN, "Nasrin", "T"), line(NASRIN, "Någon", "Annan")]))
    assert [said.given_name for _line, said in contents.lines] == ["Nasrin"]
    assert [fault.line for fault in contents.faults] == [3]
    assert not contents.protected


def test_a_mark_of_protection_on_a_second_line_holds():
    contents = read(
        "\n".join([HEAD, line(NASRIN, "Nasrin", "T"), line(NASRIN, "Nasrin", "T", protection="sekretessmarkering")])
    )
    assert list(contents.protected) == [NASRIN]
