"""Ways to pay, behind one interface; each is a module of its own."""

from orders.gateways.base import Gateway, GatewayRefused, NextStep, gateway, gateways

__all__ = ["Gateway", "GatewayRefused", "NextStep", "gateway", "gateways"]
