"""The base range of case types: what it holds, how it is laid out for a clinic, and each type as a resident uses it."""

from __future__ import annotations

import pytest

from tests.people import now
from vardtrad.cases.case.base_range import BASE_RANGE
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.setting_up import load_base_range, without_address
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import fill, unknown
from vardtrad.cases.resident import offered_services
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused

OPERATOR = system("testerna")


@pytest.fixture
def laid_out(region):
    """Clinic A with the base range and nothing else."""
    Service.objects.filter(clinic=region.a).delete()
    load_base_range(OPERATOR, region.a)
    return region


def service_of(region, code) -> Service:
    return Service.objects.select_related("clinic", "case_type").get(clinic=region.a, case_type__code=code)


def address_of(service) -> str:
    return f"/mottagningar/{service.clinic_id}/{service.id}/"


# The kinds of 002-018, written out once more: they are the requirement's own words.
CERTIFICATES = [
    "Omvårdnadsbidrag",
    "Ansökan för vård av barn 12 - 16 år",
    "Ansökan för allvarligt sjukt barn som inte fyllt 18 år",
    "Läkarutlåtande för körkortstillstånd",
    "Sjukskrivning till skola (gymnasiet)",
    "Medförande av narkotikaklassat läkemedel inom ramen för medicinsk behandling vid resa (utanför Schengen)",
]


@pytest.mark.req("002-018", "002-023", "002-025", "002-026", "002-032", "002-033", "002-034", "002-036")
def test_the_standard_case_types_have_their_kinds(laid_out):
    kinds = {
        offer.service.case_type.name: offer.service.case_type.choices
        for offer in offered_services.offered(laid_out.a.id)
    }
    assert kinds == {
        "Förnya recept": [],
        "Skicka meddelande": [],
        "Kontakt för att avboka eller omboka tid": [
            "Avboka tiden",
            "Boka om till en ny tid",
            "Byta till telefon",
            "Byta till video",
        ],
        "Ändring av kontaktuppgifter": [],
        "Intyg läkare": CERTIFICATES,
        "Intyg Sjuksköterska": ["Ansökan för vård av barn under 12 år"],
        "Beställning journalkopia": [],
        "Egenremiss": [],
        "Fråga om min remiss": [],
    }
    assert CaseType.objects.filter(base_range=True).count() == len(BASE_RANGE) == 9


@pytest.mark.req("002-039", "002-041")
def test_routing_begins_with_the_profession_that_handles_the_type(laid_out):
    groups = {
        service.case_type.code: service.group and service.group.name
        for service in Service.objects.filter(clinic=laid_out.a)
    }
    assert groups == {
        "renew-prescription": "Sjuksköterska",
        "nurses-certificate": "Sjuksköterska",
        "doctors-certificate": "Läkare",
        "change-appointment": "Medicinsk sekreterare",
        "contact-details": "Medicinsk sekreterare",
        "message": None,
        "record-copy": None,
        "self-referral": None,
        "referral-question": None,
    }
    assert not Member.objects.exists()


@pytest.mark.req("002-039")
def test_a_group_without_members_swallows_no_case(laid_out, alva, rut, hugo):
    case = alva.sends(service_of(laid_out, "renew-prescription"))
    assert now(case).group.name == "Sjuksköterska"
    rows = rut.browser.open(rut.address("arenden/inkomna")).rows
    assert [row["href"] for row in rows] == [rut.case_address(case)]
    with pytest.raises(Refused, match="kan inte få ärenden"):
        rut.does("assign", case, now(case).group)
    assert rut.does("assign", case, hugo.staff).handler_id == hugo.staff.id


@pytest.mark.req("002-001", "002-027", "002-034", "002-037", "002-042", "002-038")
def test_prepared_answers_are_ready_with_variables_and_the_link(laid_out, alva, rut):
    answers = {
        standard_answer.case_type.code: standard_answer
        for standard_answer in StandardAnswer.objects.filter(clinic=laid_out.a, case_type__isnull=False)
    }
    assert set(answers) == {"change-appointment", "record-copy", "self-referral", "referral-question"}
    assert all(unknown(answer.text) == [] for answer in answers.values())
    case = alva.sends(service_of(laid_out, "record-copy"))
    assert "[[länk]]" in fill(answers["record-copy"].text, case, rut.actor)  # nobody sends it unfilled
    Service.objects.filter(pk=service_of(laid_out, "record-copy").pk).update(link="https://arkiv.example/kopia")
    assert fill(answers["record-copy"].text, case, rut.actor).endswith("Du beställer här: https://arkiv.example/kopia")
    assert fill(answers["record-copy"].text, case, rut.actor).startswith("Hej Alva!")


