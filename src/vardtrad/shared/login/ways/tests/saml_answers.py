"""What the tests of forged SAML answers share: changes of an answer, and that nobody came in."""

from tests.saml import path
from vardtrad.shared.login.models import Session


def refused(page, words="inte att lita på", status=403):
    """Nobody is logged in, and the page says so."""
    assert page.status == status
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert words in page.main.text, page.main.text
    assert not Session.objects.exists()


def at(element, steps, name=None, value=None):
    """Set an attribute of the first element at a path, take it away (None), or set its text (no name)."""
    found = path(element, steps) if steps else element
    if name is None:
        found.text = value
    elif value is None:
        del found.attrib[name]
    else:
        found.set(name, value)


def without(element, steps):
    found = path(element, steps)
    found.getparent().remove(found)
