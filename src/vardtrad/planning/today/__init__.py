"""The today board of a unit: what its SVU and its SIP ask of it today, on one page that refreshes itself (B-26)."""
