"""The address map of the whole product."""

from django.urls import include, path

urlpatterns = [
    # Those asked for all day long come first: Django tries them in turn.
    path("", include("vardtrad.cases.staff.lists.urls")),
    path("", include("vardtrad.cases.staff.open_case.urls")),
    path("", include("vardtrad.cases.resident.urls")),
    path("", include("vardtrad.shared.web.urls")),
    path("", include("vardtrad.shared.login.urls")),
    path("", include("vardtrad.cases.staff.frame.urls")),
    path("", include("vardtrad.cases.staff.tasks.urls")),
    path("", include("vardtrad.cases.staff.listing.urls")),
    path("", include("vardtrad.cases.staff.guarantee.urls")),
    path("", include("vardtrad.cases.staff.sending.urls")),
    path("", include("vardtrad.cases.staff.registering.urls")),
    path("", include("vardtrad.cases.staff.bulk.urls")),
    path("", include("vardtrad.cases.staff.statistics.urls")),
    path("", include("vardtrad.cases.staff.settings.urls")),
    path("", include("vardtrad.cases.staff.own_settings.urls")),
    path("", include("vardtrad.planning.start.urls")),
    path("", include("vardtrad.planning.search.urls")),
    path("", include("vardtrad.planning.plan.urls")),
    path("", include("vardtrad.planning.svu.pages.urls")),
    path("", include("vardtrad.planning.svu.versions.urls")),
    path("", include("vardtrad.planning.today.urls")),
    path("", include("vardtrad.planning.svu.payment.urls")),
    path("", include("vardtrad.planning.sip.pages.urls")),
    path("", include("vardtrad.planning.sip.versions.urls")),
    path("", include("vardtrad.planning.sip.statistics.urls")),
    path("", include("vardtrad.planning.own.urls")),
    path("", include("vardtrad.planning.sip_requests.urls")),
    path("", include("vardtrad.operations.day.urls")),
    path("", include("vardtrad.operations.permissions.urls")),
    path("", include("vardtrad.operations.readings.urls")),
    path("", include("vardtrad.operations.own_log.urls")),
    path("", include("vardtrad.operations.accessibility.urls")),
    path("", include("vardtrad.operations.letters.urls")),
]

handler400 = "vardtrad.shared.web.views.bad_request"
handler403 = "vardtrad.shared.web.views.forbidden"
handler404 = "vardtrad.shared.web.views.not_found"
handler500 = "vardtrad.shared.web.views.server_error"
