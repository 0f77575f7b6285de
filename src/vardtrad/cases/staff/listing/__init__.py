"""What else waits at a clinic beside its cases: requests for listing, and questions from colleagues."""
