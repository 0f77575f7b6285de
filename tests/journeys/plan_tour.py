"""The planning tool's part of the tour: each step in each colour, and each question and state of the pages around."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.plan_steps import ahead
from tests.journeys.plan_stories import ELSA, PlanStory, number_of
from tests.journeys.steps import box, button, link

STORY = "svu_tour"
SOMEBODY = number_of(STORY, ELSA)
WARD, CARE, TOWN, OUTSIDE, CHIEF = "ward", "care", "town", "outside", "chief"
SEATED = {WARD: "vera", CARE: "oskar", TOWN: "karin", OUTSIDE: "erik", CHIEF: "ada"}


def keys(story: PlanStory) -> dict[str, str]:
    """What the addresses below are filled with: seats, units, and each patient's plan as each of the three opens it."""
    places = {f"{who}_unit": story.unit_ids[name] for who, name in (("other", "ward_b"), ("health", "health_centre"))}
    places |= {who: story.seats[name] for who, name in SEATED.items()}
    for who, seat in SEATED.items():
        places |= {f"{who}_{patient}": f"{story.seats[seat]}svu/{plan}/" for patient, plan in story.plans.items()}
    places |= {f"sip_{who}_{patient}": f"{story.seats[seat]}sip/{sip}/"
               for who, seat in SEATED.items() for patient, sip in story.sips.items()}  # fmt: skip
    places |= {f"sip_{patient}": sip for patient, sip in story.sips.items()}
    places |= {f"{patient}_plan": plan for patient, plan in story.plans.items()}
    places |= {f"{patient}_number": number for patient, number in story.numbers.items()}
    places["home_unit"] = story.unit_ids["home_care"]
    return places


def opens(name: str):
    """Press a button that opens a dialog."""

    def act(page: Page) -> None:
        link(page, name).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # it fades in

    return act


def sends(name: str):
    """Press a button of the page's main part, with its form as it is, and wait for the refusal."""

    def act(page: Page) -> None:
        button(page.get_by_role("main"), name).first.click()
        expect(page.get_by_role("alert").first).to_be_visible()

    return act


def started(page: Page) -> None:
    """Start the approval of a SIP that is complete."""
    button(page, "Starta godkännande av SIP").first.click()
    expect(page.get_by_text("Godkännandet är startat.").first).to_be_visible()


def search(number: str):
    """Search for somebody by number."""

    def act(page: Page) -> None:
        box(page, "Personnummer, 12 siffror").fill(number)
        button(page, "Sök").click()
        page.wait_for_load_state()

    return act


def narrow(words: str):
    """Filter the start page."""

    def act(page: Page) -> None:
        page.get_by_role("searchbox", name="Filtrera listan – Namn eller personnummer").fill(words)
        button(page, "Filtrera").click()

    return act


def hint(page: Page) -> None:
    """Open the list of tasks."""
    page.get_by_role("button", name=re.compile("^Att göra")).first.click()


def menus(page: Page) -> None:
    """Unfold who has acknowledged or attested, and who has registered."""
    for summary in page.locator(".just summary").all():
        summary.click()
    page.get_by_role("button", name=re.compile("Visa vem som har registrerat")).first.click()


def thread(page: Page) -> None:
    """Begin to write a message."""
    if page.locator("#meddelanden").get_attribute("open") is None:
        page.locator("#meddelanden summary").first.click()
    page.locator("#meddelanden textarea").fill("Nyckeln finns hos dottern.")


def nothing_sent(page: Page) -> None:
    """Send a message without words."""
    thread(page)
    page.locator("#meddelanden textarea").fill("")
    page.locator("#meddelanden").get_by_role("button", name="Skicka", exact=True).click()


def rows(page: Page) -> None:
    """Open a unit's row, a sub-goal and an activity."""
    for group in ("enheter", "delmal", "aktivitet"):
        page.locator(f"[data-rows={group}] [data-row-toggle]").first.click()
        expect(page.locator(f"[data-rows={group}] > [data-row]").first).to_have_attribute("data-open", "")


def declined_time(page: Page) -> None:
    """Ask for another time without a word."""
    page.get_by_text("Be om en annan tid").click()
    button(page, "Skicka önskan").click()


def discharge(page: Page) -> None:
    """Publish a discharge with nobody responsible for calling: the warning."""
    main = page.get_by_role("main")
    main.locator("input[type=date]").first.fill(ahead(0))
    main.get_by_role("combobox", name=re.compile("^Utskrivning eller")).select_option("Utskrivning")
    main.get_by_role("combobox", name=re.compile("^Utskriven till")).select_option(index=1)
    button(main, "Publicera utskrivning").click()


