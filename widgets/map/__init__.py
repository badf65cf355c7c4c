"""The map of the district: a web page drawn by MapLibre, kept on a short lead by a Qt widget."""
