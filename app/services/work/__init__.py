"""Work in the background: jobs, who has claimed them, the bell that rings for them, the workers' pulse."""
