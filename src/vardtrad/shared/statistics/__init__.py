"""What every page of statistics stands on: protected small numbers (ADR 20), periods, and tables."""
