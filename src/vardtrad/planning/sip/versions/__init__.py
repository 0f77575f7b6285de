"""A SIP as it was at a version, what differs between two, and the whole plan to print."""
