"""Editions of AWS's action facts: where they are read from, and the file that keeps one."""
