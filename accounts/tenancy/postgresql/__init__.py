"""Django's PostgreSQL backend, told that the primary key of a tenant table is `(mall_id, id)`."""
