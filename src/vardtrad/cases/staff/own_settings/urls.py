"""The addresses of the personal settings."""

from django.urls import path

from vardtrad.cases.staff.own_settings import views

BASE = "personal/<uuid:unit>/installningar/"

urlpatterns = [
    path(BASE, views.personal_settings, name="personal_settings"),
    path(f"{BASE}utkast", views.keep_settings_draft, name="draft_of_settings"),
    path(f"{BASE}ersattare/", views.substitutes, name="substitutes"),
    path(f"{BASE}ersattare/<uuid:substitution>/avsluta", views.end_substitute, name="end_substitute"),
    path(f"{BASE}standardsvar/", views.own_answers, name="own_answers"),
    path(f"{BASE}standardsvar/nytt/", views.new_own_answer, name="new_own_answer"),
    path(f"{BASE}standardsvar/nytt/utkast", views.keep_answer_draft, name="draft_of_new_own_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/utkast", views.keep_answer_draft, name="draft_of_own_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/", views.own_answer, name="own_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/ta-bort", views.remove_own_answer, name="remove_own_answer"),
]
