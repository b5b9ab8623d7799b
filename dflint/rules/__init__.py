"""The rules: one a file, named by its code, in the folder of its theme."""
