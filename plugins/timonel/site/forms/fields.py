"""What the forms ask: each field of a schema as the widget that a person can fill without knowing the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from timonel.text import pick, say

Node = Mapping[str, Any]
Widget = dict[str, Any]
TEXT, UNION, BOOLEAN, NUMBER = "text", "union", "boolean", "number"  # how the page reads and writes the value: `as`
_DATE = {"widget": "datetime", "date_format": "YYYY-MM-DD", "time_format": False, "default": ""}


class Asker(NamedTuple):
    """Makes the widgets of one reader's language.

    Attributes:
        lang: the reader's language.
        languages: code of each language of the base → its name.
        listed: names of the pick lists that there are ("role", "phase.criteria").
    """

    lang: str
    languages: Mapping[str, str]
    listed: frozenset[str]

    def fields(self, node: Node, *, strict: bool = True) -> list[Widget]:
        """Return the widgets of a mapping; without ``strict`` none is required, because the mapping itself is not."""
        needed = set(node.get("required", ())) if strict else set()
        return [self.field(name, one, required=name in needed) for name, one in node.get("properties", {}).items()]

    def field(self, name: str, node: Node, *, required: bool) -> Widget:
        """Return the widget of one field."""
        found: Widget = {
            "name": name,
            "label": pick(node.get("x-title"), self.lang) or name,
            "required": required,
            **self.widget(node, required=required),
        }
        hint = pick(node.get("x-description"), self.lang)
        if hint:
            found["hint"] = hint
        if "pattern" in node and found["widget"] == "string":
            found["pattern"] = [node["pattern"], hint or node["pattern"]]
        if "x-default" in node:
            found["default"] = node["x-default"]
        if name == "notes" and found["widget"] == "string":
            found["widget"] = "text"
        return found

    def widget(self, node: Node, *, required: bool) -> Widget:
        """Return what a value is asked with, without its name."""
        chosen = self._choice(node)
        if chosen:
            return {"widget": "select", **chosen}
        if node.get("x-text") or node.get("x-language-keys"):
            return self._by_language(node, required=required)
        kind = node.get("type")
        if kind == "array":
            return self._list(node)
        if "properties" in node:
            union = {"as": UNION} if kind != "object" else {}
            return {
                "widget": "object",
                "collapsed": not required,
                **union,
                "fields": self.fields(node, strict=required),
            }
        if kind in ("integer", "number"):
            limits = {short: node[name] for short, name in (("min", "minimum"), ("max", "maximum")) if name in node}
            return {"widget": "number", "value_type": "int" if kind == "integer" else "float", **limits}
        return dict(_DATE) if node.get("format") == "date" else {"widget": "string"}

    def _choice(self, node: Node) -> Widget:
        """Return the options of what is picked from a list, or nothing."""
        if "enum" in node:
            labels = node.get("x-labels", {})
            return {
                "options": [{"value": one, "label": pick(labels.get(one), self.lang) or one} for one in node["enum"]]
            }
        if "x-level-labels" in node:
            levels = enumerate(node["x-level-labels"])
            return {
                "as": NUMBER,
                "options": [{"value": str(n), "label": f"{n} · {pick(one, self.lang)}"} for n, one in levels],
            }
        if node.get("type") == "boolean":
            answers = {"true": say("yes", self.lang), "false": say("no", self.lang)}
            return {
                "as": BOOLEAN,
                "options": [{"value": one, "label": text.capitalize()} for one, text in answers.items()],
            }
        names = listed(node)
        return {"options": names} if names and self.listed.issuperset(names) else {}

    def _by_language(self, node: Node, *, required: bool) -> Widget:
        lists = bool(node.get("x-language-keys"))
        fields = []
        for number, (code, label) in enumerate(self.languages.items()):
            inner = (
                self._list(*node["patternProperties"].values())
                if lists
                else {"widget": "text" if node.get("x-prose") else "string"}
            )
            fields.append({"name": code, "label": label, "required": required and number == 0, **inner})
        same = {"same": True} if node.get("x-same") else {}
        return {"widget": "object", **({} if lists else {"as": TEXT}), **same, "fields": fields}

    def _list(self, node: Node) -> Widget:
        limits = {short: node[name] for short, name in (("min", "minItems"), ("max", "maxItems")) if name in node}
        items = node.get("items", {})
        item = self.widget(items, required=True)
        if item["widget"] == "select":
            return {**item, "multiple": True, **limits}
        if "fields" in item:
            first = self.summary(item["fields"])
            return {
                "widget": "list",
                "collapsed": True,
                "summary": first,
                **limits,
                **{name: item[name] for name in ("as", "same", "fields") if name in item},
            }
        return {"widget": "list", **limits, "field": {"name": "item", "label": "·", **item}}

    def summary(self, fields: Sequence[Widget]) -> str:
        """Return the template of what stands for an entry while it is folded: its name, else what it cannot lack."""
        needed = [one for one in fields if one["required"]]
        found = next((one for one in needed if one["name"] == "name"), needed[0] if needed else fields[0])
        inner = f".{self.lang}" if found.get("as") == TEXT else ""
        return f"{{{{fields.{found['name']}{inner}}}}}"


def listed(node: Node) -> list[str]:
    """Return the pick lists that hold what a reference may name: kinds, or a list of theirs ("phase.criteria")."""
    ref, item = node.get("x-ref"), node.get("x-ref-item")
    if isinstance(item, Mapping):
        return [f"{item['via']}.{item['list']}"]
    names: Sequence[str] = [ref] if isinstance(ref, str) else ref or []
    return [f"{name}:" if not isinstance(ref, str) else name for name in names]
