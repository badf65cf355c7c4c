"""Changes single bits in everything that the verifier reads, and makes clean journals of every sort."""
