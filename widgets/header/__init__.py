"""The bar on top of every screen: where one is, whether the core is there, what time it is."""
