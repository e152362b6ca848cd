"""The cart: bound to a customer, or to the token in a guest's session."""
