"""The main display: areas, ranking, swap, refresh, service life (design 9)."""
