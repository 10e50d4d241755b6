"""What a pickle would build and call, without building or calling any of it."""
