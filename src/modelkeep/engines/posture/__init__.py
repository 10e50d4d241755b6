"""Controls over the estate: lineage, evaluation, test cases."""
