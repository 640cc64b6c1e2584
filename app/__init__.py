"""Campmatch. The application is made by `app.factory`; see docs/architecture.md for the map.

Nothing is imported here, so that the scheduling engine can be used without the web application.
"""
