"""What may come in and what goes out: the shapes of the wire."""
