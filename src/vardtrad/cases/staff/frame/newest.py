"""The SQL for when a case of a clinic was last updated: used by the open lists, and for them by the live process."""

from __future__ import annotations


def newest_change(clinic: str) -> str:
    """An SQL expression: the latest ``updated`` of a clinic's cases, NULL before the first.

    ``clinic`` is the SQL that gives the clinic's id: a column or a placeholder, never text from outside. Open and
    closed cases are read separately, since the index begins with clinic and closed: so two rows are read, not all.
    """
    return f"""(SELECT max(updated) FROM (
        (SELECT updated FROM cases_case WHERE clinic_id = {clinic} AND is_open ORDER BY updated DESC LIMIT 1)
        UNION ALL
        (SELECT updated FROM cases_case WHERE clinic_id = {clinic} AND NOT is_open ORDER BY updated DESC LIMIT 1)
    ) AS newest)"""  # noqa: S608
