"""Bad input: too long, empty, invisible, not UTF-8, naughty, forged. A clear message in Swedish, and nothing lost."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.people import now
from vardtrad.cases.case.models import Case, Message
from vardtrad.kernel.pasted import has_ink
from vardtrad.kernel.swedish import composed
from vardtrad.shared.web.forms import plain_newlines

TESTDATA = Path(__file__).resolve().parents[6] / "shared" / "testdata"

# The kinds of naughty strings, so that the test is still useful where the collection is missing.
OWN_NAUGHTY = [
    "<script>alert('x')</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% raw %}", "${7*7}", "%s %(x)s",
    "'; DROP TABLE cases_case; --", "NULL", "undefined", "true", "1/0", "田中さんにあげて下さい", "ﷺ", "👩‍👩‍👧‍👦",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "\u202eotlåvs\u202c", "\ufeffBOM först", "a\u0000b".replace("\u0000", "\u0001"), "rad ett\r\nrad två\rrad tre",
    "&lt;redan&gt; &amp;", "../../../../etc/passwd", "C:\\fil", "=1+1", "\u2028radskiljare", "-",
    "ﬁ ligatur", "İstanbul",
]  # fmt: skip


def naughty():
    collection = TESTDATA / "blns" / "blns.json"
    return OWN_NAUGHTY + (json.loads(collection.read_text(encoding="utf-8")) if collection.exists() else [])


def write_page(region, resident):
    return resident.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")


def test_too_long_a_text_is_kept_and_the_page_says_by_how_much(region, alva):
    page = write_page(region, alva).press("Läs igenom", text="å" * 4012)
    assert page.status == 422
    assert "Texten är 12 tecken för lång. Högst 4000 tecken." in page.alerts
    assert page.fields("Läs igenom")["text"] == "å" * 4012
    assert page.title.startswith("Fel:")
    assert page.press("Läs igenom", text="å" * 4000).main.one("h1").text == "Läs igenom ditt ärende"


def test_just_enough_counted_as_the_browser_counts(region, alva):
    text = "\r\n".join(["rad"] * 1000)
    assert len(plain_newlines(text)) == 3999
    write_page(region, alva).press("Läs igenom", text=text).press("Skicka")
    assert Message.objects.get().text == plain_newlines(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\r\n\t ", "\u200b", "\u200b\u200c\u200d\ufeff", "\u00ad\u3164\u2800", "\u00a0"]
)
def test_nothing_to_see_is_nothing(region, alva, hugos_case, hugo, text):
    page = write_page(region, alva).press("Läs igenom", text=text)
    assert page.status == 422
    assert "Skriv vad ditt ärende gäller." in page.alerts
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=motfraga"))
    said = page.press("Skicka", text=text, reply="ask").alerts
    assert "Skriv ett svar eller lägg till ett standardsvar." in said
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=avsluta"))
    assert "Skriv orsaken" in page.press("Avsluta", reason=text).alerts
    assert Case.objects.count() == 1
    assert now(hugos_case).state == "assigned"


def test_a_null_character_is_refused_in_words(region, alva):
    page = write_page(region, alva).press("Läs igenom", text="före\x00efter")
    assert page.status == 422
    assert "nolltecken" in page.alerts
    assert not Case.objects.exists()


def test_another_encoding_is_refused_and_the_text_shown(region, alva):
    page = write_page(region, alva)
    body = (
        f"submit_key={page.fields('Läs igenom')['submit_key']}&gor=granska&text=".encode()
        + "ömma leder i går".encode("latin-1")
    )
    response = alva.browser.post(page.address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "blev fel när sidan skickades" in response.content.decode()
    assert "ömma leder i går" in response.content.decode()
    assert not Case.objects.exists()


def test_much_too_much_is_refused_in_words(region, alva):
    page = write_page(region, alva)
    response = alva.browser.post(page.address, {**page.fields("Läs igenom"), "text": "x" * 1_100_000})
    assert response.status_code == 400
    assert "Det blev för mycket på en gång" in response.content.decode()


@pytest.mark.req("000-001")
@pytest.mark.parametrize("text", OWN_NAUGHTY)
def test_a_naughty_case_is_stored_exactly_and_shown_escaped(region, alva, rut, text):
    receipt = write_page(region, alva).press("Läs igenom", text=text).press("Skicka")
    key = receipt.address.split("/")[2]
    assert Message.objects.get().text == plain_newlines(text).strip()
    for page in (alva.browser.open(f"/arenden/{key}"), rut.browser.open(rut.address(f"arende/{key}/"))):
        shown_escaped(page, [plain_newlines(text).strip()])


def test_all_naughty_strings_in_one_case(region, alva, hugo, hugos_case):
    """Each as a partial reply, then all of them on one page at both ends, letters and marks composed (NFC)."""
    address = hugo.case_address(hugos_case, "motfraga")
    kept = []
    for text in naughty():
        sent = {"text": text, "reply": "partial_reply", "submit_key": str(uuid4()), "seen": "1"}
        status = hugo.browser.post(address, sent).status_code
        if "\x00" in text or not has_ink(plain_newlines(text)):
            assert status == 422
        else:
            assert status == 302, text
            kept.append(composed(plain_newlines(text)).strip())
    stored = [message.text for message in Message.objects.filter(kind="partial_reply").order_by("id")]
    assert stored == kept
    assert len(kept) >= 20
    shown_escaped(alva.browser.open(f"/arenden/{hugos_case.id}"), ["Jag behöver förnya mitt recept på Levaxin.", *kept])


def shown_escaped(page, texts):
    """Every message is shown as it was written, and nothing in it became markup."""
    written = page.root.all("div", class_="written")
    assert len(written) == len(texts)
    for node, text in zip(written, texts, strict=True):
        # The day below the signature is the product's own.
        own = {id(element) for sign in node.all("p", class_="sign") for element in sign.walk()}
        assert {element.tag for element in node.walk() if id(element) not in own} <= {"p", "br"}, text
        assert _ink(text) in _ink(node.raw)
    assert not any(name.startswith("on") for node in page.root.walk() for name in node.attrs)


def _ink(text):
    return re.sub(r"\s+", "", text)


def test_naughty_strings_as_search_words(region, alva):
    for text in naughty():
        response = alva.browser.get("/mottagningar", {"q": text})
        assert response.status_code == (400 if "\x00" in text else 200), text
        assert text.strip() == "" or "<script>alert" not in response.content.decode(), text


@pytest.mark.parametrize("forged", ["", "x", "1", "0189f0a0", "'; --", "0" * 400, "\u0661"])
def test_a_forged_submit_key_keeps_the_text_and_gives_a_new_key(region, alva, forged):
    page = write_page(region, alva).press("Läs igenom", text="Min text.", submit_key=forged)
    assert page.status == 422
    assert "Sidan har blivit för gammal. Din text finns kvar" in page.alerts
    assert page.fields("Läs igenom")["text"] == "Min text."
    assert page.press("Läs igenom", text="Min text.").press("Skicka").main.one("h1").text == "Ditt ärende är skickat"


@pytest.mark.parametrize("forged", ["x", "-1", "99999999999", "1.5"])
def test_a_forged_content_number(hugos_case, hugo, forged):
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Besvara", text="Mitt svar.", seen=forged)
    assert page.status == 422
    assert "Sidan har blivit för gammal. Din text finns kvar" in page.alerts
    assert page.fields("Besvara")["text"] == "Mitt svar."
    assert now(hugos_case).state == "assigned"


@pytest.mark.parametrize("seen", ["", "0", "999"])
def test_a_content_number_that_nobody_has_seen_is_stale(hugos_case, hugo, seen):
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Besvara", text="Mitt svar.", seen=seen)
    assert page.status == 422
    assert "Det har hänt något sedan du öppnade sidan." in page.alerts
    assert now(hugos_case).state == "assigned"


def test_somebody_elses_submit_key_does_not_show_their_case(region, alva, bo):
    page = write_page(region, alva).press("Läs igenom", text="Alvas text.")
    key = page.fields("Skicka")["submit_key"]
    alvas = page.press("Skicka").address
    bos = write_page(region, bo).press("Läs igenom", text="Bos text.").press("Skicka", submit_key=key).address
    assert alvas != bos
    assert Case.objects.count() == 2


def test_a_submit_key_used_on_another_case_is_not_an_answer_to_it(region, alva, rut, hugo, hugos_case):
    """The key of a form that was sent on one case must not make the door believe another case was answered."""
    other = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    page = hugo.browser.open(hugo.case_address(hugos_case))
    key = page.fields("Besvara")["submit_key"]
    page.press("Besvara", text="Svar på det första.")
    page = hugo.browser.open(hugo.case_address(other)).press("Besvara", text="Svar på det andra.", submit_key=key)
    assert now(hugos_case).state == "closed"
    said_sent = "Svaret är skickat och ärendet är avslutat." in page.alerts
    assert said_sent == (now(other).state == "closed"), "the page says that it was sent, but it was not"


def same(page):
    """A page with what differs from request to request taken out."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"\w+\"", "·", page.html)


