"""One module per format: `inspect(source, look)` says what is wrong in it. `sniffing.py` knows by what a format is told."""