@pytest.mark.req("002-001", "002-002")
def test_creating_the_standard_types_again_keeps_the_clinics_changes(laid_out):
    closed = service_of(laid_out, "doctors-certificate")
    Service.objects.filter(pk=closed.pk).update(open=False, exception="Vi utfärdar inga intyg.")
    CaseType.objects.filter(code="message").update(name="Skriv till oss")
    StandardAnswer.objects.filter(name="Besöket är avbokat").update(text="Vår egen text.")
    before = (Service.objects.count(), Group.objects.count(), StandardAnswer.objects.count(), CaseType.objects.count())
    loaded = load_base_range(OPERATOR, laid_out.a)
    assert (loaded.services, loaded.groups, loaded.answers) == ((), (), ())
    assert before == (
        Service.objects.count(), Group.objects.count(), StandardAnswer.objects.count(), CaseType.objects.count()
    )  # fmt: skip
    assert not Service.objects.get(pk=closed.pk).open
    assert StandardAnswer.objects.get(name="Besöket är avbokat").text == "Vår egen text."
    assert Trace.objects.filter(action="load_base_range", key=laid_out.a.id).count() == 2


@pytest.mark.req("002-034", "002-036")
def test_a_shortcut_without_address_is_pointed_out_until_it_has_one(laid_out, adam):
    told = "leder någon annanstans men saknar länk: Beställning journalkopia, Egenremiss, Fråga om min remiss."
    assert told in adam.browser.open(adam.address("administration/arendetyper/")).text
    assert [service.case_type.code for service in without_address(laid_out.a)] == [
        "record-copy", "self-referral", "referral-question"
    ]  # fmt: skip
    Service.objects.filter(clinic=laid_out.a).update(link="https://annan.example/")
    assert without_address(laid_out.a) == []
    assert "saknar länk" not in adam.browser.open(adam.address("administration/arendetyper/")).text


def test_two_clinics_share_the_types_and_nothing_else(laid_out):
    Service.objects.filter(clinic=laid_out.b).delete()
    assert len(load_base_range(OPERATOR, laid_out.b).services) == 9
    assert CaseType.objects.filter(base_range=True).count() == 9
    assert Group.objects.filter(clinic=laid_out.b).count() == 3


# ── As the resident uses them ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("002-018")
def test_a_certificate_needs_its_kind_and_keeps_it(laid_out, alva, rut):
    address = address_of(service_of(laid_out, "doctors-certificate"))
    page = alva.browser.open(address)
    kinds, _files = page.main.all("fieldset")
    assert [label.text for label in kinds.all("label")] == CERTIFICATES
    refused = page.press("Läs igenom", text="Till skolan.")
    assert refused.status == 422
    assert "Välj något av alternativen." in refused.alerts
    assert refused.fields("Läs igenom")["text"] == "Till skolan."
    preview = refused.press("Läs igenom", text="Till skolan.", choice=CERTIFICATES[4])
    assert CERTIFICATES[4] in preview.text
    again = preview.press("Ändra")
    assert again.fields("Läs igenom")["choice"] == [CERTIFICATES[4]]
    preview.press("Skicka")
    case = Case.objects.get()
    assert case.choice == CERTIFICATES[4]
    assert CERTIFICATES[4] in alva.browser.open("/inkorg").text
    assert CERTIFICATES[4] in alva.browser.open(f"/arenden/{case.id}").text


@pytest.mark.req("002-025")
def test_the_nurses_only_certificate_is_chosen_from_the_start(laid_out, alva):
    page = alva.browser.open(address_of(service_of(laid_out, "nurses-certificate")))
    assert page.fields("Läs igenom")["choice"] == ["Ansökan för vård av barn under 12 år"]


@pytest.mark.req("002-026")
@pytest.mark.parametrize("kind", ["Avboka tiden", "Boka om till en ny tid", "Byta till telefon", "Byta till video"])
def test_each_way_of_changing_an_appointment_can_be_sent(laid_out, alva, kind):
    page = alva.browser.open(address_of(service_of(laid_out, "change-appointment")))
    page.press("Läs igenom", text="Torsdag 3 december klockan 10.", choice=kind).press("Skicka")
    assert Case.objects.get().choice == kind


@pytest.mark.req("002-026", "002-030")
@pytest.mark.parametrize(
    ("ready", "said"),
    [
        ("Besök på video", "Det går bra att ses på video i stället."),
        ("Besöket behöver vara hos oss", "Det här besöket går inte att göra på distans."),
    ],
)
def test_a_wish_for_video_is_answered_yes_or_with_a_new_time(laid_out, alva, rut, ready, said):
    page = alva.browser.open(address_of(service_of(laid_out, "change-appointment")))
    page.press("Läs igenom", text="Torsdag 3 december klockan 10.", choice="Byta till video").press("Skicka")
    case = Case.objects.get()
    page = rut.browser.open(rut.case_address(case, "?flik=besvara"))
    assert "Byta till video" in page.main.text
    page = page.press(f"Lägg till {ready}")
    text = page.fields("Besvara")["text"]
    assert text.startswith(f"Hej Alva!\n\n{said}")
    # The author of the answer fills in the time: the answer is not sent without it.
    assert page.press("Besvara").status == 422
    assert now(case).state == "received"
    page.press("Besvara", text=text.replace("[[dag och klockslag]]", "fredag 11 december klockan 10"))
    assert now(case).state == "closed"
    assert any("fredag 11 december klockan 10" in entry for entry in alva.browser.open(f"/arenden/{case.id}").thread)


