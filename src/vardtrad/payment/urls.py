"""The addresses of the payment basis."""

from django.urls import path

from vardtrad.payment import views

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path(f"{SEAT}betalning/", views.payment_basis, name="payment_basis"),
    path(f"{SEAT}betalning.csv", views.payment_csv, name="payment_csv"),
]