@pytest.mark.req("000-015")
def test_the_address_of_a_foreign_case_answers_as_for_a_missing_one(
    region, alva, bo, hugos_case, hugo, hanna, olle, petra, adam
):
    missing = uuid4()
    for who in (hanna, adam, olle, petra):
        foreign = who.browser.open(who.address(f"arende/{hugos_case.id}/"))
        absent = who.browser.open(who.address(f"arende/{missing}/"))
        assert (foreign.status, same(foreign)) == (absent.status, same(absent)) == (404, same(absent))
    for path in ("", "/kvitto"):
        foreign, absent = (
            bo.browser.open(f"/arenden/{hugos_case.id}{path}"),
            bo.browser.open(f"/arenden/{missing}{path}"),
        )
        assert (foreign.status, same(foreign)) == (404, same(absent))
    # A clinic where the actor does not work gives the same page as a clinic that does not exist.
    foreign = hugo.browser.open(f"/personal/{region.b.id}/arende/{hugos_case.id}/")
    absent = hugo.browser.open(f"/personal/{missing}/arende/{hugos_case.id}/")
    assert (foreign.status, same(foreign)) == (404, same(absent))


@pytest.mark.parametrize("verb", ["besvara", "motfraga", "avsluta", "fordela", "omfordela"])
def test_verbs_on_a_foreign_case_answer_as_on_a_missing_one(region, hugos_case, hanna, verb):
    sent = {"text": "Min text.", "reason": "Min text.", "reply": "ask", "to": str(hanna.staff.id), "seen": "1"}
    pages = [
        hanna.browser.send(hanna.address(f"arende/{key}/{verb}"), {**sent, "submit_key": str(uuid4())})
        for key in (hugos_case.id, uuid4())
    ]
    assert [page.status for page in pages] == [404, 404]
    assert same(pages[0]) == same(pages[1])
    assert "Min text." in pages[0].text


