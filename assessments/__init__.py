"""What is judged: rubrics, cycles, self-reports, score sheets and results."""
