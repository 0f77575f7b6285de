"""Settings, addresses, wiring and the command: the only package that knows all the others."""
