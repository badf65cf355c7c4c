"""The core's sockets: links to sources, the server of the seats, and the one loop that owns them."""
