"""The desk's video page: grid, cameras, tour, moving, health, arranged on a sheet right of the queue."""
