"""Least privilege: what was used, the policy that allows just that, and the proof that it does."""
