"""The cameras as a tree of streets with favourites on top, and the search over all of them."""
