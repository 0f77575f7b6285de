"""The addresses of the residents' pages about cases."""

from django.urls import path

from vardtrad.cases import draft_views, views

urlpatterns = [
    path("mottagningar", views.find_clinic, name="find_clinic"),
    path("mottagningar/<uuid:unit>", views.clinic, name="clinic"),
    path("mottagningar/<uuid:unit>/<uuid:service>/", views.write, name="write"),
    path("mottagningar/<uuid:unit>/<uuid:service>/utkast", draft_views.draft_to_clinic, name="draft_to_clinic"),
    path("arenden/<uuid:case>", views.resident_case, name="resident_case"),
    path("arenden/<uuid:case>/utkast", draft_views.draft_of_resident, name="draft_of_resident"),
    path("arenden/<uuid:case>/kvitto", views.receipt, name="receipt"),
]
