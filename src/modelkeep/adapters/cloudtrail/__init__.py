"""CloudTrail's records that lie in files."""
