"""What a file that cannot be read might hold is no gap: rules that ask whether something is nowhere wait until all is read."""

from __future__ import annotations

import pytest
from bases import TODAY

from timonel import governance
from timonel.rules import CARDS, card, examples

# Rule → the kinds of which it must have read all.
NEEDS = {
    "BUD003": ["pilot"], "CHG001": ["change-action"], "CHG002": ["change-action"], "DOC001": ["document"], "INI001": ["pilot"],
    "INI003": ["pilot"], "INI004": ["phase"], "INI008": ["assessment"], "INI013": ["requirement"], "INI015": ["change-action"],
    "INI016": ["change-action"], "INI017": ["data-asset", "system"], "INI018": ["pilot"],
    "INI020": ["change-action", "measurement", "objective", "pilot"], "OBJ007": ["measurement"], "OBJ008": ["objective"],
    "OBJ009": ["indicator", "measurement", "objective", "process"], "OBJ010": ["indicator", "measurement", "objective", "process"],
    "PRO014": ["process"], "PRV001": ["role"], "PRV004": ["channel", "policy"], "REQ002": ["requirement"], "ROL005": ["forum"],
    "ROL006": ["forum"], "ROL008": ["role"], "ROL014": ["forum", "role", "task"], "ROL016": ["area", "decision", "role"],
    "RSK004": ["measurement", "risk"], "STK001": ["forum"], "STK002": ["forum"], "TCH001": ["process"], "TCH002": ["touchpoint"],
    "TCH003": ["process"], "TCH004": ["touchpoint"], "TCH005": ["system"], "TCH006": ["measurement", "process"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for code, kinds in NEEDS.items() for kind in kinds])
def test_a_rule_waits_until_all_is_read(kinds, rules, code, kind):
    """Its failing example, and beside it a broken file of a kind that it asks for: it looks at nothing."""
    example = next(one for one in card(CARDS / f"{code}.yaml")["bad"] if one["population"])
    broken = {f"data/{kinds.kinds[kind].folder}/rota.yaml": "id: rota\nname: [\n"}
    for files, population in ({}, example["population"]), (broken, 0):
        more = {**example, "files": {**example.get("files", {}), **files}}
        base = examples.base_of(more, kinds, frozenset(rules))
        result = governance.judge(base, examples.settings_of(more), rules, example.get("as_of", TODAY), [code])
        assert result.outcomes[code].population == population
