"""What has been published, and the way back to it."""
