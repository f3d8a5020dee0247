"""The assessments' doors for files: the rubric workbook."""
