"""The addresses of the residents' pages about listing."""

from django.urls import path

from vardtrad.listing import views

urlpatterns = [
    path("listning", views.my_listing, name="my_listing"),
    path("listning/<uuid:listing>/ta-tillbaka", views.withdraw, name="withdraw_listing"),
    path("mottagningar/<uuid:unit>/listning", views.ask, name="ask_for_listing"),
]
