"""The room as Django knows it: migrations are named after the label."""

from django.apps import AppConfig


class DangerSigns(AppConfig):
    """The label is part of the migrations already carried out: it never changes."""

    name = "vardtrad.cases.case.danger_signs"
    label = "danger_signs"
