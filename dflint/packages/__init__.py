"""Which packages does the project want?"""
