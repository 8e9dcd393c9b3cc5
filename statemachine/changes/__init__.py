"""What changed between two editions, told by the situations that they answer differently."""
