"""What a model file would do, by reading it: nothing here imports, unpickles, renders or executes what it looks at."""
