"""A digest: what somebody is asked to do, what falls due, what changed and what they closed, in one message."""
