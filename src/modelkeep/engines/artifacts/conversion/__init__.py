"""Model files as plain tensors: rebuilt from what a file says, without loading it."""
