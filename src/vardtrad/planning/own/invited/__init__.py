"""What a guest of somebody else's plan reads and writes on the own pages (B-51)."""