@pytest.mark.parametrize("choice", ["", "Något annat", "avboka tiden"])
def test_the_door_itself_refuses_a_kind_that_is_none(laid_out, alva, choice):
    service = service_of(laid_out, "change-appointment")
    with pytest.raises(Refused, match="Välj något av alternativen") as refused:
        sending.send(alva.actor, service.clinic, service.case_type, alva.person, "En text.", choice=choice)
    assert refused.value.reason is Reason.NEED
    message = service_of(laid_out, "message")
    with pytest.raises(Refused, match="Välj något av alternativen"):
        sending.send(alva.actor, message.clinic, message.case_type, alva.person, "En text.", choice="Avboka tiden")


@pytest.mark.req("002-036", "002-037")
def test_a_shortcut_gives_the_link_first_and_may_still_be_sent_empty(laid_out, alva, rut):
    service = service_of(laid_out, "self-referral")
    Service.objects.filter(pk=service.pk).update(link="https://vagen.example/in")
    page = alva.browser.open(address_of(service))
    links = [a.attrs["href"] for a in page.main.all("a")]
    assert "https://vagen.example/in" in links
    content = page.main.text
    assert content.index("Här kommer du rätt direkt") < content.index("Eller skriv till mottagningen")
    preview = page.press("Läs igenom", text="")
    assert "Du har inte skrivit något." in preview.text
    preview.press("Skicka")
    case = Case.objects.get()
    assert Message.objects.get(case=case).text == ""
    thread = rut.browser.open(rut.case_address(case)).thread
    assert any("Skickat utan text." in entry for entry in thread)
    answer = StandardAnswer.objects.get(clinic=laid_out.a, case_type__code="self-referral")
    rut.does("answer", case, fill(answer.text, now(case), rut.actor))
    assert any("https://vagen.example/in" in entry for entry in alva.browser.open(f"/arenden/{case.id}").thread)


@pytest.mark.req("002-037")
def test_only_a_shortcut_may_be_sent_empty(laid_out, alva):
    for code in ("message", "self-referral"):  # without an address it is no shortcut
        service = service_of(laid_out, code)
        page = alva.browser.open(address_of(service)).press("Läs igenom", text=" ")
        assert page.status == 422
        assert "Skriv vad ditt ärende gäller." in page.text
        with pytest.raises(Refused, match="Skriv ett meddelande"):
            sending.send(alva.actor, service.clinic, service.case_type, alva.person, " ")


@pytest.mark.req("002-035")
def test_harm_assessment_says_where_record_copies_are_ordered(laid_out, alva):
    page = alva.browser.open(address_of(service_of(laid_out, "record-copy")))
    assert "menprövning" in page.text


def test_a_template_of_the_clinic_is_not_a_service_for_residents(laid_out, alva):
    template = CaseType.objects.create(code="offer", name="Erbjudande", direction=CaseType.Direction.QUESTION)
    service = Service.objects.create(clinic=laid_out.a, case_type=template)
    assert "Erbjudande" not in alva.browser.open(f"/mottagningar/{laid_out.a.id}").text
    assert alva.browser.open(address_of(service)).status == 404
    with pytest.raises(Refused, match="tar inte emot ärenden av den här typen"):
        sending.send(alva.actor, laid_out.a, template, alva.person, "En text.")


def test_the_command_lists_the_new_types_and_those_without_an_address(laid_out, capsys):
    from vardtrad.config import offering

    assert offering.load("se9921000015-b") == 0
    said = capsys.readouterr().out
    assert "Grupper: Sjuksköterska, Läkare, Medicinsk sekreterare" in said
    assert "Saknar länk: Egenremiss" in said
    assert offering.load("SE9921000015-B") == 0
    assert "Allt fanns redan." in capsys.readouterr().out
    assert offering.load("SE9921000015-D") == 1  # a ward takes no cases
    assert "Det finns ingen mottagning" in capsys.readouterr().err


def test_the_help_describes_the_command():
    from vardtrad.config.cli import parser

    assert "basutbud" in parser().format_help()
    assert parser().parse_args(["basutbud", "--mottagning", "SE1"]).mottagning == "SE1"
