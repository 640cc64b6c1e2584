"""The worker: carries out jobs, sends mail, keeps house. Start it with `python -m app.tasks`."""
