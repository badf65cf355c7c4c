"""Backend services of the made-up district, each a process of its own on the source kit; light on purpose."""
