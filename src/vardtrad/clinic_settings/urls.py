"""The addresses of a clinic's settings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
