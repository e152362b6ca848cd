"""Customer accounts of one mall: a user space of its own, apart from merchants (design 3)."""
