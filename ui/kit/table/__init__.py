"""A dense table whose lines open something: worklists, accounts, jobs."""
