"""The rows of the ways in: what is right in them, and what whoever writes one is told."""

import logging

import pytest

from tests.providers import LOA2, LOA3, closed_port
from vardtrad.shared.login.ways import checking, row_rules, rows
from vardtrad.shared.login.ways.way import WrongRow

ROW = {
    "id": "frej", "world": "resident", "title": "Frej", "issuer": "https://frej.example", "client_id": "oss",
    "secret": "env:FREJ", "identity": ["pnr"], "levels": {LOA3: 3},
}  # fmt: skip
WRONG = [
    ({"id": ""}, "id: ska vara"),
    ({"id": "Frej"}, "id: ska vara"),
    ({"id": "a197712072391"}, "id: ska vara"),
    ({"id": "a" * 31}, "id: ska vara"),
    ({"world": "both"}, "world: ska vara resident"),
    ({"title": ""}, "title: saknas."),
    ({"issuer": "http://frej.example"}, "issuer: ska börja med https://."),
    ({"issuer": "https://"}, "issuer: ska vara en hel adress"),
    ({"issuer": "https://user@frej.example"}, "issuer: ska vara en hel adress"),
    ({"issuer": "https://frej.example:x"}, "issuer: går inte att läsa"),
    ({"issuer": 7}, "issuer: ska vara en text"),
    ({"protocol": "saml9"}, "protocol: ska vara"),
    ({"client_auth": "none"}, "client_auth: ska vara"),
    ({"secret": "hemligt"}, "secret: ska säga var hemligheten är"),
    ({"secret": ""}, "secret: ska säga var hemligheten är"),
    ({"secret": "db:x"}, "secret: ska säga var hemligheten är"),
    ({"identity": []}, "identity: saknas."),
    ({"identity": "pnr"}, "identity: ska vara en lista"),
    ({"levels": {}}, "levels: saknas."),
    ({"levels": {LOA3: 9}}, "levels: ska säga vilken nivå"),
    ({"levels": [3]}, "levels: ska säga vilken nivå"),
    ({"levels": {LOA2: 2}}, "levels: inget acr-värde ger nivå 3"),
    ({"level": 1}, "level: ska vara 2, 3 eller 4"),
    ({"level": "3"}, "level: ska vara 2, 3 eller 4"),
    ({"world": "staff", "level": 2}, "level: personal loggar in på minst nivå 3"),
    ({"algorithms": ["HS256", "RS256"]}, "algorithms: HS256 godtas inte"),
    ({"algorithms": ["none"]}, "algorithms: none godtas inte"),
    ({"algorithms": []}, "algorithms: minst en"),
    ({"scopes": ["profile"]}, "scopes: openid måste vara med"),
    ({"on": "ja"}, "on: ska vara true eller false"),
    ({"seconds": 90}, "seconds: ska vara"),
    ({"ca_file": "/nowhere/ca.pem"}, "ca_file: filen /nowhere/ca.pem finns inte."),
    ({"protocol": "saml9"}, "protocol: ska vara oidc, saml, bankid eller certificate."),
    ({"protocol": "saml9", "title": ""}, "title: saknas."),
    ({"secret": "env:"}, "secret: ska säga var hemligheten är"),
    ({"scopes": ["openid", 5]}, "scopes: ska vara en lista"),
    ({"scopes": ["openid", ""]}, "scopes: ska vara en lista"),
    ({"titel": "x"}, "titel: inställningen finns inte. Menades title?"),
]


def test_a_row_that_is_right():
    reading = rows.read([ROW])
    assert not reading.problems
    (way,) = reading.ways
    assert (way.level, way.on, way.scopes, way.algorithms) == (3, True, ("openid",), ("RS256", "PS256", "ES256"))


@pytest.mark.parametrize("family", ["RS", "PS", "ES"])
@pytest.mark.parametrize("length", ["256", "384", "512"])
def test_signatures_that_only_the_providers_private_key_can_make_are_taken(family, length):
    assert row_rules.wrong(ROW | {"algorithms": [family + length, "EdDSA"]}) == []
    assert row_rules.wrong(ROW | {"algorithms": ["HS" + length]}) != []


