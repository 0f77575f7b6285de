"""The addresses of a SIP's versions, their comparison, and of the plan to print."""

from __future__ import annotations

from vardtrad.planning.publications.urls import endpoints
from vardtrad.planning.sip.rules import Step
from vardtrad.planning.sip.versions.views import PAPERS

urlpatterns = endpoints(PAPERS, list(Step))
