"""Signing in and out, by mail or password."""