def test_places_of_a_saml_row(tmp_path):
    """Its issuer is a name; its metadata are fetched only when they are signed by somebody known, or lie in a file."""
    certificate = tmp_path / "cert.pem"
    certificate.touch()
    saml = ROW | {
        "protocol": "saml",
        "issuer": "urn:idp",
        "certificate": str(certificate),
        "secret": f"file:{certificate}",
    }
    assert row_rules.wrong(saml | {"metadata": str(certificate)}) == []
    for needed in ("metadata", "certificate", "issuer"):
        assert row_rules.wrong(saml | {"metadata": str(certificate)} | {needed: ""}) == [f"{needed}: saknas."]
    assert row_rules.wrong(saml | {"metadata": "/nowhere/idp.xml"}) == ["metadata: filen /nowhere/idp.xml finns inte."]
    signed = saml | {"metadata": "https://idp.example/metadata", "metadata_signer": str(certificate)}
    assert row_rules.wrong(signed) == []
    assert row_rules.wrong(signed | {"metadata": "http://idp.example/metadata"}) == [
        "metadata: ska börja med https://."
    ]
    assert row_rules.wrong(signed | {"metadata_signer": ""}) == [
        "metadata_signer: saknas. Metadata som hämtas måste vara signerat av någon vi känner."
    ]
    assert row_rules.wrong(signed | {"metadata_signer": "/nowhere/x.pem"}) == [
        "metadata_signer: filen /nowhere/x.pem finns inte."
    ]


def test_the_key_of_bankid_lies_in_a_file(tmp_path):
    file = tmp_path / "bankid.pem"
    file.touch()
    row = {
        "id": "bankid", "world": "resident", "title": "BankID", "protocol": "bankid", "issuer": "https://bankid.example",
        "certificate": str(file), "ca_file": str(file), "levels": {"bankid": 3}, "secret": f"file:{file}",
    }  # fmt: skip
    assert row_rules.wrong(row) == []
    assert row_rules.wrong(row | {"secret": "env:BANKID"}) == [
        "secret: ska vara file:/sökväg till nyckeln som hör till certificate."
    ]
    assert row_rules.wrong(row | {"world": "staff"}) == [
        "protocol: bankid är för invånare (world resident): det säger inte var någon arbetar."
    ]
    for needed in ("certificate", "ca_file"):
        assert row_rules.wrong(row | {needed: ""}) == [f"{needed}: saknas."]
    assert row_rules.wrong(row | {"risk": "high"}) == ["risk: ska vara low eller moderate."]
    assert row_rules.wrong(row | {"risk": "moderate"}) == []


@pytest.mark.parametrize(("change", "says"), WRONG, ids=[says for _change, says in WRONG])
def test_a_row_that_is_wrong_is_left_out_and_says_why(change, says):
    reading = rows.read([ROW | change, ROW | {"id": "other"}])
    assert [way.id for way in reading.ways] == ["other"]
    ((_key, sentences),) = reading.problems.items()
    assert any(sentence.startswith(says) for sentence in sentences), sentences


def test_a_second_row_with_the_same_id_is_left_out():
    reading = rows.read([ROW, ROW | {"title": "Annan"}, "x"])
    assert [way.title for way in reading.ways] == ["Frej"]
    assert list(reading.problems) == ["frej (rad 2)", "rad 3"]


def test_a_wrong_row_is_told_in_the_log_and_closes_no_other(settings, caplog):
    settings.WAYS = [ROW | {"id": "fel", "world": "both"}, ROW]
    assert [way.id for way in rows.ways_into("resident")] == ["frej"]
    assert "inloggning fel är inte med: world: ska vara" in caplog.text


def test_levels_that_reach_a_level():
    (way,) = rows.read([ROW | {"levels": {"l4": 4, "l3": 3, "l2": 2}, "level": 2}]).ways
    assert [way.acr_values(level) for level in (0, 3, 4)] == [["l2", "l3", "l4"], ["l3", "l4"], ["l4"]]


