"""The components: names, labels and relations that a reader with a screen reader needs."""

import re

import pytest
from django import forms
from django.template import engines
from django.urls import resolve

from tests.reading import flat
from vardtrad.shared.web.forms import LongText, PlainForm
from vardtrad.shared.web.jinja import paragraphs


class Everything(PlainForm):
    """One field of each kind."""

    day = forms.DateField(label="Dag", help_text="åååå-mm-dd", error_messages={"required": "Skriv en dag"})
    way = forms.ChoiceField(label="Sätt", widget=forms.RadioSelect, choices=[("a", "Ett"), ("b", "Två")])
    who = forms.ChoiceField(label="Fördela till", choices=[("", "Välj"), ("Personer", [("1", "Maja"), ("2", "Oskar")])])
    text = LongText(label="Meddelande till invånaren", max_length=10)


def draw(source, **context):
    return flat(engines["jinja2"].from_string("{% import 'shared/web/m.html' as m %}" + source).render(context))


def test_a_field_with_a_fault_says_so_at_the_field_and_in_the_summary():
    form = Everything({"text": "elva tecken"})
    page = draw(
        "{{ m.error_summary(form) }}{% for f in form.visible_fields() %}{{ m.field(f) }}{% endfor %}", form=form
    )
    assert "Rätta 5 saker innan du fortsätter" in page  # the missing submit key is one of them
    assert '<a href="#id_day">Skriv en dag</a>' in page
    assert '<a href="#id_way_0">' in page
    assert 'aria-describedby="id_day-hint id_day-error" aria-invalid="true"' in page
    for target in (
        re.findall(r'href="#([^"]+)"', page) + " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
    ):
        assert f'id="{target}"' in page
    assert "1 tecken för mycket" in page
    assert "Texten är 1 tecken för lång. Högst 10 tecken." in page


def test_choices_and_text_come_back():
    form = Everything({"day": "3/12", "way": "b", "who": "2", "text": "\n<b> & mer"})
    page = draw("{% for f in form.visible_fields() %}{{ m.field(f) }}{% endfor %}", form=form)
    assert 'value="3/12"' in page
    assert 'value="b" checked' in page
    assert '<option value="2" selected>Oskar</option>' in page
    assert '<optgroup label="Personer">' in page
    assert ">\n\n&lt;b&gt; &amp; mer</textarea>" in page  # HTML drops the first line break, the writer's own stays
    assert "maxlength" not in page


def test_a_row_keeps_its_roles_and_labels_when_it_becomes_a_card():
    page = draw(
        "{% call m.grid('Inkomna ärenden', ['', 'Uppdaterat', 'Ärendetyp']) %}<tr role='row'>{{ m.td_new(true) }}"
        "{{ m.td('Uppdaterat', '2026-11-20 13:04', 'num') }}{{ m.td_link('Ärendetyp', '/x', 'Recept') }}</tr>"
        "{% endcall %}"
    )
    assert '<table class="ds-table grid cards" role="table"' in page
    assert page.count('role="columnheader"') == page.count('role="cell"') == 3
    assert 'data-label="Uppdaterat">2026-11-20 13:04' in page
    assert '<a class="clip" href="/x">Recept</a>' in page
    assert '<span class="vh">Nytt</span>' in page


def test_the_ends_of_a_list_have_no_pages_beyond():
    assert "Nyare" not in draw("{{ m.pager(none, '/x?efter=1') }}")
    assert "Äldre" not in draw("{{ m.pager('/x?fore=1', none) }}")
    assert "50 per sida" in draw("{{ m.pager(none, none) }}")


def test_written_text_is_escaped_and_keeps_its_lines():
    assert paragraphs("Hej!\r\n\r\nEtt <b>\r\ntvå") == "<p>Hej!</p><p>Ett &lt;b&gt;<br>två</p>"
    assert paragraphs("http://ond.example") == "<p>http://ond.example</p>"


def test_a_misspelt_name_in_a_template_is_an_error():
    with pytest.raises(Exception, match="is undefined"):
        draw("{{ mispelt }}")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/inkorg",
        "/mottagningar",
        "/logga-ut",
        "/sprak",
        "/personal/",
        "/personal/mottagningar",
        "/personal/logga-ut",
    ]
    + [f"/personal/0b7b4a2e-6f0c-4b44-8f0c-0d2f1ad7b6b1/{rest}" for rest in ("", "administration/")],
)
def test_the_addresses_that_the_base_pages_lead_to_exist(address):
    assert resolve(address)
