"""dflint: the linter and optimizer for the container files of machine-learning projects."""

__version__ = "0.1.0"
