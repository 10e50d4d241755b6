"""Adapters: everything that touches AWS, files, databases or formats."""
