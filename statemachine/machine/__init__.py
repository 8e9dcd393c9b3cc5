"""The library's machine, taught to weigh every guard and to say what it found."""
