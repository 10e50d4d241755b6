"""Packages against advisories: orders of versions, ranges, the index, VEX."""
