"""What rows of the estate say about access, each kind brought into the form of policies."""
