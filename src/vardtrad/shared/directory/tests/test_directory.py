"""Staff from the directories: a whole line or nothing, the same result each time, and never another source's staff."""

import pytest

from tests.people import assign
from tests.planners import POSITION_OF, employ
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units import queries
from vardtrad.shared.care_units.models import Assignment, Organisation, Position, Staff
from vardtrad.shared.directory import actions, reading

HEADING = "hsa_id;fornamn;efternamn;titel;befattningar;legitimerad;enheter;epost;telefon\n"
VERA, DORIS = "SE9921000163-V001", "SE9921000163-V002"
WARD_A, WARD_B = "SE9921000163-1010", "SE9921000163-1020"
ALL_OF_THE_REGION = ["V001", "V002", "V003", "V004", "V005", "V006", "V007", "V011"]


def line(hsa_id, given="Nils", family="Ny", positions="206090", licensed="ja", units=WARD_A, email="", title="läkare"):
    return ";".join([hsa_id, given, family, title, positions, licensed, units, email, ""]) + "\n"


def as_they_are(*serials):
    """Lines that say what is stored already."""
    lines = ""
    for serial in serials:
        staff = Staff.objects.get(hsa_id=f"SE9921000163-{serial}")
        units = "|".join(place.unit.hsa_id for place in staff.assignments.select_related("unit"))
        lines += line(
            staff.hsa_id, staff.given_name, staff.family_name, "|".join(staff.positions),
            "ja" if staff.licensed else "nej", units, staff.email, staff.title,
        )  # fmt: skip
    return lines


def load(text, source="skane", **options):
    return actions.import_directory(source, reading.read(HEADING + text), **options)


@pytest.fixture
def skane(planners):
    """A source that is responsible for the region's staff."""
    actions.claim_organisation("skane", "9921000163")


def counts(done):
    return {name: getattr(done, name) for name in actions.COUNTS if getattr(done, name)}


@pytest.mark.req("001-026", "001-027", "001-261")
def test_a_new_person_can_plan_at_once_and_the_same_file_again_changes_nothing(skane, planners):
    text = as_they_are(*ALL_OF_THE_REGION) + line("SE9921000163-N001", positions="206090 Sjuksköterska, övrig|999999")
    assert counts(load(text)) == {"new": 1, "unchanged": 8, "places": 1}
    nils = Staff.objects.get(hsa_id="SE9921000163-N001")
    assert (nils.name, nils.licensed, nils.positions) == ("Nils Ny", True, ["206090", "999999"])
    assert [seat.role.code for seat in queries.seats_of(nils)] == ["sjukskoterska"]
    assert Position.objects.get(code="999999").role is None
    assert counts(load(text)) == {"unchanged": 9}
    assert Trace.objects.filter(action="import", label="staff", key=nils.id).count() == 1


@pytest.mark.req("001-026", "001-027")
def test_another_position_is_another_role_at_the_next_request(skane, vera):
    assert vera.browser.get(vera.base + "byt/").status_code == 200
    rest = as_they_are(*(serial for serial in ALL_OF_THE_REGION if serial != "V001"))
    changed = line(VERA, "Vera", "Vide", POSITION_OF["underskoterska"], "nej", WARD_A, "vera@personal.example", "usk")
    assert counts(load(rest + changed)) == {"changed": 1, "unchanged": 7}
    assert vera.browser.get(vera.base + "byt/").status_code == 404
    assert vera.browser.get("/planer/").headers["Location"].endswith("/underskoterska/")
    trace = Trace.objects.get(action="import", label="staff")
    assert trace.detail == {"changed": ["licensed", "positions", "title"], "positions": ["207090"]}


