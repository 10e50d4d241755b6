"""Frozen types that every layer shares; imports nothing from the layers above."""
