"""Whether a row of the ways in fits its provider as it answers now, as Swedish sentences (``vardtrad ways check``).

Asked from the machine that the pages run on, so that certificates, firewalls and clocks are those of a real login.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.bankid import client as bankid
from vardtrad.shared.login.ways.oidc import client
from vardtrad.shared.login.ways.oidc.metadata import Metadata, discovered, published_keys
from vardtrad.shared.login.ways.problems import Stopped
from vardtrad.shared.login.ways.saml import metadata as saml_metadata
from vardtrad.shared.login.ways.saml import requests
from vardtrad.shared.login.ways.way import Way, WrongRow

SOON = 30
"""Days: a certificate of ours that runs out so soon is to be replaced now."""
SHORTEST_SECRET = 32
"""Characters, of the word by which the proxy with the card readers proves itself."""


def problems(way: Way, public_url: str) -> list[str]:
    """What is wrong with a way, a sentence each; empty when a login by it can work as far as can be seen from here."""
    sentences = [*_of_secret(way), *_of_our_address(public_url)]
    if way.protocol == "certificate":
        return [*sentences, *_of_our_proxy(way, public_url)]
    if way.protocol == "bankid":
        return [*sentences, *_of_our_certificate(way), *_of_bankid(way)]
    if way.protocol == "saml":
        return [*sentences, *_of_our_certificate(way), *_of_saml(way)]
    try:
        metadata = discovered(way)
    except Stopped as stopped:
        return [*sentences, f"issuer: {way.issuer}: {stopped.detail or stopped.why.sentence}."]
    sentences += _of_metadata(way, metadata)
    try:
        keys = published_keys(way, metadata.jwks_uri)
    except Stopped as stopped:
        return [*sentences, f"jwks_uri: {stopped.detail or stopped.why.sentence}."]
    kinds = {str(key.key_type) for key in keys}
    needed = {"RSA" if name[0] in "RP" else "EC" if name.startswith("ES") else "OKP" for name in way.algorithms}
    if not kinds & needed:
        sentences.append(f"algorithms: leverantörens nycklar är av slaget {', '.join(sorted(kinds))}, som inte passar.")
    return sentences


def _of_secret(way: Way) -> Iterator[str]:
    try:
        if way.client_auth == "private_key_jwt":
            client.public_key(way)
        elif way.protocol == "saml":
            requests.our_certificate(way)
        else:
            way.secret_value()
    except WrongRow as wrong:
        yield str(wrong)
        return
    if way.protocol == "certificate" and len(way.secret_value()) < SHORTEST_SECRET:
        yield f"secret: ska vara minst {SHORTEST_SECRET} tecken. Den som kan ordet kan logga in som vem som helst."
    kind, _colon, place = way.secret.partition(":")
    if kind == "file" and Path(place).stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield f"secret: filen {place} kan läsas av alla på datorn. Kör: chmod o-rwx {place}"


def _of_our_address(public_url: str) -> Iterator[str]:
    if not public_url.startswith("https://") and not any(
        public_url.startswith(f"http://{host}") for host in ("localhost", "127.0.0.1")
    ):
        yield "VARDTRAD_PUBLIC_URL: ska börja med https://, annars godtar ingen leverantör återkomstadressen."


def _of_our_proxy(way: Way, public_url: str) -> Iterator[str]:
    if urlsplit(way.address).hostname != urlsplit(public_url).hostname:
        yield "address: ska ha samma värdnamn som VARDTRAD_PUBLIC_URL, bara en annan port: kakorna följer värdnamnet."
    if not settings.TRUSTED_PROXIES:
        yield "VARDTRAD_TRUSTED_PROXIES är inte satt: ingen proxy får intyga kort."


def _of_bankid(way: Way) -> Iterator[str]:
    try:
        bankid.trial(way)
    except Stopped as stopped:
        yield f"issuer: {way.issuer}: {stopped.detail or stopped.why.sentence}."


def _of_saml(way: Way) -> Iterator[str]:
    try:
        metadata = saml_metadata.read(way)
    except Stopped as stopped:
        yield f"metadata: {stopped.detail or stopped.why.sentence}."
        return
    if metadata.levels and (missing := set(way.levels) - set(metadata.levels)):
        yield f"levels: leverantören känner inte {', '.join(sorted(missing))} (assurance-certification i metadata)."
    ends = max(certificate.not_valid_after_utc for certificate in metadata.certificates)
    if ends <= clock.now():
        yield f"metadata: leverantörens certifikat gick ut {ends:%Y-%m-%d}. Hämta nya metadata."


def _of_our_certificate(way: Way) -> Iterator[str]:
    try:
        certificate = x509.load_pem_x509_certificate(Path(way.certificate).read_bytes())
    except (OSError, ValueError):
        yield f"certificate: filen {way.certificate} är inget certifikat i PEM."
        return
    days = (certificate.not_valid_after_utc - clock.now()).days
    if days < SOON:
        yield f"certificate: gäller till {certificate.not_valid_after_utc:%Y-%m-%d}. Beställ ett nytt nu."


def _of_metadata(way: Way, metadata: Metadata) -> Iterator[str]:
    def unknown(setting: str, wanted: set[str], name: str) -> Iterator[str]:
        known = metadata.supported.get(name)
        if known is not None and (missing := wanted - set(known)):
            yield f"{setting}: leverantören känner inte {', '.join(sorted(missing))} ({name} i metadata)."

    yield from unknown("PKCE", {"S256"}, "code_challenge_methods_supported")
    yield from unknown("flöde", {"code"}, "response_types_supported")
    yield from unknown("scopes", set(way.scopes), "scopes_supported")
    yield from unknown("client_auth", {way.client_auth}, "token_endpoint_auth_methods_supported")
    yield from unknown("levels", set(way.levels), "acr_values_supported")
    signs = metadata.supported.get("id_token_signing_alg_values_supported")
    if signs is not None and not set(signs) & set(way.algorithms):
        yield f"algorithms: leverantören signerar med {', '.join(signs)}, som raden inte godtar."
    named = {*way.identity, *way.ask, *filter(None, (way.accounts, way.unit))}
    known = metadata.supported.get("claims_supported")
    if known is not None and not set(way.identity) & set(known):
        yield f"identity: leverantören lämnar inget av {', '.join(way.identity)} (claims_supported i metadata)."
    elif known is not None and (missing := named - set(known) - set(way.identity)):
        yield f"uppgifter: leverantören lämnar inte {', '.join(sorted(missing))} (claims_supported i metadata)."
    if way.userinfo and not metadata.userinfo_endpoint:
        yield "userinfo: leverantören har ingen userinfo_endpoint."
