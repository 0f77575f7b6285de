"""What a forger, a thief or another provider may try with an OpenID Connect login: nobody comes in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from tests.providers import LOA2, Provider
from tests.reading import Browser
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.login import actions
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import attempts
from vardtrad.shared.login.ways.oidc import tokens
from vardtrad.shared.login.ways.tests.oidc_answers import refused


def reasons():
    return [trace.detail["reason"] for trace in Trace.objects.filter(action="login", outcome="refused").order_by("at")]


def later(seconds):
    return lambda claims, name: claims.update({name: claims[name] + seconds})


CHANGES = {
    "another issuer": (lambda claims: claims.update(iss="https://other.example"), "annan tjänst"),
    "no issuer": (lambda claims: claims.pop("iss"), "annan tjänst"),
    "for another": (lambda claims: claims.update(aud="another"), "inte att lita på"),
    "for others": (lambda claims: claims.update(aud=["another", "third"]), "inte att lita på"),
    "for us and another, who asked unknown": (lambda claims: claims.update(aud=["oss", "x"]), "inte att lita på"),
    "for us and another, who asked": (lambda claims: claims.update(aud=["oss", "x"], azp="x"), "inte att lita på"),
    "another asked": (lambda claims: claims.update(azp="another"), "inte att lita på"),
    "no audience": (lambda claims: claims.pop("aud"), "inte att lita på"),
    "another nonce": (lambda claims: claims.update(nonce="x"), "inte att lita på"),
    "no nonce": (lambda claims: claims.pop("nonce"), "inte att lita på"),
    "a nonce that is no text": (lambda claims: claims.update(nonce=["x"]), "inte att lita på"),
    "expired": (lambda claims: claims.update(exp=claims["iat"] - 61), "Klockan"),
    "no end": (lambda claims: claims.pop("exp"), "inte att lita på"),
    "an end that is no time": (lambda claims: claims.update(exp="9999999999"), "inte att lita på"),
    "an end that is true": (lambda claims: claims.update(exp=True), "inte att lita på"),
    "made later": (lambda claims: claims.update(iat=claims["iat"] + 120), "Klockan"),
    "made long ago": (lambda claims: claims.update(iat=claims["iat"] - 700), "Klockan"),
    "not yet valid": (lambda claims: claims.update(nbf=claims["iat"] + 120), "Klockan"),
    "logged in long ago": (lambda claims: claims.update(auth_time=claims["iat"] - 900), "inte att lita på"),
    "logged in unknown when": (lambda claims: claims.pop("auth_time"), "inte att lita på"),
    "another access token": (lambda claims: claims.update(at_hash="x" * 22), "inte att lita på"),
    "no subject": (lambda claims: claims.pop("sub"), "inte att lita på"),
    "a lower level": (lambda claims: claims.update(acr=LOA2), "inte tillräckligt säker"),
    "a level of its own": (lambda claims: claims.update(acr=f"{LOA2}/../loa4"), "inte tillräckligt säker"),
    "a list of levels": (lambda claims: claims.update(acr=[claims["acr"]]), "inte tillräckligt säker"),
    "no level": (lambda claims: claims.pop("acr"), "inte tillräckligt säker"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_that_is_not_as_it_should_be(provider, browser, alva, change):
    provider.changes, words = CHANGES[change]
    refused(browser.open(provider.logs_in(browser)), words, 503 if words == "Klockan" else 403)
    assert len(reasons()) == 1


@pytest.mark.parametrize("seconds", [-50, 50])
def test_a_provider_whose_clock_is_a_little_wrong_is_believed(provider, browser, alva, seconds):
    def change(claims):
        for name in ("iat", "exp", "auth_time"):
            claims[name] += seconds

    provider.changes = change
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"


def test_unsigned_and_forged_tokens(provider, browser, alva):
    thief = RSAKey.generate_key(2048, {"kid": provider.key.kid})
    unknown = RSAKey.generate_key(2048, {"kid": "unknown"})
    forgeries = [
        provider.unsigned,
        provider.signed_by_the_public_key,
        lambda claims: provider.signed(claims, thief),
        lambda claims: provider.signed(claims, unknown),
        lambda claims: provider.signed(claims, thief, jwk=thief.as_dict(private=False)),
        lambda claims: provider.signed(claims)[:-8] + "AAAAAAAA",
        lambda claims: provider.signed(claims).rpartition(".")[0] + ".",
        lambda claims: "",
        lambda claims: "x.y.z",
        lambda claims: "a" * 40_000,
        lambda claims: provider.signed(claims, alg="RS512"),  # not among those of the row
    ]
    for forged in forgeries:
        provider.raw_token = forged
        refused(browser.open(provider.logs_in(browser)), "inte att lita på")
    # The first of them is traced, and no more from the same address for a while.
    assert reasons() == ["untrusted"]


def test_keys_that_are_secrets_or_for_secrecy_are_not_used(provider, browser, alva):
    provider.published = [RSAKey.import_key(provider.key.as_dict(private=False) | {"use": "enc"})]
    refused(browser.open(provider.logs_in(browser)), status=503)


def test_an_unknown_key_does_not_make_us_ask_without_end(provider, browser, alva):
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"
    Session.objects.all().delete()
    thief = RSAKey.generate_key(2048, {"kid": "unknown"})
    provider.raw_token = lambda claims: provider.signed(claims, thief)
    for _try in range(5):
        refused(browser.open(provider.logs_in(browser)))
    assert provider.asked.count("/keys") == 1


def test_an_answer_counts_once(provider, browser, alva):
    back = provider.logs_in(browser)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items() if name.startswith(attempts.COOKIE)}
    assert browser.get(back).headers["Location"] == "/inkorg"
    assert len(cookies) == 1
    # The cookie is gone, and the answer counts no more where somebody has kept the cookie.
    assert browser.open(back).status == 403
    for name, value in cookies.items():
        browser.cookies[name] = value
    page = browser.open(back)
    assert (page.status, "redan använts" in page.text) == (403, True)
    assert Session.objects.count() == 1


def test_a_code_counts_once_at_the_provider(provider, browser, alva):
    """A stolen code in a login of the thief's own: PKCE and nonce are those of another login."""
    stolen = dict(parse_qs(urlsplit(provider.logs_in(browser)).query))["code"][0]
    thief = Browser()
    own = provider.answer_to(thief.get("/inloggning/prov/"), code=stolen)
    refused(thief.open(own), "redan använts")


