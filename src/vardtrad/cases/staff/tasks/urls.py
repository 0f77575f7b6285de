"""The addresses of the tasks at a clinic."""

from django.urls import path

from vardtrad.cases.staff.tasks import views

_TASKS = "personal/<uuid:unit>/uppgifter/"

urlpatterns = [
    path(_TASKS, views.errands, name="errands"),
    path(_TASKS + "ny/<uuid:case>", views.new_errand, name="new_errand"),
    path(_TASKS + "ny/<uuid:case>/utkast", views.keep_new_draft, name="draft_of_new_task"),
    path(_TASKS + "dokumenterat/<uuid:case>", views.case_documented, name="case_documented"),
    path(_TASKS + "steg/<uuid:case>", views.add_steps, name="add_steps"),
    path(_TASKS + "<uuid:task>/", views.errand, name="errand"),
    path(_TASKS + "<uuid:task>/utkast", views.keep_draft, name="draft_of_task"),
    path(_TASKS + "<uuid:task>/steg", views.take_step, name="errand_step"),
    path(_TASKS + "<uuid:task>/lamna", views.hand_over, name="errand_hand_over"),
    path(_TASKS + "<uuid:task>/andra", views.change, name="errand_change"),
]
