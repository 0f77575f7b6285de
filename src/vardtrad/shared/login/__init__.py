"""Ways to log in, and the sessions of two worlds: residents and staff never share one."""
