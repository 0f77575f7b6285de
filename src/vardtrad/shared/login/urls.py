"""The addresses of logging in and out."""

from django.urls import include, path, re_path

from vardtrad.shared.login import views

WORLD = "(?P<world>resident|staff)"

urlpatterns = [
    path("logga-in", views.resident_login, name="resident_login"),
    path("logga-in/demo", views.demo_resident, name="demo_resident"),
    path("demo", views.demo_tour, name="demo_tour"),
    path("personal/logga-in", views.staff_login, name="staff_login"),
    path("personal/logga-in/kort", views.demo_staff, name="demo_staff"),
    path("inloggad", views.still_here, {"world": "resident"}, name="resident_here"),
    path("personal/inloggad", views.still_here, {"world": "staff"}, name="staff_here"),
    path("inloggade-enheter", views.resident_devices, name="resident_devices"),
    path("personal/inloggade-enheter", views.staff_devices, name="staff_devices"),
    path("logga-ut", views.log_out, {"world": "resident"}, name="resident_logout"),
    path("personal/logga-ut", views.log_out, {"world": "staff"}, name="staff_logout"),
    re_path(f"^fortsatt/{WORLD}$", views.kept_form, name="kept_form"),
    path("", include("vardtrad.shared.login.ways.urls")),
    path("", include("vardtrad.shared.login.password.urls")),
]
