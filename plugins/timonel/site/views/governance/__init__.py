"""How governance stands: score, gaps, rules, readiness."""