@pytest.mark.req("001-261")
def test_missing_staff_are_deactivated_and_reactivated_when_they_return(skane, vera):
    assert vera.browser.get(vera.base + "byt/").status_code == 200
    rest = as_they_are(*(serial for serial in ALL_OF_THE_REGION if serial != "V001"))
    whole = rest + as_they_are("V001")
    assert counts(load(rest)) == {"unchanged": 7, "deactivated": 1}
    assert "logga-in" in vera.browser.get(vera.base + "byt/").headers["Location"]
    assert counts(load(rest)) == {"unchanged": 7}
    assert counts(load(whole)) == {"changed": 1, "unchanged": 7}
    assert vera.browser.get(vera.base + "byt/").status_code == 200


@pytest.mark.req("001-261")
def test_each_source_has_its_own_organisations(skane, planners, karin):
    with pytest.raises(Refused, match="hör redan till källan skane"):
        actions.claim_organisation("komkat", "9921000163")
    with pytest.raises(Refused, match="Ingen organisation har numret"):
        actions.claim_organisation("komkat", "1234567890")
    with pytest.raises(Refused, match="har ingen organisation"):
        load("", source="komkat")
    actions.claim_organisation("komkat", "9921200177")
    actions.claim_organisation("komkat", "9921200177")
    done = load(
        line(karin.staff.hsa_id, "Karin", "Kaprifol", "351090", "nej", karin.unit.hsa_id)
        + line(VERA, "Vera", "Kapad", "", "nej", karin.unit.hsa_id)
        + line("SE9921200177-V009", "Kurt", "Kvist", "206090", "ja", WARD_A),
        source="komkat",
    )
    assert [fault.sentence for fault in done.faults] == [
        f"{VERA}: organisationen 9921000163 hör inte till källan",
        f"SE9921200177-V009: enheten {WARD_A} finns inte, eller hör inte till källan",
    ]
    # Kurt is on a faulty line: he is left as he was. The region's staff do not belong to this source.
    assert counts(done) == {"changed": 1}
    assert Staff.objects.get(hsa_id=VERA).family_name == "Vide"
    assert not Staff.objects.filter(active=False).exists()


@pytest.mark.req("001-261")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (line("SE9921000163-N001", given=""), "namn saknas"),
        *((line("SE9921000163-N001", given=sign), "namn saknas") for sign in ("\u200b", "\u3164", "\u202e", "\u2800")),
        (line("SE9921000163-N001", email=f"a@{'ö' * 60}.se"), "e-postadressen är fel"),
        (line("SE9921000163-N001", licensed="kanske"), "legitimerad ska vara ja eller nej"),
        (line("SE9921000163-N001", units="avdelning 31"), "en enhets HSA-id är fel"),
        (line("SE9921000163-N001", units=f"{WARD_A}|SE9921000163-9999"), "enheten SE9921000163-9999 finns inte"),
        (line("SE9921000163-N001", positions="20-60"), "befattningen 20-60"),
        (line("SE9921000163-N001", email="inte en adress"), "e-postadressen är fel"),
        (line("SE9921000163-N001", family="y" * 101), "efternamn är för långt"),
        ("SE9921000163-N001;Nils;Ny\n", "inte lika många fält"),
        (line("SE9921000163-N001")[:-1] + ";mer\n", "inte lika många fält"),
    ],
)
def test_a_faulty_line_is_reported_and_nobody_is_half_updated(skane, wrong, sentence):
    done = load(as_they_are(*ALL_OF_THE_REGION) + wrong)
    (fault,) = done.faults
    assert fault.line == 10
    assert sentence in fault.sentence
    assert counts(done) == {"unchanged": 8}
    assert not Staff.objects.filter(hsa_id="SE9921000163-N001").exists()
    assert not Position.objects.filter(code__startswith="20-").exists()


def test_a_person_on_two_lines_is_read_once(skane):
    done = load(as_they_are(*ALL_OF_THE_REGION) + line(VERA, "Vera", "Andra"))
    assert "står på flera rader" in done.faults[0].sentence
    assert counts(done) == {"unchanged": 8}


@pytest.mark.req("001-261")
def test_a_line_that_does_not_tell_whom_it_is_about_deactivates_nobody(skane):
    done = load(as_they_are("V001") + line("trasigt"))
    assert counts(done) == {"unchanged": 1, "withheld": 7}
    assert not Staff.objects.filter(active=False).exists()


