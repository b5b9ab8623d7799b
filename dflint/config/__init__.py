"""What was configured? Finds and reads the configuration, checks every key of it, and says where a wrong one stands.

The nearest ``dflint.toml``, ``.dflint.toml`` or ``pyproject.toml`` with a ``[tool.dflint]`` table counts; files further
up are not merged in. The table `dflint.config.options.OPTIONS` is the one definition of what may be written there.
"""
