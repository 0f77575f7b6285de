"""The addresses of the staff's lists, their filters and search, and saved views."""

from django.urls import path

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import views


def _address(which: WorkList) -> str:
    return f"personal/<uuid:unit>/{which.value}" + ("" if "/" in which.value else "/")


urlpatterns = [
    *(path(_address(which), views.staff_list(which), name=which.name.lower()) for which in WorkList),
    path("personal/<uuid:unit>/lista/filter", views.filter_list, name="filter_list"),
    path("personal/<uuid:unit>/lista/sok", views.search_cases, name="search_cases"),
    path("personal/<uuid:unit>/vyer/", views.list_saved_views, name="saved_views"),
    path("personal/<uuid:unit>/vyer/ny", views.save_view, name="save_view"),
    path("personal/<uuid:unit>/vyer/<uuid:view>/byt-namn", views.rename_view, name="rename_view"),
    path("personal/<uuid:unit>/vyer/<uuid:view>/ta-bort", views.remove_view, name="remove_view"),
]
