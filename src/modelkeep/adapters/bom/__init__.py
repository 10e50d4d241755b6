"""Validation of bills of materials by their own schemas."""
