"""The fusion core: cases in, findings out. It knows no domain, no database and no screen."""
