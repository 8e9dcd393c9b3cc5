"""The endpoints, one blueprint for each capability."""
