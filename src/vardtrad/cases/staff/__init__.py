"""The staff tool: pages that work on cases, tasks and listing requests."""
