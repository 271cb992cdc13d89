"""Deliveries: notices on their way out of the hub, to the endpoints of the units that were told."""
