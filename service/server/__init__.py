"""Between gunicorn and the application: connections, refusals of what is no HTTP, and what gunicorn logs."""
