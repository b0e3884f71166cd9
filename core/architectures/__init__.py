"""Networks that join modalities: a shared embedding space, and bridges from what is seen to a language model."""
