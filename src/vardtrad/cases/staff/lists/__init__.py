"""The desk of a clinic's staff: the work lists, and working an open case."""
