"""Data wherever they lie: lists files and objects, classifies them in processes, and remembers what did not change."""
