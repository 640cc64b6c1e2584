"""What people do: load, decide, save. The only place that commits."""
