"""Running an installation: bring the database up to date, start web and worker."""
