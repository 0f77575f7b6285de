"""The processes of planning, in the order in which pages show them. A new process is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Process
from vardtrad.planning.sip.process import SIP_PROCESS
from vardtrad.planning.svu.process import SVU_PROCESS

PROCESSES: Sequence[Process] = (SVU_PROCESS, SIP_PROCESS)

LISTS = SVU_PROCESS.subject.label
"""The label under which lists and searches over all processes leave their trace."""


def process_of(plan: Plan) -> Process:
    """The process that a plan follows. Raises LookupError for a process that is not in the list."""
    for process in PROCESSES:
        if process.code == plan.process:
            return process
    raise LookupError(f"no process has the code {plan.process}")
