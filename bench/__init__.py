"""Measurements for `make bench`: bounded in count and time, loopback only, printed as ratios, never asserted."""
