"""The tumor-board page: a form in, the answer drawn for a room full of people, nothing kept."""
