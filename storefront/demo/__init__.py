"""The demo of a first start: invented malls with invented products and drawn pictures."""
