"""Drafts have no addresses of their own: each subject's boxes save at an address under its own guard."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
