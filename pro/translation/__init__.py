"""Translation of products and category names by an engine that the installation chooses (design 8, R3.31 to R3.39)."""
