"""Work that outlasts a request: queued in the database, done by a worker, watched on a page."""
