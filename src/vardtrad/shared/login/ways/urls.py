"""The addresses of logging in by the ways of the rows."""

from django.urls import path

from vardtrad.shared.login.ways import views
from vardtrad.shared.login.ways.bankid import views as bankid
from vardtrad.shared.login.ways.saml import leaving
from vardtrad.shared.login.ways.saml import views as saml

urlpatterns = [
    path("inloggning/uppdrag", views.choose_account, name="way_accounts"),
    path("inloggning/<slug:way>/", views.start, name="way_start"),
    path("inloggning/<slug:way>/svar", views.answer, name="way_answer"),
    path("inloggning/<slug:way>/kort", views.card, name="way_card"),
    path("inloggning/<slug:way>/stopp", views.told, name="way_told"),
    path("inloggning/<slug:way>/ut", views.leave, name="way_leave"),
    path("inloggning/<slug:way>/utloggad", views.logged_out, name="way_logged_out"),
    path("inloggning/<slug:way>/nycklar", views.our_keys, name="way_keys"),
    path("inloggning/<slug:way>/saml", saml.answer, name="way_saml_answer"),
    path("inloggning/<slug:way>/vidare", saml.go_on, name="way_saml_go_on"),
    path("inloggning/<slug:way>/saml-ut", leaving.told, name="way_saml_logout"),
    path("inloggning/<slug:way>/metadata", saml.our_metadata, name="way_saml_metadata"),
    path("inloggning/<slug:way>/bankid", bankid.choose, name="way_bankid"),
    path("inloggning/<slug:way>/vantar", bankid.wait, name="way_bankid_wait"),
    path("inloggning/<slug:way>/qr", bankid.picture, name="way_bankid_qr"),
    path("inloggning/<slug:way>/avbryt", bankid.give_up, name="way_bankid_end"),
]
