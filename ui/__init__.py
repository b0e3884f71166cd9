"""The suite's pages, its server and its terminal."""
