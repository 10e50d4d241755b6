"""Pure engines over tables and bytes: no AWS, no clock, no global state."""
