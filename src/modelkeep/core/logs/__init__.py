"""Types of logs: their tables, alerts, and what is kept of prompts."""
