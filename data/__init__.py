"""Storage: databases, accounts, audit, blobs and backups. It knows no model and no screen."""
