"""The address of the today board."""

from django.urls import path

from vardtrad.planning.today import views

urlpatterns = [path("planer/<uuid:unit>/<slug:role>/idag/", views.today_board, name="today_board")]