@pytest.mark.parametrize("kind", ["person", "staff", "clinic", "service", "message"])
def test_ids_of_other_things_are_not_cases(region, alva, rut, new_case, kind):
    key = {
        "person": alva.person.id,
        "staff": rut.staff.id,
        "clinic": region.a.id,
        "service": region.renewal_at_a.id,
        "message": Message.objects.get().id,
    }[kind]
    assert rut.browser.open(rut.address(f"arende/{key}/")).status == 404
    assert alva.browser.open(f"/arenden/{key}").status == 404
    if kind != "clinic":
        assert rut.browser.open(f"/personal/{key}/arenden/inkomna").status == 404
        assert alva.browser.open(f"/mottagningar/{key}").status == 404


@pytest.mark.parametrize("path", ["arende/x/", "arende/1/", "arende/%00/", "arende/..%2f/", "arende/' OR 1=1--/"])
def test_garbage_in_an_address_is_a_page_that_says_so(rut, path):
    page = rut.browser.open(rut.address(path))
    assert page.status == 404
    assert "Sidan finns inte" in page.text


def test_a_form_from_elsewhere_does_nothing(region, alva):
    from tests.reading import Browser

    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = alva.browser.cookies
    page = strict.send(
        f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/",
        {"text": "Planterad text.", "gor": "skicka", "submit_key": str(uuid4())},
    )
    assert page.status == 403
    assert "Formuläret skickades inte" in page.text
    assert "Planterad text." in page.text
    assert not Case.objects.exists()