SIP_STOPS: tuple[tuple, ...] = (
    ("sip-ny", "{care}", search(SOMEBODY)),
    ("sip-lista", "{care}enhetens-sip/"),
    ("sip-lista-uppfoljning", "{care}enhetens-sip/?uppfoljning=1"),
    ("sip-fragor", "{care}fragor-om-sip/"),
    ("sip-information", "{sip_care_elsa}kallelse/"),
    ("sip-nekat", "{sip_care_edvin}kallelse/"),
    ("sip-nekat-plan", "{sip_care_edvin}plan/"),
    ("sip-ta-bort", "{sip_care_edvin}kallelse/", opens("Ta bort plan")),
    ("sip-kallelse", "{sip_care_ebba}kallelse/"),
    ("sip-kallelse-fel", "{sip_care_ebba}kallelse/", lambda page: button(page, "Spara utkast").click()),
    ("sip-kartlaggning-ej", "{sip_care_ebba}kartlaggning/"),
    ("sip-plan-ej", "{sip_care_ebba}plan/"),
    ("sip-deltagare", "{sip_care_ebba}kallelse/?visa=ny-deltagare"),
    ("sip-kallad", "{sip_care_stina}kallelse/"),
    ("sip-andra-mote", "{sip_care_stina}kallelse/?visa=andra-mote"),
    ("sip-stall-in", "{sip_care_stina}kallelse/", opens("Ställ in möte")),
    ("sip-samordnare", "{sip_care_stina}kallelse/", opens("Registrera samordningsansvarig")),
    ("sip-bjud-in", "{sip_care_stina}kallelse/?visa=bjud-in"),
    ("sip-annan-plan", "{sip_care_stina}kallelse/?visa=annan-plan"),
    ("sip-kartlaggning", "{sip_care_nils}kartlaggning/"),
    ("sip-plan-skriver", "{sip_care_nils}plan/", rows),
    ("sip-plan-startad", "{sip_care_nils}plan/", started),
    ("sip-godkannande", "{sip_care_olle}plan/", lambda page: [each.click() for each in page.locator(
        ".just summary").all()]),
    ("sip-aktiv", "{sip_care_anna}plan/"),
    ("sip-aktiv-aktivitet", "{sip_care_anna}plan/", rows),
    ("sip-uppdatera", "{sip_care_anna}plan/", opens("Uppdatera plan")),
    ("sip-uppdaterad", "{sip_care_karl}plan/"),
    ("sip-versioner", "{sip_care_karl}versioner/"),
    ("sip-utskrift", "{sip_care_karl}utskrift/"),
    ("sip-avsluta", "{sip_care_karl}plan/", opens("Avsluta plan")),
    ("sip-avsluta-fel", "{sip_care_karl}plan/?visa=avsluta", sends("Avsluta plan")),
    ("sip-avslutad", "{sip_care_siv}plan/"),
)  # fmt: skip
SIP_TOWN_STOPS: tuple[tuple, ...] = (
    ("sip-foresla", "{sip_town_nils}kallelse/", opens("Föreslå annan tid")),
    ("sip-kvittera", "{sip_town_stina}kallelse/"),
    ("sip-godkann", "{sip_town_olle}plan/"),
    ("sip-last-finns-inte", "{sip_town_ebba}kallelse/"),  # not shared before the call
)
PERSON = "person"
PERSON_STOPS: tuple[tuple, ...] = (
    ("min-plan", "/min-plan"),
    ("min-plan-aktiv", "/min-plan/{sip_anna}"),
    ("min-plan-annan-tid", "/min-plan/{sip_anna}", declined_time),
    ("min-plan-utskrift", "/min-plan/{sip_anna}/utskrift"),
    ("be-om-sip", "/min-plan/be-om"),
    ("be-om-sip-fel", "/min-plan/be-om", lambda page: button(page.get_by_role("main"), "Skicka").click()),
)


