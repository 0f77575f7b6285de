"""The room as Django knows it: tables and migrations are named after the label."""

from django.apps import AppConfig


class WaitingList(AppConfig):
    """The label is part of every table's name and of the migrations already carried out: it never changes."""

    name = "vardtrad.cases.waiting_list"
    label = "waiting_list"
