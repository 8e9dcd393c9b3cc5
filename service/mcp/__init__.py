"""The service for assistants: a Model Context Protocol server, an extra that `make run` does not need."""
