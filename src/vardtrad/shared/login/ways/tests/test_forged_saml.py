"""What a forger may try with the signatures and the ciphers of a SAML answer: nobody comes in.

XSW1–8 are the signature wrappings of "On Breaking SAML: Be Whoever You Want to Be" (Somorovsky and others, 2012).
"""

import copy

import pytest
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod, XMLSigner

from tests.saml import NUMBER, SPACES, key_of, path
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways.tests.saml_answers import at, refused, without

BO = "199304232383"


# ── signatures ────────────────────────────────────────────────────────────────


class Old(XMLSigner):
    """A signer that signs with what is no longer sound."""

    def check_deprecated_methods(self):
        """Nothing is refused."""


def with_sha1(saml, response, **how):
    place = etree.Element(f"{{{SPACES['ds']}}}Signature", {"Id": "placeholder"}, nsmap={"ds": SPACES["ds"]})
    response.insert(1, place)
    signer = Old(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#", **how)
    return signer.sign(response, key=saml.key, cert=[saml.certificate], reference_uri=response.get("ID"))


def no_signature(signed):
    without(signed, "ds:Signature")
    return signed


def other_algorithm(signed):
    """The name of another algorithm, as a forger writes it who hopes that it is believed."""
    at(signed, "ds:Signature/ds:SignedInfo/ds:SignatureMethod", "Algorithm",
       "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")  # fmt: skip
    return signed


def empty_signature(signed):
    at(signed, "ds:Signature/ds:SignatureValue", None, "")
    return signed


def whole_document(signed):
    at(signed, "ds:Signature/ds:SignedInfo/ds:Reference", "URI", "")
    return signed


def no_reference(signed):
    without(signed, "ds:Signature/ds:SignedInfo/ds:Reference")
    return signed


def two_signatures(signed):
    signed.append(copy.deepcopy(path(signed, "ds:Signature")))
    return signed


def changed_text(signed):
    at(signed, "saml:Issuer", None, "https://idp.example/saml ")
    return signed


def two_ids(signed):
    """The same ID twice: readers disagree about which one is meant."""
    etree.SubElement(signed, f"{{{SPACES['samlp']}}}Extensions").set("ID", signed.get("ID"))
    return signed


@pytest.mark.parametrize(
    "forged",
    [no_signature, other_algorithm, empty_signature, whole_document, no_reference, two_signatures, changed_text,
     two_ids, lambda signed: signed[-1], lambda signed: etree.Element("x")],
)  # fmt: skip
def test_forged_signatures(saml, browser, alva, forged):
    saml.forged = forged
    refused(saml.logs_in(browser))


def test_signatures_of_others(saml, browser, alva):
    saml.signs = lambda response: saml.signed(response, key_of("thief"))
    refused(saml.logs_in(browser))


@pytest.mark.parametrize(
    "how",
    [{"signature_algorithm": SignatureMethod.RSA_SHA1}, {"digest_algorithm": DigestAlgorithm.SHA1},
     {"signature_algorithm": SignatureMethod.RSA_SHA224}, {"digest_algorithm": DigestAlgorithm.SHA224}],
)  # fmt: skip
def test_algorithms_that_are_no_longer_sound(saml, browser, alva, how):
    saml.signs = lambda response: with_sha1(saml, response, **how)
    refused(saml.logs_in(browser))


@pytest.mark.parametrize("method", [SignatureMethod.RSA_SHA512, SignatureMethod.SHA256_RSA_MGF1])
def test_algorithms_of_the_profile(saml, browser, alva, method):
    saml.signs = lambda response: saml.signed(response, signature_algorithm=method)
    assert saml.logs_in(browser).address == "/inkorg"


def test_a_signed_assertion_in_an_answer_that_is_not_signed(saml, browser, alva, settings):
    settings.WAYS = [saml.row(encrypted=False)]
    saml.encrypts = saml.signed
    saml.signs = lambda response: response
    refused(saml.logs_in(browser))


# ── signature wrapping ────────────────────────────────────────────────────────


def evil_of(element):
    """A copy that says that Bo has logged in, under another ID and without a signature."""
    evil = copy.deepcopy(element)
    evil.set("ID", "_evil")
    for signature in evil.findall("ds:Signature", SPACES):
        evil.remove(signature)
    for value in evil.iter(f"{{{SPACES['saml']}}}AttributeValue"):
        value.text = BO
    return evil


def bare(element):
    """A copy without its signature: what the signature is about."""
    copied = copy.deepcopy(element)
    copied.remove(path(copied, "ds:Signature"))
    return copied


def in_object(signature, *elements):
    holder = etree.SubElement(signature, f"{{{SPACES['ds']}}}Object")
    holder.extend(elements)
    return signature


def xsw1(response):
    evil, signature = evil_of(response), copy.deepcopy(path(response, "ds:Signature"))
    signature.append(bare(response))
    evil.insert(1, signature)
    return evil


def xsw2(response):
    evil, signature = evil_of(response), copy.deepcopy(path(response, "ds:Signature"))
    evil.insert(1, bare(response))
    evil.insert(2, signature)
    return evil


def xsw3(response):
    response.insert(len(response) - 1, evil_of(path(response, "saml:Assertion")))
    return response


def xsw4(response):
    original = path(response, "saml:Assertion")
    evil = evil_of(original)
    response.replace(original, evil)
    evil.append(original)
    return response


def xsw5(response):
    original = path(response, "saml:Assertion")
    evil, signature = evil_of(original), copy.deepcopy(path(original, "ds:Signature"))
    response.replace(original, evil)
    evil.insert(1, signature)
    response.append(bare(original))
    return response


def xsw6(response):
    original = path(response, "saml:Assertion")
    evil, signature = evil_of(original), copy.deepcopy(path(original, "ds:Signature"))
    response.replace(original, evil)
    evil.insert(1, in_object(signature, bare(original)))
    return response


def xsw7(response):
    extensions = etree.Element(f"{{{SPACES['samlp']}}}Extensions")
    extensions.append(evil_of(path(response, "saml:Assertion")))
    response.insert(1, extensions)
    return response


def xsw8(response):
    original = path(response, "saml:Assertion")
    evil, signature = evil_of(original), copy.deepcopy(path(original, "ds:Signature"))
    response.replace(original, evil)
    evil.insert(1, in_object(signature, bare(original)))
    return response


def evil_in_extensions(response):
    """The signed answer whole inside another one, whose signature names it."""
    evil, signature = evil_of(response), copy.deepcopy(path(response, "ds:Signature"))
    extensions = etree.Element(f"{{{SPACES['samlp']}}}Extensions")
    extensions.append(bare(response))
    evil.insert(1, extensions)
    evil.insert(1, signature)
    return evil


def evil_with_the_same_id(response):
    evil = xsw2(response)
    evil.set("ID", response.get("ID"))
    return evil


WRAPPED = [xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8, evil_in_extensions, evil_with_the_same_id]


@pytest.mark.parametrize("answer_is_signed", [True, False], ids=["both signed", "only the assertion signed"])
@pytest.mark.parametrize("wrap", WRAPPED)
def test_signature_wrapping(saml, browser, alva, bo, settings, wrap, answer_is_signed):
    settings.WAYS = [saml.row(encrypted=False)]
    saml.encrypts = saml.signed
    if answer_is_signed:
        saml.forged = wrap
    else:
        # As where a service believes a signed assertion: the answer's own signature is none, or the assertion's.
        saml.signs = lambda response: (
            wrap(saml.signed(response)) if wrap in {xsw1, xsw2} else wrap_unsigned(response, wrap)
        )
    refused(saml.logs_in(browser))


def wrap_unsigned(response, wrap):
    if wrap in {evil_in_extensions, evil_with_the_same_id}:
        response.insert(1, copy.deepcopy(path(response, "saml:Assertion/ds:Signature")))
    return wrap(response)


def test_what_is_not_wrapped_comes_in(saml, browser, alva, settings):
    settings.WAYS = [saml.row(encrypted=False)]
    saml.encrypts = saml.signed
    assert saml.logs_in(browser).address == "/inkorg"
    assert Session.objects.get().person == alva.person


def test_an_assertion_encrypted_by_a_thief_in_a_signed_answer(saml, browser, alva, bo):
    """Anybody can encrypt for us: the signature is over what is encrypted."""

    def swap(response):
        asked = {"issuer": "https://idp.example/saml", "request": response.get("InResponseTo"), "audience": "x",
                 "home": response.get("Destination"), "level": "x"}  # fmt: skip
        saml.who = {NUMBER: [BO]}
        response.replace(response[-1], saml.encrypted(etree.fromstring(saml.assertion(asked))))
        return response

    saml.forged = swap
    refused(saml.logs_in(browser))


@pytest.mark.parametrize(
    "how",
    [{"cipher": "http://www.w3.org/2001/04/xmlenc#aes256-cbc"}, {"cipher": ""},
     {"transport": "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}, {"digest": "http://www.w3.org/2001/04/xmldsig-more#md5"},
     {"bits": 128}, {"key": key_of("thief")}],
    ids=["cbc", "none", "rsa-1_5", "md5", "short key", "for another"],
)  # fmt: skip
def test_ciphers_that_are_not_taken(saml, browser, alva, how):
    saml.encrypts = lambda assertion: saml.encrypted(assertion, **how)
    refused(saml.logs_in(browser))
