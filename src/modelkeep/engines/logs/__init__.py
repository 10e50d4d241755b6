"""Detections over logs: rules, facts of prompts, scenarios. Pure: no files, no clock."""
