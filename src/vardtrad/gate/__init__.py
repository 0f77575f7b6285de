"""The gate: the one door through which things change and are read, and what the worker does on its own."""
