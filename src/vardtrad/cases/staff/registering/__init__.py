"""Registering a case for somebody who phones or stands at the desk (B-35)."""
