"""The address map of the whole product."""

from django.urls import include, path

urlpatterns = [
    path("", include("vardtrad.web.urls")),
    path("", include("vardtrad.login.urls")),
    path("", include("vardtrad.pages.urls")),
    path("", include("vardtrad.administration.urls")),
    path("", include("vardtrad.clinic_settings.urls")),
    path("", include("vardtrad.cases.urls")),
    path("", include("vardtrad.drafts.urls")),
    path("", include("vardtrad.listing.urls")),
    path("", include("vardtrad.workplace.urls")),
    path("", include("vardtrad.desk.urls")),
    path("", include("vardtrad.casework.urls")),
    path("", include("vardtrad.errands.urls")),
    path("", include("vardtrad.office.urls")),
    path("", include("vardtrad.outgoing.urls")),
    path("", include("vardtrad.bulk.urls")),
    path("", include("vardtrad.statistics.urls")),
    path("", include("vardtrad.profile.urls")),
    path("", include("vardtrad.overview.urls")),
    path("", include("vardtrad.board.urls")),
    path("", include("vardtrad.search.urls")),
    path("", include("vardtrad.payment.urls")),
    path("", include("vardtrad.planning.urls")),
    path("", include("vardtrad.versions.urls")),
    path("", include("vardtrad.svu.urls")),
    path("", include("vardtrad.ward.urls")),
]

handler400 = "vardtrad.web.views.bad_request"
handler403 = "vardtrad.web.views.forbidden"
handler404 = "vardtrad.web.views.not_found"
handler500 = "vardtrad.web.views.server_error"
