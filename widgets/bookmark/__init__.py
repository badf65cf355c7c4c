"""The form for a bookmark in a camera's picture."""
