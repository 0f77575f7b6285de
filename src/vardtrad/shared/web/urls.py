"""The addresses that belong to no subject."""

from django.urls import path

from vardtrad.shared.web import look, views

urlpatterns = [
    path("sprak", views.set_language, name="set_language"),
    path("personal/kortkommandon", views.shortcuts, name="shortcuts"),
    path("utseende", look.resident_look, name="resident_look"),
    path("personal/utseende", look.staff_look, name="staff_look"),
    path("tillganglighet", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
