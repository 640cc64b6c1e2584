"""What organisers announce."""
