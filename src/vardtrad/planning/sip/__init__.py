"""SIP, samordnad individuell plan: the call, the shared needs assessment, and the plan that all units approve."""
