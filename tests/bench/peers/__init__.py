"""Vårdtråd beside two ticket systems that others wrote, on the same machine in the same run (README.md)."""
