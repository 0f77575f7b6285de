"""What staff write becomes paragraphs and safe links, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from vardtrad.shared.web.written import written

LINK = '<a href="{}" rel="noopener noreferrer">{}</a>'


@pytest.mark.req("002-038", "B-05")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hej\n\ndå\nnu", "<p>Hej</p><p>då<br>nu</p>"),
        ("[ord](https://a.example/b)", f"<p>{LINK.format('https://a.example/b', 'ord')}</p>"),
        ("Se https://a.example/b.", f"<p>Se {LINK.format('https://a.example/b', 'https://a.example/b')}.</p>"),
        ("(https://a.example)", f"<p>({LINK.format('https://a.example', 'https://a.example')})</p>"),
        ("[ring](tel:+4681234)", f"<p>{LINK.format('tel:+4681234', 'ring')}</p>"),
        ("[skriv](mailto:a@b.example)", f"<p>{LINK.format('mailto:a@b.example', 'skriv')}</p>"),
        ("[](https://a.example)", f"<p>{LINK.format('https://a.example', 'https://a.example')}</p>"),
        ("[x](http://a.example)", "<p>[x](http://a.example)</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>"),
        ("[x](//a.example) [y](/inkorg)", "<p>[x](//a.example) [y](/inkorg)</p>"),
        ("<b>*fet*</b> # _x_ `k` &amp;", "<p>&lt;b&gt;*fet*&lt;/b&gt; # _x_ `k` &amp;amp;</p>"),
        ("https://", "<p>https://</p>"),
    ],
)
def test_links_and_nothing_else(text: str, html: str) -> None:
    assert str(written(text)) == html


WIKI = "https://sv.wikipedia.org/wiki/Aura_(migrän)"


@pytest.mark.req("002-038")
@pytest.mark.parametrize("before", ["", "Se ", "(", "[", "”", "«"])
@pytest.mark.parametrize(
    "after", ["", ".", ",", "…", "”", "’", "»", "!", "?!", "?", ":", ";", "’.", "”)", ").", "].", " och", "\n"]
)
@pytest.mark.parametrize(
    "address",
    [
        WIKI, f"{WIKI}#Symptom", "https://a.example/x[1]", "https://a.example/x(1)(2)", "https://a.example/(a)/b",
        "https://a.example/b", "https://a.example/?q=(a)&r=[b]", "https://a.example/a.b,c;d", "https://a.example/",
    ],
)  # fmt: skip
def test_an_address_ends_where_the_sentence_goes_on(before: str, address: str, after: str) -> None:
    html = str(written(f"{before}{address}{after}"))
    assert f'href="{escape(address)}" ' in html
    assert f">{escape(address)}</a>" in html


@pytest.mark.req("B-13")
def test_paper_has_the_addresses_in_words() -> None:
    assert str(written("[ord](https://a.example)", spell_out=True)).endswith("ord</a> (https://a.example)</p>")
    assert str(written("https://a.example", spell_out=True)).count("https://a.example") == 2


@pytest.mark.req("002-038")
@given(st.text(alphabet="ab[]()<>\"'&!\\ \n*_`:/.htpsjavcript", max_size=60))
def test_whatever_is_written_no_other_markup_comes_out(text: str) -> None:
    html = str(written(text))
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(
            r'</?p>|<br>|</a>|<a href="(https:|mailto:|tel:)[^"<>]*" rel="noopener noreferrer">', tag
        ), tag
    assert html.count("<a ") == html.count("</a>")
