"""Notices by e-mail and SMS. The words carry no health data, no clinic and no personal number (004-050)."""
