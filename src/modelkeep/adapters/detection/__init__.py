"""Where detection rules are evaluated: in this process, or on Spark."""
