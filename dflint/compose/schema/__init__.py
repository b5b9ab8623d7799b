"""Is a compose file what the Compose Specification's schema takes? Values by Compose's types, errors at their place.

`compose-spec.json` is that schema (see NOTICE). Nearly all files are valid, and a small check that reads the schema
itself says so in a millisecond (`quick_check`). Only of a file that may not be valid jsonschema finds out what is
wrong (`explanation`): importing it takes longer than all the rest of a run.
"""
