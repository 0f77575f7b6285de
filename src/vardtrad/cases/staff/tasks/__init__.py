"""The staff's pages of tasks: the work list, one task, a new one, and the box beside a case."""
