"""Attacks on models as series of log events amid benign ones, with the truth about each event."""
