"""The gate: the one door through which things are changed and read, and the worker's own duties."""
