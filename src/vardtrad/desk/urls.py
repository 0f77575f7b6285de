"""The addresses of the staff's lists."""

from django.urls import path

from vardtrad.desk import views
from vardtrad.workplace.queries import WorkList


def _address(which: WorkList) -> str:
    return f"personal/<uuid:unit>/{which.value}" + ("" if "/" in which.value else "/")


urlpatterns = [path(_address(which), views.staff_list(which), name=which.name.lower()) for which in WorkList]
