"""Vårdgaranti: a clinic's waiting list with its codes, who must be phoned, and what Vårdgarantiservice works with."""
