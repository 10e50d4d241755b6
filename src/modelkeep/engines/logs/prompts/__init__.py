"""What a prompt and its answer are, without their text: bodies are read, normalised, and looked through for markers."""
