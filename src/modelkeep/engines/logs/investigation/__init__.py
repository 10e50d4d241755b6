"""Who is behind credentials, and what was done with them."""
