"""What would change an answer, which facts decide it, and how far its dates can move."""
