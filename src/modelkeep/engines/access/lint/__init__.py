"""What is wrong with a policy document by itself: rules, one small object each, and the linter that asks them all."""
