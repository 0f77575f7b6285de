"""What clinics send: bold, italics, headings, lists and links, and never any HTML of anybody's own (004-031)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardtrad.shared.web.rich import rich, without_markup

OURS = re.compile(r"</?(?:p|h3|ul|ol|li|strong|em|br|a)(?: href=\"[^\"<>]*\"(?: rel=\"noopener noreferrer\")?)?>")


@pytest.mark.req("004-031")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Fet** och *kursiv*", "<p><strong>Fet</strong> och <em>kursiv</em></p>"),
        ("## Rubrik\nText", "<h3>Rubrik</h3><p>Text</p>"),
        ("- ett\n- två", "<ul><li>ett</li><li>två</li></ul>"),
        ("1. ett\n2. två", "<ol><li>ett</li><li>två</li></ol>"),
        ("en\nrad", "<p>en<br>rad</p>"),
        ("[här](https://exempel.se)", '<p><a href="https://exempel.se" rel="noopener noreferrer">här</a></p>'),
        ("3 * 4 * 5", "<p>3 * 4 * 5</p>"),
        ("", ""),
    ],
)
def test_the_markup_becomes_what_it_says(text, html) -> None:
    assert str(rich(text)) == html


@pytest.mark.req("004-031")
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        '[x](https://a.se" onclick="alert(1))',
        "## <b>x</b>",
        "![x](https://a.se/x.png)",
        "<https://a.se>",
    ],
)
def test_no_html_of_anybody_elses_comes_through(text) -> None:
    html = str(rich(text))
    assert "<" not in OURS.sub("", html), html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@given(st.text(alphabet="<>*_#-[]()!&\"'`~ \n1.ab/:htps", max_size=80))
def test_whatever_is_written_only_our_own_tags_come_out(text) -> None:
    assert "<" not in OURS.sub("", str(rich(text)))


def test_the_words_alone_are_plain() -> None:
    assert without_markup("## Hej\n\n**Du** har *en* tid:\n\n- mån\n- tis") == "Hej\nDu har en tid:\nmån\ntis"


def test_paper_spells_out_where_a_link_leads() -> None:
    assert "här</a> (https://exempel.se)" in str(rich("[här](https://exempel.se)", spell_out=True))
