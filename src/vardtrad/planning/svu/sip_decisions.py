"""What the law makes of the answers to "Ställningstagande till SIP" (lag (2017:612) 4 kap. 1 and 3 §§).

The answers are a list of the region's own (001-260, ``settings.PLANNING_LISTS``); their codes are those named here.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

CALLS = frozenset({"hemma", "sjukhus", "distans"})
"""The answers that require a call; an ongoing SIP is followed up instead."""

CARE_PLANS: Mapping[str, object] = {
    "lpt": gettext_lazy("7 a § lagen (1991:1128) om psykiatrisk tvångsvård"),
    "lrv": gettext_lazy("12 a § lagen (1991:1129) om rättspsykiatrisk vård"),
}
"""The answers for compulsory psychiatric care in open form, and where the law has the plan that replaces a SIP.

The permanent care contact calls to a SIP under the first paragraph of 4 kap. 1 § only, so no call is due, and none is a
condition of the municipality's payment (4 kap. 1 § second paragraph, 4 kap. 3 §, 5 kap. 3 § second paragraph).
"""
