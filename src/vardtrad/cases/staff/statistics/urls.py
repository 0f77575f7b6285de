"""The addresses of the statistics."""

from django.urls import path

from vardtrad.cases.staff.statistics import views

urlpatterns = [
    path("personal/<uuid:unit>/statistik/", views.statistics, name="statistics"),
    path("personal/<uuid:unit>/statistik/<slug:table>.<slug:kind>", views.statistics_file, name="statistics_file"),
]
