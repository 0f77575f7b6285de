"""The fields of an open plan: saved one by one, followed live, their history, and the rows of repeated groups.

A process binds its pages to a FieldForm (vardtrad.planning.fields.field_form) and puts the addresses in by
vardtrad.planning.fields.urls.
"""

from vardtrad.planning.fields.views.following import editing, values
from vardtrad.planning.fields.views.history import history, person
from vardtrad.planning.fields.views.rows import change, drawn, remove, removed
from vardtrad.planning.fields.views.saving import save

__all__ = ["change", "drawn", "editing", "history", "person", "remove", "removed", "save", "values"]
