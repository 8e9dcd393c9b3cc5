"""What would change an answer, which facts decide it, and how long its dates hold it."""
