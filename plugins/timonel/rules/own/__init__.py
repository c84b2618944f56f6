"""An organisation's own rules: from cards without code to what their expressions say of its entities."""
