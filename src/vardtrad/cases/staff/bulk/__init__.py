"""One action on many cases, carried out by the worker with a result for each row (B-06)."""