@pytest.mark.req("001-261")
def test_a_file_that_was_cut_off_does_not_lock_everybody_out(skane, planners):
    for number in range(8):
        employ(planners.ward_a, f"Extra{number}", "Efter", f"X{number:03}", "sjukskoterska")
    text = as_they_are("V001")
    assert counts(load(text)) == {"unchanged": 1, "withheld": 15}
    assert counts(load(text, allow_many=True)) == {"unchanged": 1, "deactivated": 15}


@pytest.mark.req("001-042", "001-261")
def test_places_follow_the_file_but_permissions_given_by_hand_are_left(skane, planners, vera, oskar):
    assign(oskar.staff, planners.rehab, "handler")
    rest = as_they_are(*(serial for serial in ALL_OF_THE_REGION if serial not in {"V001", "V005"}))
    moved = line(VERA, "Vera", "Vide", "206090", "ja", WARD_B, "vera@personal.example", "sjuksköterska")
    kept = line(oskar.staff.hsa_id, "Oskar", "Oxel", "206090", "ja", oskar.unit.hsa_id, "oskar@personal.example",
                "distriktssköterska")  # fmt: skip
    assert counts(load(rest + moved + kept)) == {"unchanged": 8, "places": 1, "ended": 1, "left_alone": 1}
    assert [seat.unit for seat in queries.seats_of(vera.staff)] == [planners.ward_b]
    assert vera.browser.get(vera.base + "byt/").status_code == 404
    assert Assignment.objects.get(staff=oskar.staff, unit=planners.rehab).permissions == ["handler"]


@pytest.mark.parametrize("text", ["", "namn;titel\n", 'hsa_id;"fornamn\n', "hsa_id,fornamn,efternamn\n"])
def test_a_file_in_another_format_is_refused_as_a_whole(text):
    with pytest.raises(reading.InvalidDirectory):
        reading.read(text)


def test_values_that_a_file_leaves_out_are_kept(skane, vera):
    text = HEADING.replace(";epost;telefon", "") + f"{VERA};Vera;Vide;chef;206090;ja;{WARD_A}\n"
    actions.import_directory("skane", reading.read(text))
    stored = Staff.objects.get(hsa_id=VERA)
    assert (stored.title, stored.email) == ("chef", "vera@personal.example")


@pytest.mark.req("001-002")
def test_the_first_system_administrator_is_made_by_the_operators(planners, vera):
    assert actions.appoint(VERA, WARD_A)
    assert not actions.appoint(VERA, WARD_A)
    assert vera.browser.get(f"/personal/{vera.unit.id}/regelmotor/").status_code == 200
    with pytest.raises(Refused, match="finns inte"):
        actions.appoint("SE9921000163-V999", WARD_A)


@pytest.mark.req("001-261")
def test_the_command_reports_the_result(planners, tmp_path, capsys):
    from vardtrad.config import directory as command

    file = tmp_path / "skane.csv"
    file.write_text("\ufeff" + HEADING + as_they_are(*ALL_OF_THE_REGION) + line("SE9921000163-N001", given=""), "utf-8")
    assert command.load("skane", ["9921000163"], file) == 1
    said = capsys.readouterr()
    assert "skane: 0 nya, 0 ändrade, 8 oförändrade, 0 avaktiverade" in said.out
    assert "rad 10: SE9921000163-N001: namn saknas" in said.err
    file.write_text(HEADING + as_they_are(*ALL_OF_THE_REGION), "utf-8")
    assert command.load("skane", [], file) == 0
    file.write_bytes(HEADING.encode() + "Åsa".encode("latin-1"))
    assert command.load("skane", [], file) == 1
    assert "UTF-8" in capsys.readouterr().err
    assert command.load("annan", [], tmp_path / "saknas.csv") == 1
    assert Organisation.objects.get(number="9921000163").directory == "skane"
