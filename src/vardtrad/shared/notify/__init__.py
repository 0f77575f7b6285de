"""Notices: e-mail today. The words carry no health data, no clinic and no personal number (004-050)."""
