"""What the tests of OpenID Connect answers share: that nobody came in."""

from vardtrad.shared.login.models import Session


def refused(page, words="", status=403):
    """Nobody is logged in, and the page says so."""
    assert page.status == status
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert page.link("Till inloggningen").startswith("/logga-in")
    assert words in page.main.text, page.main.text
    assert not Session.objects.exists()
