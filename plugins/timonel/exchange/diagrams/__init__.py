"""Processes as BPMN 2.0 draws them: taken in with a report of what has no place here, and written with their diagram."""
