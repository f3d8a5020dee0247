"""年度工作总结: its skeleton, the text that a year's records make of it, and what is printed."""
