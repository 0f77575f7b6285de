"""The addresses of the residents' pages about cases."""

from django.urls import path

from vardtrad.cases import views

urlpatterns = [
    path("mottagningar", views.find_clinic, name="find_clinic"),
    path("mottagningar/<uuid:unit>", views.clinic, name="clinic"),
    path("mottagningar/<uuid:unit>/<uuid:service>/", views.write, name="write"),
    path("arenden/<uuid:case>", views.resident_case, name="resident_case"),
    path("arenden/<uuid:case>/kvitto", views.receipt, name="receipt"),
]
