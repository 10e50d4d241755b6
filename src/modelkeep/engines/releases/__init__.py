"""What a model runs against what its makers have released since."""
