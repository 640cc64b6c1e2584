"""Addresses of our own pages for mails, files and redirects, without a request."""

from flask import current_app


def path(endpoint: str, **values: object) -> str:
    """The page's path on this site."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def address(endpoint: str, **values: object) -> str:
    """The page's address below the installation's BASE_URL, whatever host a request named."""
    return f"{current_app.config['SETTINGS'].base_url}{path(endpoint, **values)}"


def agenda(slug: str) -> str:
    """The address at which everybody at the camp finds their own agenda."""
    return address("agenda.show", slug=slug)
