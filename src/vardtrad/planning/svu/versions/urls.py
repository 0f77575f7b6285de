"""The addresses of an SVU's versions, their comparison, and of the plan to print."""

from __future__ import annotations

from vardtrad.planning.publications.urls import endpoints
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.versions.views import PAPERS

urlpatterns = endpoints(PAPERS, list(Step))