STOPS: dict[str, tuple[tuple, ...]] = {
    WARD: (
        ("planer", "{ward}"),
        ("planer-visa-mer", "{ward}?visa={elsa_plan}"),
        ("planer-att-gora", "{ward}?att-gora=1", hint),
        ("planer-filter", "{ward}", narrow("elsa")),
        ("planer-filter-ingen", "{ward}", narrow("finns inte")),
        ("planer-sip", "{ward}enhetens-sip/"),
        ("planer-idag", "{ward}idag/"),
        ("planer-betalning", "{ward}betalning/"),
        ("planer-byt", "{ward}byt/"),
        ("planer-byt-saker", "{ward}byt/?till={other_unit}/sjukskoterska"),
        ("planer-info", "{ward}info/"),
        ("planer-hjalp", "{ward}hjalp/"),
        ("planer-hjalp-borja", "{ward}hjalp/manual/?kapitel=borja"),
        ("planer-hjalp-versioner", "{ward}hjalp/manual/?kapitel=versioner"),
        ("planer-sok-fel", "{ward}", search("3304049228")),
        ("planer-sok", "{ward}", search(SOMEBODY)),
        ("inskrivning-utkast", "{ward_stina}inskrivning/"),
        ("inskrivning-fel", "{ward_stina}inskrivning/", lambda page: (
            box(page, "Inskrivningsdatum").fill(""), button(page, "Publicera").click())),
        ("inskrivning-ta-bort", "{ward_stina}inskrivning/", opens("Ta bort plan")),
        ("inskrivning-klar", "{ward_elsa}inskrivning/", menus),
        ("inskrivning-ratta", "{ward_elsa}inskrivning/?visa=inskrivning"),
        ("inskrivning-nekat", "{ward_ebba}inskrivning/"),
        ("samtycke-avregistrera", "{ward_ebba}inskrivning/", opens("Avregistrera")),
        ("tid-vantar", "{ward_elsa}tid/"),
        ("tid-andra", "{ward_elsa}tid/", opens("Ändra")),
        ("tid-ny", "{ward_elsa}tid/?visa=tid"),
        ("tid-fel", "{ward_nils}tid/", sends("Publicera")),
        ("kartlaggning-ej", "{ward_stina}kartlaggning/"),
        ("kartlaggning-skriver", "{ward_nils}kartlaggning/"),
        ("stallningstagande-skriver", "{ward_nils}stallningstagande/"),
        ("stallningstagande-vantar", "{ward_siv}stallningstagande/", menus),
        ("stallningstagande-nej", "{ward_olle}stallningstagande/"),
        ("stallningstagande-klar", "{ward_elsa}stallningstagande/"),
        ("utskrivning", "{ward_elsa}utskrivning/"),
        ("utskrivning-fel", "{ward_elsa}utskrivning/", sends("Publicera utskrivning")),
        ("utskrivning-varning", "{ward_elsa}utskrivning/", discharge),
        ("utskrivning-angra", "{ward_anna}utskrivning/", opens("Ångra utskrivning")),
        ("utskrivning-angrad", "{ward_karl}utskrivning/"),
        ("handelse", "{ward_elsa}tid/?visa=handelse"),
        ("versioner", "{ward_elsa}versioner/"),
        ("utskrift", "{ward_elsa}utskrift/"),
        ("meddelande-skriver", "{ward_nils}inskrivning/", thread),
        ("meddelande-fel", "{ward_nils}inskrivning/", nothing_sent),
    ),
    CARE: (
        ("oppenvard-planer", "{care}"),
        ("oppenvard-vardkontakt", "{care}vardkontakt/"),
        ("oppenvard-inskrivning-rod", "{care_ebba}inskrivning/"),
        ("oppenvard-tid-rod", "{care_elsa}tid/"),
        ("oppenvard-kartlaggning", "{care_nils}kartlaggning/"),
        ("oppenvard-kartlaggning-last", "{care_ebba}kartlaggning/"),
        ("oppenvard-stallningstagande-vantar", "{care_nils}stallningstagande/"),
        ("oppenvard-stallningstagande-rod", "{care_siv}stallningstagande/"),
        ("oppenvard-stallningstagande-fel", "{care_siv}stallningstagande/", sends("Spara svaret")),
        ("oppenvard-stallningstagande-nej", "{care_olle}stallningstagande/"),
        ("oppenvard-stallningstagande-klar", "{care_elsa}stallningstagande/"),
        ("oppenvard-utskriven", "{care_anna}utskrivning/"),
        ("oppenvard-angrad", "{care_karl}utskrivning/"),
        ("vardkontakt-fraga", "{care_elsa}inskrivning/", opens("Registrera fast vårdkontakt")),
        ("vardkontakt-sida", "{care_elsa}inskrivning/?visa=fast-vardkontakt"),
        ("deltagare-enhet", "{care_elsa}inskrivning/?visa=enhet&vald={health_unit}"),
        ("deltagare-ny", "{care_elsa}inskrivning/?visa=ny-deltagare"),
        ("deltagare-ny-saker", "{care_elsa}inskrivning/?visa=ny-deltagare&vald={home_unit}"),
        ("meddelande-kvittera", "{care_elsa}inskrivning/"),
        *SIP_STOPS,
    ),
    TOWN: (
        ("kommun-planer", "{town}"),
        ("kommun-kartlaggning", "{town_nils}kartlaggning/"),
        ("kommun-stallningstagande-rod", "{town_siv}stallningstagande/"),
        ("falt-historik", "{town_nils}kartlaggning/", lambda page: page.get_by_role(
            "link", name=re.compile("Visa tidigare text")).first.click()),
        ("kommun-sok", "{town}", search(SOMEBODY)),
        ("kommun-finns-inte", "{town_stina}inskrivning/"),
        *SIP_TOWN_STOPS,
    ),
    CHIEF: (
        ("sip-statistik", "{chief}sip-statistik/"),
        ("sip-statistik-organisation", "{chief}sip-statistik/?omfattning=organisation&period=ar"),
        ("sip-statistik-fel", "{chief}sip-statistik/?period=egna"),
        ("sip-statistik-tom", "{chief}sip-statistik/?period=egna&fran=2016-01-01&till=2016-01-02"),
    ),
    OUTSIDE: (
        ("extern-tom", "{outside}"),
        ("extern-traff", "{outside}", search(SOMEBODY)),
        ("extern-lasa", "{outside}las/{elsa_plan}/"),  # who has searched may go on
        ("extern-lasa-fel", "{outside}las/{elsa_plan}/", sends("Läs ärendet")),
    ),
}  # fmt: skip
