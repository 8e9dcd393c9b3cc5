"""The committed description of the interface, and the examples that documentation, page and tests share."""
