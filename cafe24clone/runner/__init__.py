"""The services and processes behind `make run` and `make test`: wiring, no rules of the platform."""
