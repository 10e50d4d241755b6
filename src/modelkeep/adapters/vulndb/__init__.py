"""Vulnerability data held locally: fetched, indexed, dated."""
