"""The pages of the payment basis: who sees what, and the file."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.svu import queries as svu_queries
from vardtrad.planning.svu.payment.models import PaymentTerms


@pytest.fixture
def ready(planners):
    PaymentTerms.objects.create(
        region=planners.region, valid_from=clock.today() - timedelta(days=9), days=0, cut_off="23:59:59",
        amount=Decimal("9300.00"),
    )  # fmt: skip
    return Drive(planners).published().decided().ready()


def period(path: str) -> str:
    today = clock.today().isoformat()
    return f"{path}?first={today}&last={today}"


@pytest.mark.req("B-24")
def test_the_basis_on_screen_and_as_a_file(ready):
    browser, base = ready.ward.browser, ready.ward.base
    page = browser.get(base + period("betalning/")).content.decode()
    assert "9\N{NO-BREAK SPACE}300,00 kr" in page
    assert "Betalningsunderlag" in page
    answer = browser.get(base + period("betalning.csv"))
    text = answer.getvalue().decode("utf-8-sig")
    header, row = text.strip().split("\r\n")
    assert header.startswith("Kommun;Personnummer;")
    assert row.split(";")[8:] == ["1", "9300,00", "9300,00", "0", "Ingen kallelse till SIP behövs", "", ""]
    assert answer["Content-Disposition"].startswith("attachment")
    assert [trace.shown for trace in Trace.objects.filter(action="export", detail__file="csv")] == [[ready.key]]


@pytest.mark.req("B-24")
def test_the_basis_as_a_workbook_holds_numbers_and_days(ready):
    browser, base = ready.ward.browser, ready.ward.base
    assert "betalning.xlsx?first=" in browser.get(base + period("betalning/")).content.decode()
    answer = browser.get(base + period("betalning.xlsx"))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    with zipfile.ZipFile(BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert ready.planners.municipality.name in words
    # Days, amount and sum are numbers to count with.
    assert re.findall(r"<v>([0-9.]+)</v></c>", sheet.split("<row ")[2])[-7:-4] == ["1", "9300.00", "9300.00"]
    assert [trace.shown for trace in Trace.objects.filter(action="export", detail__file="xlsx")] == [[ready.key]]


@pytest.mark.req("B-24")
def test_the_health_centre_sees_no_basis(ready):
    page = ready.care.browser.get(ready.care.base + period("betalning/")).content.decode()
    assert "Ingen kommun har betalningsansvar" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first=2026-12-01&last=2026-11-01", "slutar innan den börjar"),
        ("first=2024-01-01&last=2026-01-01", "högst ett år"),
        ("first=&last=2026-01-01", "Fyll i datum"),
        ("first=i-g%C3%A5r&last=2026-01-01", "Skriv datumet som"),
        ("first=0001-01-01&last=0001-01-02", "Kontrollera årtalet"),
    ],
)
def test_an_invalid_period_is_refused_with_a_sentence(planners, query, words):
    vera = planners.staff["vera"]
    for path in ("betalning/", "betalning.csv", "betalning.xlsx"):
        answer = vera.browser.get(f"{vera.base}{path}?{query}")
        assert answer.status_code == 422
        assert words in answer.content.decode()


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "\N{NO-BREAK SPACE}@A1", "\N{FULLWIDTH EQUALS SIGN}1+1"])
def test_a_name_does_not_become_a_formula(ready, planners, name):
    planners.municipality.name = name
    planners.municipality.save()
    text = ready.ward.browser.get(ready.ward.base + period("betalning.csv")).getvalue().decode("utf-8-sig")
    assert f"\n'{name};" in text


@pytest.mark.req("B-24")
def test_a_notice_leads_to_the_cases_own_version_with_it(ready):
    browser, base = ready.ward.browser, ready.ward.base
    number, version = 3, svu_queries.published(ready.key)[2]
    assert version.move == "declare_ready"
    link = f"{base}svu/{ready.key}/version/{version.id}/tid/"
    assert f'href="{link}"' in browser.open(base + period("betalning/")).html
    assert f"Du läser version {number} " in browser.open(link).main.text
    text = browser.get(base + period("betalning.csv")).getvalue().decode("utf-8-sig")
    assert text.strip().split("\r\n")[1].split(";")[5] == str(number)
