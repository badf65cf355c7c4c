"""The few QObjects that face the network."""
