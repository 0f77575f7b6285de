"""The addresses of logging in with a password."""

from django.urls import path

from vardtrad.shared.login.password import views

urlpatterns = [
    path("losenord", views.login, name="password_login"),
    path("losenord/kod", views.code, name="password_code"),
    path("losenord/bestall", views.order, name="order_password"),
]
