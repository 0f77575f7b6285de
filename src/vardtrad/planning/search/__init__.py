"""Sök och skapa: finding a person, creating an SVU, and reading a plan without taking part in it."""
