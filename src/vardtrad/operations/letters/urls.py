"""The addresses of a clinic's letters."""

from django.urls import path

from vardtrad.operations.letters import views

LETTERS = "personal/<uuid:unit>/brev/"

urlpatterns = [
    path(LETTERS, views.letters, name="letters"),
    path("personal/<uuid:unit>/inte-framme/", views.not_arrived, name="not_arrived"),
    path(f"{LETTERS}bunt", views.make_bundle, name="make_bundle"),
    path(f"{LETTERS}bunt/<uuid:bundle>.pdf", views.bundle_pdf, name="bundle_pdf"),
    path(f"{LETTERS}bunt/<uuid:bundle>/skickad", views.bundle_sent, name="bundle_sent"),
    path(f"{LETTERS}<uuid:letter>/", views.change_letter, name="change_letter"),
]
