"""Rules about who decides, who answers, who is heard."""
