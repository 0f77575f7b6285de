"""A new filter of the work lists is one record: nothing else is written for it but its words in English."""

import pytest
from django.db.models import Q, TextChoices

from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.lists import filters, forms
from vardtrad.shared.lists.filters import Filter, OneOf


class Origin(TextChoices):
    """Who began the case, as choices of a filter."""

    RESIDENT = "invanaren", "Invånaren har skrivit först"
    CLINIC = "mottagningen", "Mottagningen har skrivit först"


@pytest.fixture
def record(monkeypatch):
    """A filter that the product does not have, beside those that it has."""
    condition = {Origin.RESIDENT: Q(origin="resident"), Origin.CLINIC: Q(origin="clinic")}
    made = Filter(
        "borjade",
        "Vem började?",
        OneOf(Origin, otherwise="Vem som helst"),
        condition=lambda origin, _reader: condition[origin],
    )
    records = (*filters.FILTERS, made)
    for module in (filters, forms):
        monkeypatch.setattr(module, "FILTERS", records)
    return made


@pytest.mark.req("004-061")
def test_a_record_gives_form_field_address_query_and_chip(record, region, alva, bo, rut):
    first, second = alva.sends(region.renewal_at_a), bo.sends(region.renewal_at_a)
    assert set(Case.objects.values_list("origin", flat=True)) == {"resident"}
    page = rut.browser.open(rut.address("arenden/alla")).follow("FILTRERA")
    form = page.form("VISA RESULTAT")
    assert "Vem började?" in [node.text for node in form.all("legend")]
    assert {"Vem som helst", *Origin.labels} <= {node.text for node in form.all("label")}

    chosen = page.press("VISA RESULTAT", borjade="invanaren")
    assert chosen.address.endswith("arenden/alla?borjade=invanaren")
    assert {row["href"] for row in chosen.rows} == {rut.case_address(case) for case in (first, second)}
    (chip,) = chosen.main.all("a", class_="chip", aria_current="true")
    assert chip.text == "Invånaren har skrivit först ta bort filter"
    assert chosen.follow(chip.text).address.endswith("arenden/alla")
    assert chosen.follow("FILTRERA 1 val").fields("VISA RESULTAT")["borjade"] == ["invanaren"]

    none = page.press("VISA RESULTAT", borjade="mottagningen")
    assert none.main.all("tbody") == []
    assert "Inga ärenden stämmer med filtret." in none.main.text


@pytest.mark.req("B-07")
def test_a_saved_view_keeps_a_new_filter(record, region, alva, rut):
    alva.sends(region.renewal_at_a)
    page = rut.browser.open(rut.address("arenden/alla?borjade=mottagningen"))
    saved = page.press("SPARA VYN", namn="Våra egna")
    assert saved.address.endswith("arenden/alla?borjade=mottagningen")
    assert any(a.text == "Våra egna 0" for a in saved.main.all("a", class_="chip"))
