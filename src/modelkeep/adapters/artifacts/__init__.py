"""Model files in folders, and the processes that inspect them."""
