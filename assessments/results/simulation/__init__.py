"""模拟: what a closed year would have come to under another rubric. Reads; writes nothing.

matching   which item of the old rubric an item of the new one continues
replay     one unit's recorded answers under the new rubric, and why its points move
county     a whole type: old and new ranks, averages by head, what could not be compared
shown      the finished simulation as a page and a picture
"""
