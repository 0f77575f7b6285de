"""The addresses of jobs, their printing, and the lists as files."""

from django.urls import path

from vardtrad.cases.staff.bulk import part_pages, views

JOB = "personal/<uuid:unit>/jobb/<uuid:job>/"

urlpatterns = [
    path("personal/<uuid:unit>/markerade", views.choose, name="choose_cases"),
    path("personal/<uuid:unit>/export", views.export, name="export_list"),
    path(JOB, views.job, name="job"),
    path(f"{JOB}bestall", views.order, name="order_job"),
    path(f"{JOB}stoppa", views.stop, name="stop_job"),
    path(f"{JOB}utkast", views.keep_draft, name="draft_of_job"),
    path(f"{JOB}lage", views.job_now, name="job_now"),
    path(f"{JOB}utskrift", views.printed, name="print_cases"),
    path(f"{JOB}utskrift.pdf", views.paper, name="paper_of_cases"),
    path(f"{JOB}del/<uuid:part>.pdf", part_pages.part, name="paper_part"),
]
