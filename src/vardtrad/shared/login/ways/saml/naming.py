"""Our name at a provider."""

from __future__ import annotations

from vardtrad.shared.login.ways import ending
from vardtrad.shared.login.ways.way import Way


def our_name(way: Way) -> str:
    """Our entityID at the provider: that of the row, or the address of our metadata."""
    return way.client_id or ending.address("way_saml_metadata", way)
