"""What else waits at a clinic besides its cases: requests for listing, and questions from colleagues."""
