"""What administrators and reviewers do across both halves."""
