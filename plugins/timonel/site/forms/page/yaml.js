// Between YAML and what the forms show. A field that nobody changed keeps its bytes: comments, order, quoting.
window.TimonelYaml = (() => {
  const SOURCE = "__source__"; // the file as it was, carried along so that saving can keep it
  const parse = (text) => jsyaml.load(text, { schema: jsyaml.CORE_SCHEMA });
  const dump = (value) => jsyaml.dump(value, { schema: jsyaml.CORE_SCHEMA, lineWidth: 100, noRefs: true });
  const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const same = (a, b) => {
    if (a === b) return true;
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, n) => same(one, b[n]));
    if (!isMapping(a) || !isMapping(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
  };
  const isEmpty = (value) =>
    value === undefined || value === null || value === "" || (typeof value === "object" && !Object.keys(value).length);

  // A value of the file as its widget wants it, and back; fields that no widget knows pass as they are.
  const shown = (field, value) => {
    if (value === undefined || value === null) return value;
    if (field.widget === "list") {
      const inner = field.field || { ...field, widget: "object" };
      return Array.isArray(value) ? value.map((one) => shown(inner, one)) : value;
    }
    if (field.fields) {
      const mapping = isMapping(value) ? value : { [field.fields[0].name]: value };
      return each(field.fields, mapping, shown);
    }
    return field.as === "boolean" || field.as === "number" ? String(value) : value;
  };
  const stored = (field, value) => {
    if (isEmpty(value)) return undefined;
    if (field.widget === "list") {
      const inner = field.field || { ...field, widget: "object" };
      const items = value.map((one) => stored(inner, one)).filter((one) => !isEmpty(one));
      return items.length ? items : undefined;
    }
    if (field.fields) {
      const found = each(field.fields, value, stored);
      const [first, ...more] = Object.keys(found);
      if (first === undefined) return undefined;
      const plain = !more.length && first === field.fields[0].name && typeof found[first] === "string";
      return plain && (field.same || field.as === "union") ? found[first] : found;
    }
    if (field.as === "boolean") return value === "true";
    if (field.as === "number") return Number(value);
    return typeof value === "string" ? value.replace(/\s+$/, "") || undefined : value;
  };
  const each = (fields, mapping, change) => {
    const found = {};
    for (const field of fields) {
      const value = change(field, mapping[field.name]);
      if (value !== undefined) found[field.name] = value;
    }
    const known = new Set(fields.map((field) => field.name));
    for (const key of Object.keys(mapping)) if (!known.has(key)) found[key] = mapping[key];
    return found;
  };

  // A mapping's text in pieces, each from its key to the next; what stands before the first key comes first.
  const pieces = (text) => {
    const found = [{ key: null, text: "" }];
    for (const line of text.split(/(?<=\n)/)) {
      const key = /^(?:"([^"]+)"|'([^']+)'|([^\s#'"&*?|>%@`{[\]},:-][^:#]*?)):(?=\s)/.exec(line);
      if (key) found.push({ key: key[1] || key[2] || key[3], text: "" });
      found[found.length - 1].text += line;
    }
    return found;
  };
  const ended = (text) => (text === "" || text.endsWith("\n") ? text : text + "\n");

  // The text of one entity with what changed put in its place.
  const entity = (fields, old, data) => {
    const before = old === undefined ? {} : parse(old) || {};
    const clean = (mapping) => each(fields, each(fields, mapping, shown), stored);
    const was = clean(before);
    const now = each(fields, data, stored);
    const wanted = {};
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const value = same(was[key], now[key]) ? before[key] : now[key];
      if (value !== undefined) wanted[key] = value;
    }
    const order = fields.map((field) => field.name);
    const parts = pieces(old || "").filter((part) => part.key === null || part.key in wanted);
    for (const key of [...order.filter((one) => one in wanted), ...Object.keys(wanted).filter((one) => !order.includes(one))]) {
      const part = parts.find((one) => one.key === key);
      if (part && same(wanted[key], before[key])) continue;
      const text = dump({ [key]: wanted[key] });
      if (part) {
        part.text = text;
        continue;
      }
      const earlier = order.slice(0, order.indexOf(key));
      const after = parts.findLastIndex((one) => one.key === null || earlier.includes(one.key));
      parts.splice((order.includes(key) ? after : parts.length - 1) + 1, 0, { key, text });
    }
    const text = parts.map((part) => ended(part.text)).join("");
    let kept;
    try {
      kept = parse(text);
    } catch {
      kept = undefined;
    }
    return same(kept, wanted) ? text : dump(wanted);
  };

  // The items of a list's text, each as the text of a mapping.
  const items = (text) => {
    const found = [];
    let head = "";
    for (const line of text.split(/(?<=\n)/)) {
      const start = /^-( +)(?=\S)/.exec(line);
      if (start) found.push({ width: start[0].length, text: " ".repeat(start[0].length) + line.slice(start[0].length) });
      else if (found.length) found[found.length - 1].text += line;
      else head += line;
    }
    for (const item of found) item.text = item.text.replace(new RegExp(`^ {1,${item.width}}`, "gm"), "");
    return { head, found };
  };
  const indented = (text) => "- " + text.replace(/^(?=.)/gm, "  ").slice(2);

  const list = (fields, old, rows) => {
    const { head, found } = items(old);
    const values = found.map((item) => parse(item.text));
    const left = new Set(found.keys());
    const wanted = rows.map((row) => each(fields, row, stored));
    const claims = (test) => (row, n) => {
      if (origin[n] !== undefined) return;
      const match = [...left].find((m) => test(values[m], row));
      if (match !== undefined) left.delete((origin[n] = match));
    };
    const origin = [];
    wanted.forEach(claims((value, row) => same(each(fields, each(fields, value, shown), stored), row)));
    wanted.forEach(claims((value, row) => row.id !== undefined && value.id === row.id));
    wanted.forEach((row, n) => {
      if (origin[n] === undefined && left.has(n) && row.id === undefined) left.delete((origin[n] = n));
    });
    const texts = rows.map((row, n) => entity(fields, origin[n] === undefined ? undefined : found[origin[n]].text, row));
    const text = ended(head) + texts.map(indented).join("");
    let kept;
    try {
      kept = parse(text);
    } catch {
      kept = undefined;
    }
    const meant = texts.map(parse);
    return same(kept, meant) ? text : dump(meant);
  };

  // What the editor calls for a collection whose entries have these fields.
  const format = (fields, itemsName) => ({
    fromFile: (text) => {
      const unix = text.replace(/\r\n/g, "\n");
      const value = parse(unix);
      const data = Array.isArray(value)
        ? { [itemsName]: value.map((one) => each(fields, one, shown)) }
        : each(fields, value || {}, shown);
      return { ...data, [SOURCE]: text };
    },
    toFile: ({ [SOURCE]: old, ...data }) => {
      const unix = old && old.replace(/\r\n/g, "\n");
      const text = old && Array.isArray(parse(unix)) ? list(fields, unix, data[itemsName] || []) : entity(fields, unix, data);
      return old && old.includes("\r\n") ? text.replace(/\n/g, "\r\n") : text;
    },
  });
  return { format };
})();
