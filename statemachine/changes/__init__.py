"""What changed between two editions, shown by the situations that they answer differently."""