def test_an_answer_in_another_browser(provider, browser, alva):
    back = provider.logs_in(browser)
    refused(Browser().open(back), "annan webbläsare")
    # A stranger's request leaves nothing in the log.
    assert reasons() == []


@pytest.mark.parametrize("state", ["", "x", "../x", "%0A", "å" * 50])
def test_a_made_up_state(provider, browser, alva, state):
    browser.get("/inloggning/prov/")
    refused(browser.open(f"/inloggning/prov/svar?code=x&state={state}"), "annan webbläsare")


def test_parameters_that_are_there_twice(provider, browser, alva):
    refused(browser.open(provider.logs_in(browser) + "&code=other"), "annan webbläsare")


def test_an_answer_that_comes_too_late(provider, browser, alva, frozen):
    back = provider.logs_in(browser)
    frozen.go(minutes=10, seconds=1)
    refused(browser.open(back), "tog för lång tid")


def test_a_cookie_that_is_made_up(provider, browser, alva):
    back = provider.logs_in(browser)
    (name,) = [name for name in browser.cookies if name.startswith(attempts.COOKIE)]
    browser.cookies[name] = browser.cookies[name].value.replace(":", "x:", 1)
    refused(browser.open(back), "annan webbläsare")


@pytest.mark.parametrize("says", ["", "https://other.example"])
def test_an_answer_that_says_it_is_from_another(provider, browser, alva, says):
    """RFC 9207: a provider that names itself in every answer must do so in this one too."""
    refused(browser.open(provider.answer_to(browser.get("/inloggning/prov/"), iss=says)), "annan tjänst")


@pytest.fixture
def other():
    made = Provider()
    made.changes_key()
    yield made
    made.stop()