def test_the_secret_is_read_where_it_is(tmp_path, monkeypatch):
    file = tmp_path / "secret"
    (way,) = rows.read([ROW | {"secret": f"file:{file}"}]).ways
    with pytest.raises(WrongRow, match="går inte att läsa"):
        way.secret_value()
    file.write_text("hemligt\n")
    assert way.secret_value() == "hemligt"
    assert "hemligt" not in repr(way)
    (way,) = rows.read([ROW]).ways
    with pytest.raises(WrongRow, match="miljövariabeln FREJ är inte satt"):
        way.secret_value()
    monkeypatch.setenv("FREJ", "hemligt")
    assert way.secret_value() == "hemligt"


def checked(provider, **changes):
    (way,) = rows.read([provider.row(**changes)]).ways
    return checking.problems(way, "https://vardtrad.example")


@pytest.mark.parametrize(
    ("row", "metadata", "says"),
    [
        ({}, {}, None),
        ({}, {"issuer": "https://x.example"}, "metadata har en annan issuer än raden"),
        ({}, {"acr_values_supported": [LOA2]}, f"levels: leverantören känner inte {LOA3}"),
        ({}, {"claims_supported": ["sub"]}, "identity: leverantören lämnar inget av"),
        ({"ask": ["x"]}, {"claims_supported": ["https://id.oidc.se/claim/personalIdentityNumber"]},
         "uppgifter: leverantören lämnar inte x"),
        ({}, {"id_token_signing_alg_values_supported": ["HS256"]}, "algorithms: leverantören signerar med HS256"),
        ({"algorithms": ["ES256"]}, {"id_token_signing_alg_values_supported": ["ES256"]},
         "algorithms: leverantörens nycklar är av slaget RSA"),
        ({}, {"code_challenge_methods_supported": ["plain"]}, "PKCE: leverantören känner inte S256"),
        ({"scopes": ["openid", "x"]}, {"scopes_supported": ["openid"]}, "scopes: leverantören känner inte x"),
        ({}, {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client_auth: leverantören känner inte"),
        ({"secret": "env:MISSING"}, {}, "secret: miljövariabeln MISSING är inte satt."),
        ({"secret": "file:/nowhere"}, {}, "secret: filen /nowhere går inte att läsa"),
        ({"client_auth": "private_key_jwt"}, {}, "secret: är ingen privat nyckel"),
        ({"userinfo": True}, {"userinfo_endpoint": ""}, "userinfo: leverantören har ingen"),
        ({"issuer": f"http://127.0.0.1:{closed_port()}"}, {}, "svarade inte (ConnectionRefusedError)"),
        ({}, {"jwks_uri": "http://x.example/"}, "jwks_uri i metadata ska börja med https://"),
    ],
)  # fmt: skip
def test_a_row_is_tried_against_its_provider(provider, row, metadata, says):
    provider.metadata = metadata
    sentences = checked(provider, **row)
    if says is None:
        assert sentences == []
    else:
        assert any(says in sentence for sentence in sentences), sentences


def test_a_secret_that_everybody_can_read(provider, tmp_path):
    file = tmp_path / "secret"
    file.write_text("hemligt")
    file.chmod(0o644)
    assert checked(provider, secret=f"file:{file}") == [
        f"secret: filen {file} kan läsas av alla på datorn. Kör: chmod o-rwx {file}"
    ]
    file.chmod(0o640)
    assert checked(provider, secret=f"file:{file}") == []


def test_an_address_of_ours_without_tls(provider):
    (way,) = rows.read([provider.row()]).ways
    assert "VARDTRAD_PUBLIC_URL" in checking.problems(way, "http://vardtrad.example")[0]
    assert checking.problems(way, "http://localhost:8000") == []


def test_the_row_and_its_secret_are_in_no_log(provider, caplog):
    caplog.set_level(logging.DEBUG)
    checked(provider)
    assert "the secret" not in caplog.text
