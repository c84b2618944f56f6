/* The search's window, in every theme: it asks search.js and shows what comes, whatever data holds, as text. */
(() => {
  "use strict";

  const box = document.querySelector("[data-kb-finder]");
  if (!box) return;
  const assets = new URL(".", document.currentScript.src), home = new URL("..", assets);
  const [opener, input, list, count, closer] = ["open", "box", "list", "count", "close"].map(name => box.querySelector(`[data-kb-${name}]`));
  const dialog = box.querySelector("dialog");

  /* ── The index, in parts: scripts, for a page opened from a folder may read nothing else. Elsewhere they are read as text:
     a script in the page has the browser find the style of all its parts anew. ── */

  const waiting = new Map();
  globalThis.kbFound = (name, value) => waiting.get(name)?.(value);
  const fetched = (path, from) => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: new URL(path, from).href });
    script.onload = () => { script.remove(); resolve(); };
    script.onerror = () => { script.remove(); reject(new Error(path)); };
    document.head.append(script);
  });
  const run = (name, path) => new Promise((resolve, reject) => {
    waiting.set(name, value => { waiting.delete(name); resolve(value); });
    fetched(path, home).catch(reject);
  });
  async function read(path) {
    const answer = await fetch(new URL(path, home));
    if (!answer.ok) throw new Error(path);
    const text = await answer.text();
    return JSON.parse(text.slice(text.indexOf(",") + 1, text.lastIndexOf(")")));
  }
  const load = (name, version = "") => {
    const path = `search/${name}.js?${version}`;
    return home.protocol === "file:" ? run(name, path) : read(path);
  };

  let engine = null;
  async function ready() {
    engine ??= Promise.all(["search.js", "answer.js"].map(name => fetched(name, assets))).then(async () => {
      const search = new globalThis.kbSearch(load);
      await search.ready();
      const answers = search.root.card ? new globalThis.kbAnswers(name => load(name, search.root.version), search) : null;
      answers?.ready().catch(() => null);  // before anybody has typed
      return { search, answer: text => answers?.answer(text).catch(() => null) ?? null };
    });
    try { return await engine; } catch (error) { engine = null; throw error; }
  }

  /* ── What is found ── */

  const node = (name, content = [], attributes = {}) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...[content].flat());
    return made;
  };
  const LINES = 6;  // of an answer that are shown
  const marked = pieces => pieces.map(([text, isFound]) => isFound ? node("mark", text) : text);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function option(at, number, content) {
    return node("a", content, { class: "kb-finder__hit", role: "option", id: `kb-hit-${number}`, "aria-selected": "false", tabindex: "-1", href: new URL(at, home).href });
  }

  function hit(one, number) {
    return option(one.link, number, [
      node("span", one.label, { class: "kb-finder__kind" }),
      node("span", marked(one.marked), { class: "kb-finder__title" }),
      ...(one.beside.length ? [node("span", one.beside.join(" · "), { class: "kb-finder__beside" })] : []),
      ...(one.excerpt.length ? [node("span", marked(one.excerpt), { class: "kb-finder__said" })] : []),
    ]);
  }

  /* What the base says, above all that is found: each thing named once, and of many lines the first. */
  function answered({ lines, at, source }, texts) {
    const shown = lines.map(([about, told], i) => {
      const isKnown = about === lines[i - 1]?.[0];
      return node("span", [...(about ? [node("span", `${about} · `, isKnown ? { class: "kb-sr" } : {})] : []), told], { class: i < LINES ? "kb-finder__line" : "kb-sr" });
    });
    const more = lines.length > LINES ? [node("span", "…", { class: "kb-finder__line", "aria-hidden": "true" })] : [];
    const card = option(at, "answer", [node("span", texts.answer, { class: "kb-finder__label" }), ...shown, ...more, node("span", fill(texts.source, { name: source }), { class: "kb-finder__source" })]);
    card.classList.add("kb-finder__answer");
    return card;
  }

  function show(text, options, aloud = "") {
    list.dataset.kbList = input.value;
    count.replaceChildren(node("span", aloud && `${aloud} `, { class: "kb-sr" }), text);
    list.replaceChildren(...options);
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    choose(null);
  }

  let chosen = null;
  function choose(next) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = next;
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  /* ── A question ── */

  let asked = 0;
  async function ask() {
    const number = ++asked, text = input.value;
    try {
      const { search, answer } = await ready();
      const [found, told] = text.trim() ? await Promise.all([search.find(text), answer(text)]) : [];
      if (number !== asked) return;
      const { texts, start } = search.root, doors = () => start.map(([title, at], i) => option(at, i, node("span", title, { class: "kb-finder__title" })));
      if (!found) return show(texts.start, doors());
      const top = told ? [answered(told, texts)] : [];
      if (!found.hits.length && !told) return show(`${fill(texts.none, { query: text.trim() })} ${texts.instead}`, doors());
      const { total, lost } = found, many = total === 1 ? texts.one : total > 50 ? fill(texts.more, { count: 50 }) : fill(texts.many, { count: total });
      show(lost.length ? `${many} · ${fill(texts.without, { words: lost.join(", ") })}` : many, [...top, ...found.hits.map(hit)], told?.text);
    } catch { if (number === asked) show(box.dataset.failed, []); }
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    ask();
  }

  input.addEventListener("input", ask);
  input.addEventListener("keydown", event => {
    const options = [...list.children], at = options.indexOf(chosen);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? options.length - 1 : at - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      choose(options[to] ?? null);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      (chosen ?? options[0])?.click();
    }
  });
  list.addEventListener("click", event => event.target.closest("a") && dialog.close());
  closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  opener.addEventListener("click", open);
  opener.hidden = false;
  addEventListener("kb:search", open);  // the home page's button
  addEventListener("keydown", event => {
    const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]");
    const isKey = ["/", "s", "f"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
    if (isKey || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      open();
    }
  });
})();
