"""Which packages does a lock file fix, in which versions, from where?"""
