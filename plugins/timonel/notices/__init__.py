"""What reaches people without their looking for it: packs, plans and messages, as documents that have no form yet."""
