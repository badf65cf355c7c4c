"""The record on the screen: search, and the story of one thing on one page."""