def test_two_providers_are_not_mixed_up(provider, other, browser, alva, settings):
    settings.WAYS = [provider.row(), other.row(id="annan")]
    other.who = provider.who
    # The answer to a login by one way, given to the other.
    back = provider.logs_in(browser)
    refused(browser.open(back.replace("/prov/", "/annan/")), "annan webbläsare")
    # The other provider answers a login that was begun at the first, with its own name and without.
    for says in (other.issuer, ""):
        start = browser.get("/inloggning/prov/")
        refused(browser.open(provider.answer_to(start, iss=says)), "annan tjänst")
    # A token of the other's, signed by the other's key, in an answer of the first.
    provider.raw_token = lambda claims: other.signed(claims | {"iss": other.issuer})
    refused(browser.open(provider.logs_in(browser)))
    # No code was given to the provider that it does not belong to.
    assert "/token" not in other.asked


def test_metadata_of_another_provider(provider, browser, alva):
    provider.metadata = {"issuer": "https://other.example"}
    page = browser.open("/inloggning/prov/")
    refused(page, "annan tjänst")


@pytest.mark.parametrize(
    "lie",
    [{"token_endpoint": "http://other.example/token"}, {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": None},
     {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": ["https://x.example"]}],
)  # fmt: skip
def test_metadata_with_addresses_that_are_none(provider, browser, alva, lie):
    provider.metadata = lie
    refused(browser.open("/inloggning/prov/"), status=503)


def test_a_redirect_of_the_provider_is_not_followed(provider, browser, alva):
    back = provider.logs_in(browser)
    provider.status["/token"] = 302
    refused(browser.open(back), status=503)
    assert provider.asked[-1] == "/token"


@pytest.mark.parametrize("error", ["access_denied", "server_error", "made_up <b>x</b>", "temporarily_unavailable"])
def test_an_error_of_the_provider(provider, browser, alva, caplog, error):
    page = browser.open(provider.answer_to(browser.get("/inloggning/prov/"), code="", error=error))
    assert page.status == (403 if error == "access_denied" else 503)
    assert "made_up" not in page.html + caplog.text
    assert "state=" not in page.html
    assert not Session.objects.exists()
    assert ("Du avbröt" in page.text) == (error == "access_denied")
    # The state is used up: the same address with a code leads nowhere.
    assert Trace.objects.filter(action="login", outcome="refused").count() == 1


def test_two_tabs_log_in_as_two_persons(provider, browser, alva, bo):
    """Each answer belongs to its tab; the last to come in is logged in, and the first one's forms are refused."""
    first, second = browser.get("/inloggning/prov/"), browser.get("/inloggning/prov/")
    assert browser.get(provider.answer_to(first)).status_code == 302
    settings_page = browser.open("/installningar")
    provider.who = {"https://id.oidc.se/claim/personalIdentityNumber": "199304232383", "sub": "b-user"}
    assert browser.get(provider.answer_to(second)).status_code == 302
    ended, current = Session.objects.order_by("started", "pk")
    assert (ended.person, current.person) == (alva.person, bo.person)
    assert ended.ended is not None
    button = next(b.text for form in settings_page.main.all("form") for b in form.all("button"))
    page = settings_page.press(button)
    assert page.status in {403, 409}
    assert "Sidan öppnades av någon annan" in page.text


def test_the_oldest_of_many_logins_under_way_are_forgotten(provider, browser, alva, frozen):
    for _tab in range(attempts.MOST + 3):
        browser.get("/inloggning/prov/")
        frozen.go(seconds=1)
    alive = [m for n, m in browser.cookies.items() if n.startswith(attempts.COOKIE) and m.value]
    assert len(alive) <= attempts.MOST


def test_the_cookie_is_for_minutes_and_nobody_else_can_plant_it(provider, browser, alva, settings):
    response = browser.get("/inloggning/prov/")
    ((name, morsel),) = [(n, m) for n, m in response.cookies.items() if n.startswith(attempts.COOKIE)]
    assert (morsel["path"], morsel["max-age"], morsel["httponly"], morsel["samesite"]) == (
        "/", 600, True, "Lax",
    )  # fmt: skip
    settings.SECURE_COOKIES = True
    response = Browser().get("/inloggning/prov/", secure=True)
    ((name, morsel),) = [(n, m) for n, m in response.cookies.items() if attempts.COOKIE in n]
    # A browser takes a cookie of this name from this very host only.
    assert name.startswith("__Host-vt_vag_")
    assert (morsel["path"], morsel["secure"], morsel["domain"]) == ("/", True, "")


def test_a_logout_at_the_provider_ends_the_sessions_that_began_by_it(provider, alva, bo):
    browsers = {}
    for sid, who in {"one": "197712072391", "two": "197712072391", "three": "199304232383"}.items():
        provider.who = {"https://id.oidc.se/claim/personalIdentityNumber": who, "sid": sid, "sub": who[:4]}
        browsers[sid] = Browser()
        assert browsers[sid].open(provider.logs_in(browsers[sid])).address == "/inkorg"
    now = int(clock.now().timestamp())
    told = {"iss": provider.issuer, "aud": "oss", "iat": now, "jti": "1", "events": {tokens.LOGGED_OUT: {}}}
    post = Browser(enforce_csrf_checks=True).post

    def ends(**claims):
        return post("/inloggning/prov/utloggad", {"logout_token": provider.signed(told | claims)}).status_code

    assert ends(sid="one", sub="1977") == 200
    still = [sid for sid, each in browsers.items() if each.get("/inkorg").status_code == 200]
    assert still == ["two", "three"]
    # The same token again, and those that are no logout tokens of the provider's.
    wrong = [{"sid": "two"}, {"sid": "two", "jti": "2", "aud": "x"}, {"sid": "two", "jti": "3", "nonce": "x"},
             {"sid": "two", "jti": "4", "events": {}}, {"jti": "5"}, {"sid": "two", "jti": "6", "iss": "x"},
             {"sid": "two", "jti": "7", "iat": now - 5000}, {"sid": "two", "jti": None}]  # fmt: skip
    assert [ends(**claims) for claims in wrong] == [400] * len(wrong)
    assert (
        post("/inloggning/prov/utloggad", {"logout_token": provider.unsigned(told | {"sid": "two"})}).status_code == 400
    )
    assert post("/inloggning/prov/utloggad").status_code == 400
    assert ends(sid="of another", sub="1993", jti="8") == 200
    assert browsers["three"].get("/inkorg").status_code == 200
    assert ends(sub="1977", jti="9") == 200
    still = [sid for sid, each in browsers.items() if each.get("/inkorg").status_code == 200]
    assert still == ["three"]


def told_to_end(provider, **claims):
    now = int(clock.now().timestamp())
    told = {"iss": provider.issuer, "aud": "oss", "iat": now, "events": {tokens.LOGGED_OUT: {}}, **claims}
    return Browser().post("/inloggning/prov/utloggad", {"logout_token": provider.signed(told)}).status_code


def test_a_logout_with_session_and_account_meets_a_session_without_a_name_of_its_own(provider, browser, alva):
    """The ID token named no session; the logout names both, and the account is enough."""
    browser.open(provider.logs_in(browser))
    assert told_to_end(provider, jti="1", sid="one", sub="another") == 200
    assert browser.get("/inkorg").status_code == 200
    assert told_to_end(provider, jti="2", sid="one", sub="a-user") == 200
    assert browser.get("/inkorg").status_code == 302


def test_a_logout_that_could_not_be_carried_out_has_not_been_used(provider, browser, alva, monkeypatch):
    browser.open(provider.logs_in(browser))
    with monkeypatch.context() as broken:
        broken.setattr(actions, "log_out", lambda session: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            told_to_end(provider, jti="1", sub="a-user")
    assert browser.get("/inkorg").status_code == 200
    assert told_to_end(provider, jti="1", sub="a-user") == 200
    assert browser.get("/inkorg").status_code == 302


def test_after_a_logout_the_way_out_of_the_provider_is_shown(provider, browser, alva, settings):
    settings.WAYS = [provider.row(single_sign_on=True)]
    browser.open(provider.logs_in(browser))
    page = browser.open("/inkorg").press("Logga ut")
    assert "Du är utloggad." in page.alerts
    where = browser.get(page.link("Logga ut även där")).headers["Location"]
    assert where.startswith(f"{provider.issuer}/end?client_id=oss&post_logout_redirect_uri=http")
    assert "id_token" not in where
    # A provider that asks each time anew has nothing to log out from.
    settings.WAYS = [provider.row()]
    assert "Logga ut även där" not in browser.open("/logga-in?ut=prov").text
