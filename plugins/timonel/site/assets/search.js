/* Search as people type: around the theme's own search worker, which finds words, this finds them without accents, in singular and plural and with a
   typing error, and puts pages that are called so before pages that mention it. Runs as a worker, or, opened from a folder, in a frame (folder.js). */
(() => {
  "use strict";

  const isWorker = typeof importScripts === "function";
  const own = new URL(isWorker ? location.href : document.currentScript.src);
  const name = /^\?(search\.\w+\.min\.js)$/.exec(own.search)?.[1];
  const page = isWorker ? null : parent;
  const answer = isWorker ? postMessage.bind(self) : message => page.postMessage(message, "*");
  const SETUP = 0, QUERY = 2, RESULT = 3;  // the theme's kinds of message

  /* ── Words ── */

  let little = new Set(), plural = null, alike = {};  // what the languages' records say, as the index brings it
  const fold = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  /* What singular and plural have in common: gestiones and gestión, luces and luz, policies and policy. */
  function stem(word) {
    const folded = fold(word);
    if (/\d/.test(folded) || folded.length < 3) return folded;
    const short = plural?.exec(folded)?.[0] ?? folded;
    return short.length < 3 ? short : short.slice(0, -1) + (alike[short.at(-1)] ?? short.at(-1));
  }

  /* Whether two words differ by one letter: another one, one too many, one too few, two the wrong way round. */
  function isNear(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let i = 0, j = 0;
    while (i < a.length && a[i] === b[i]) i++;
    while (j < Math.min(a.length, b.length) - i && a.at(-1 - j) === b.at(-1 - j)) j++;
    const x = a.slice(i, a.length - j), y = b.slice(i, b.length - j);
    return (x.length <= 1 && y.length <= 1) || (x.length === 2 && x[0] === y[1] && x[1] === y[0]);
  }

  /* ── What pages are called ── */

  let separator = /[\s\-]+/;
  const called = new Map();  // address → [{text, words}], the title first
  const known = new Map();   // word of a name → how many names have it

  const plain = html => html.replace(/<[^>]+>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
  const split = text => text.split(separator).map(word => word?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter(Boolean);
  function wordsOf(text) {
    const all = split(text), long = all.filter(word => !little.has(fold(word)));
    return (long.length ? long : all).map(stem);
  }

  function setUp({ config, docs }) {
    separator = new RegExp(config.separator, "u");
    if (config.words) {
      little = new Set(config.words.little);
      plural = config.words.endings ? new RegExp(`^.{3,}?(?=[${config.words.endings}]+$)`) : null;
      alike = config.words.alike;
    }
    config.lang = ["en"];  // no stop words, no stemmer: the words are folded below
    for (const doc of docs) {
      if (doc.location.includes("#")) continue;
      const names = [plain(doc.title), ...(doc.names ?? [])].map(text => ({ text: text.toLowerCase(), words: wordsOf(text) }));
      called.set(doc.location, names);
      for (const { words } of names) for (const word of words) known.set(word, (known.get(word) ?? 0) + 1);
    }
  }

  function foldTokens(lunr) {
    const add = lunr.Builder.prototype.add, folded = token => token.update(stem);
    lunr.Pipeline.registerFunction(folded, "timonel");
    lunr.Builder.prototype.add = function (doc, attributes) {
      if (!this.folds) this.pipeline.add(folded);
      this.folds = true;
      add.call(this, doc, attributes);
    };
  }

  /* ── A search ── */

  const compare = (a, b) => a.map((one, i) => one - b[i]).find(Boolean) ?? 0;

  /* How well a page's names answer: from 0, it only mentions the words, to 7, it is called exactly so. */
  function rank(location, { text, typed, words }) {
    const asTyped = typed.map((word, i) => word.slice(0, words[i].length));  // of names alike, the one with these accents
    let best = 0;
    (called.get(location) ?? []).forEach((name, i) => {
      const has = name.words, share = Math.min(1, words.length / has.length);
      const first = words.every((word, at) => has[at] === word);
      const fit = name.text === text ? 6 : fold(name.text) === fold(text) ? 5.6 : first && share === 1 ? 5 : first ? 4 : words.every(word => has.includes(word)) ? 3
        : words.every(word => has.some(one => one.startsWith(word))) ? 2 : 0;
      if (fit) best = Math.max(best, fit + 0.4 * share + (i ? 0 : 0.5) + (asTyped.every(word => name.text.includes(word)) ? 0.05 : 0));
    });
    return best;
  }

  /* The best pages first, each a list of its sections; `said` gives the words found in one. */
  function inOrder(pages, query, said) {
    const ranked = pages.map(group => {
      const main = group.find(item => !item.location.includes("#")) ?? group[0];
      const whole = new Set(group.flatMap(said));
      const name = rank(main.location.split("#")[0], query), all = query.words.every(word => group.some(item => item.terms[word]));
      // Called so; says all the words, whole; is called nearly so; says their beginnings; says most of it.
      const at = [name >= 3 ? name : 0, +query.words.every(word => whole.has(word)), name, +all, Math.max(...group.map(item => item.score))];
      return { group, at };
    });
    return ranked.sort(({ at: a }, { at: b }) => compare(b, a)).map(({ group }) => group);
  }

  const waiting = [];  // the theme answers in order
  function ask(query) {
    waiting.push(query);
    dispatchEvent(new MessageEvent("message", { data: { type: QUERY, data: query.words.join(" ") } }));
  }

  const meant = word => [...known].filter(([one]) => isNear(one, word)).sort((a, b) => b[1] - a[1])[0]?.[0];

  function found({ items, suggest }) {
    const query = waiting.shift();
    const seen = new Set(items.flat().flatMap(item => Object.keys(item.terms).filter(term => item.terms[term])));
    const lost = query.words.filter(word => !seen.has(word) && word.length > 3 && !/[~\d]/.test(word));
    if (lost.length && !query.again) {
      return ask({ ...query, again: true, words: query.words.map(word => lost.includes(word) ? meant(word) ?? `${word}~1` : word) });
    }
    const said = item => marks([item.title, item.text, item.names ?? []].join(" ")).map(stem);
    const sorted = inOrder(items, query, said).map(group => group.map(item => shown(item, query)));
    answer({ type: RESULT, data: { items: sorted, suggest: suggest && completed(sorted, query) } });
  }

  const marks = html => [...html.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => plain(word).toLowerCase());

  /* The words as the page has them, for its marks and its address; those that it lacks as they were typed. */
  function shown({ names, ...item }, query) {
    const marked = marks(`${item.title} ${item.text}`);
    const stems = marked.map(stem), isThere = word => item.terms[word] || stems.some(one => isNear(one, word));
    const missing = query.typed.filter((_, i) => !isThere(query.words[i].replace("~1", ""))).map(word => [word, false]);
    return { ...item, terms: Object.fromEntries([...missing, ...[...new Set(marked)].slice(0, 8).map(word => [word, true])]) };
  }

  /* The typed word's end, from the best page's title. */
  function completed(items, { text }) {
    const typed = split(text).pop(), title = items[0]?.find(item => !item.location.includes("#"))?.title ?? "";
    const word = typed && split(plain(title)).find(one => one.toLowerCase().startsWith(typed));
    return word ? [word.toLowerCase()] : [];
  }

  /* ── Zensical's worker: it knows one list of sections, finds by the beginnings of all words, and answers in portions ── */

  const MOST = 400, PORTION = 10, OF_ONE_PAGE = 3;
  let sections = null;  // as its index has them
  let sorted = null;    // the answer that the page has seen a portion of
  const stems = new Map();
  const saidBy = item => stems.get(item) ?? stems.set(item, new Set(split(plain(`${item.title} ${item.text}`)).map(stem))).get(item);

  function foldNormal() {
    const { normalize } = String.prototype;
    String.prototype.normalize = function (form) { return form === "NFKD" ? stem(String(this)) : normalize.call(this, form); };
  }

  function askZensical(query, page) {
    const operands = query.words.map((word, i) => ({
      type: "value", data: { field: "*", value: { type: "prefix", data: word }, range: { start: 0, end: word.length, value: i } },
    }));
    waiting.push(query);
    const data = { ...query.asked, input: { type: "operator", data: { operator: "or", operands } }, page };
    dispatchEvent(new MessageEvent("message", { data: { type: QUERY, data } }));
  }

  function foundByZensical(data) {
    const query = waiting.shift();
    if (!query) return answer({ type: RESULT, data });
    if (data.pagination.next && !query.all) return askZensical({ ...query, all: true }, { ...data.pagination.next, from: 0, size: MOST });
    const called = sections.flatMap(({ location }, id) => !location.includes("#") && rank(location, query) ? [{ id, matches: [] }] : []);
    const ids = new Set(data.items.map(item => item.id));
    const found = [...data.items, ...called.filter(({ id }) => !ids.has(id))].map((item, i) => {
      const section = sections[item.id], words = [...saidBy(section)];
      const terms = Object.fromEntries(query.words.map(word => [word, words.some(one => one.startsWith(word))]));
      return { item, section, location: section.location, terms, score: -i };
    });
    const lost = query.words.filter(word => word.length > 3 && !/\d/.test(word) && !found.some(one => one.terms[word]) && meant(word));
    if (lost.length && !query.again) {
      return askZensical({ ...query, all: false, again: true, words: query.words.map(word => lost.includes(word) ? meant(word) : word) });
    }
    const pages = Map.groupBy ? [...Map.groupBy(found, one => one.location.split("#")[0]).values()] : found.map(one => [one]);
    const best = inOrder(pages, query, one => [...saidBy(one.section)]);
    sorted = { data, items: best.flatMap(group => group.slice(0, OF_ONE_PAGE).map(one => one.item)) };
    portion(0);
  }

  function portion(from) {
    const { data, items } = sorted, page = at => ({ id: 0, size: PORTION, from: at });
    const next = from + PORTION < items.length ? page(from + PORTION) : undefined;
    const pagination = { total: items.length, prev: from ? page(from - PORTION) : undefined, next };
    answer({ type: RESULT, data: { ...data, items: items.slice(from, from + PORTION), pagination } });
  }

  /* ── Between the page and the theme's worker ── */

  self.postMessage = message => message.type === RESULT ? (sections ? foundByZensical : found)(message.data) : answer(message);
  const early = [];
  let ready = isWorker;
  function receive({ type, data }) {
    if (type === QUERY) {
      if (sections && data.page) return portion(data.page.from);
      const text = (sections ? data.input ?? "" : data).trim().toLowerCase();
      const long = split(text).filter((word, _, all) => !little.has(fold(word)) || all.every(one => little.has(fold(one))));
      if (sections && long.length) return askZensical({ asked: data, text, typed: long, words: long.map(stem) });
      if (!sections && !long.length) return answer({ type: RESULT, data: { items: [] } });
      if (!sections) return ask({ text, typed: long, words: long.map(stem) });
    }
    if (type === SETUP) {
      sections = data.items;
      setUp({ config: data.config, docs: data.items ?? data.docs });
    }
    dispatchEvent(new MessageEvent("message", { data: { type, data } }));
  }
  addEventListener("message", event => {
    if (!event.isTrusted || (page && event.source !== page)) return;
    event.stopImmediatePropagation();
    if (ready) receive(event.data);
    else early.push(event.data);
  });

  if (!name) return;
  const theme = new URL(`javascripts/workers/${name}`, own).href;
  if (isWorker) {
    importScripts(theme);
    if (self.lunr) foldTokens(self.lunr);
    else foldNormal();
  } else {
    const start = () => { foldTokens(self.lunr); ready = true; early.splice(0).forEach(receive); };
    document.head.append(Object.assign(document.createElement("script"), { src: theme, onload: start }));
  }
})();
