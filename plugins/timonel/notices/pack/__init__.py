"""The pack of a body for its next session: what it is asked to decide, and what it watches, on two sheets."""
