"""How the files of a project refer to each other."""
