"""The plugin host: manifests, registry, lifecycle. It imports no domain."""
