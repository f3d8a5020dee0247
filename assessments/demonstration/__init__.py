"""The demonstration county: a closed year and a year in the middle of its field phase.

Everything is made through the same actions that people use, so that the trail is whole.
"""
