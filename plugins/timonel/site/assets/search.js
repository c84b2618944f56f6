/* The search: finds pages by the words of a question. It knows no page and no box: `load` brings the parts of the index (site/search/index.py),
   wherever they are. Words are compared without accents and by what their forms have in common; a page counts by how much its words say
   (BM25 over fields, weighed when the site is made), how rare they are, how many of the question it has, how near they stand, and whether it is called so. */
(() => {
  "use strict";

  const BEST = 12;  // pages that are looked at closely, and shown: each may cost a part
  const KEPT = { slots: 32, names: 5000, texts: 200, pieces: 100 };  // that the next letter typed asks for again
  const LONG = 28, BEFORE = 6;  // words of an excerpt, and of them before the first that was asked for
  const PREFIX_PARTS = 4, LETTERS = 3;
  const WEIGHT = { ending: 0.6, near: 0.8, meant: 0.75, asked: 0.35, form: 0.5, kin: 0.6, alike: 0.35, sign: 1.8 };
  // of what was not typed so, of words that only ask, of families, of what says nearly the same, of names and numbers

  /* How pages are chosen for a closer look, the kind that is asked for, the name (partly, and exactly); then what the closer look weighs: how much words say of
     a page and how many of them it has, how often they stand in it, together in one sentence, near each other as they were typed, side by side, with a number where
     one is asked for, and how long it is. What weighs how much in a text was found with nine thousand questions about other texts than those that measure it; what of names,
     with those of the example's readers. */
  const SCORE = { whole: 0.4, asked: 1.5, name: 0.7, partly: 1.25, exact: 2.2, other: 0.1, called: 1.5, base: 0.22, has: 0.3, often: 0.55, soon: 0.4, sentence: 0.27, near: 0.25, pair: 0.12, number: 0.14, long: 0.08 };
  const NEAR = 4;  // loud words between two that were typed one after the other
  const KIN = { least: 5, share: 0.42 };  // letters that two words begin with, and of the longer one
  const SENTENCE = /[.!?…:;»]\s+/u, USUAL = 60;  // loud words of a page

  const fold = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const split = text => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  /* How many letters differ, two the wrong way round being one; more than `most` is enough to know. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  /* Whether words are of a family: discovery and discover, pharmacist and pharmacy, nonviolent and violent. */
  function isKin(a, b) {
    const most = Math.max(a.length, b.length);
    let same = 0;
    while (same < most && a[same] === b[same]) same++;
    return same >= KIN.least ? same >= KIN.share * most : Math.min(a.length, b.length) > KIN.least && (a.includes(b) || b.includes(a));
  }

  /* What was made for a key, made once; the oldest goes where many are kept. */
  function once(kept, key, most, make) {
    let found = kept.get(key);
    if (found === undefined) {
      if (kept.size >= most) kept.delete(kept.keys().next().value);
      kept.set(key, found = make());
    }
    return found;
  }

  class Search {
    #load; #parts = new Map(); #stems = new Map(); #byPart = new Map();
    #slots = new Map(); #names = new Map(); #texts = new Map(); #pieces = new Map();  // what the last letters typed had in common with these

    /* `load(name, version)` promises the value of a part. */
    constructor(load) { this.#load = load; }

    #part(name, version = this.root?.version) {
      if (!this.#parts.has(name)) this.#parts.set(name, this.#load(name, version));
      return this.#parts.get(name);
    }

    async ready() {
      if (this.root) return;
      const root = await this.#part("index"), related = await this.#part("related", root.version);
      this.quiet = new Set(root.quiet.split(" "));
      this.kindOf = new Uint8Array(root.count);
      let at = 0;
      for (const [kind, many] of root.runs) this.kindOf.fill(kind, at, at += many);
      this.root = root;
      [this.forms, this.alike] = this.#related(related.forms, related.alike);
      this.counts = related.counts.map(phrase => ` ${phrase} `);
      this.numbers = new Set(related.alike.filter(line => /\p{N}/u.test(line)).flatMap(line => line.split(" ")).map(word => this.stem(word)));
      const stems = text => split(text).map(word => this.stem(word)), loud = text => this.loud(split(text)).map(word => this.stem(word));
      this.means = root.means.map(phrases => phrases.map(loud));
      const called = Object.entries(root.called).flatMap(([kind, names]) => [root.labels[kind], ...names].map(name => [stems(name), [kind]]));
      this.asks = [...root.asks.flatMap(([phrases, kinds]) => phrases.map(phrase => [stems(phrase), kinds])), ...called].sort(([a], [b]) => b.length - a.length);
    }

    /* ── Words ── */

    stem(word) {
      let short = this.#stems.get(word);
      if (short === undefined) this.#stems.set(word, short = this.#shortened(word));
      return short;
    }

    #shortened(word) {
      if (word.length < 3 || !/^\p{L}+$/u.test(word)) return word;
      for (const some of this.root.endings) {
        let best = null;
        for (const one of some) {
          const left = word.length - one[0].length;
          if (left >= one[2] && one[0].length > (best?.[0].length ?? 0) && word.endsWith(one[0]) && /[aeiouy]/.test(word.slice(0, left))) best = one;
        }
        if (best) word = word.slice(0, word.length - best[0].length) + best[1];
      }
      return word;
    }

    /* The words of a text that say something, or all where none does. */
    loud(words, names) {
      const some = words.filter(word => !this.quiet.has(word) || names?.has(word));
      return some.length ? some : words;
    }

    /* Word → its irregular forms; and → words that say nearly the same, with theirs. All by what their forms have in common. */
    #related(forms, alike) {
      const read = lines => lines.map(line => line.split(" ").map(word => this.stem(word)));
      const gathered = groups => {
        const found = new Map();
        for (const group of groups) {
          for (const one of group) {
            if (!found.has(one)) found.set(one, new Set());
            for (const other of group) found.get(one).add(other);
          }
        }
        return found;
      };
      const known = gathered(read(forms));
      return [known, gathered(read(alike).map(group => [...new Set(group.flatMap(one => [one, ...known.get(one) ?? []]))]))];
    }

    #asksNumber(words) {
      const text = ` ${words.join(" ")} `;
      return this.counts.some(phrase => text.includes(phrase));
    }

    /* Whether a word is a number: digits, or a word that says the same as digits. */
    #counts(word) { return this.numbers.has(this.stem(word)) || /\p{N}/u.test(word); }

    #partOf(word) {
      const key = word.slice(0, LETTERS), { words } = this.root;
      let low = 0, high = words.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (words[middle] <= key) low = middle + 1; else high = middle;
      }
      return Math.max(0, low - 1);
    }

    /* The words of a part: term → [term, forms, pages …]. */
    async #wordsOf(number) {
      if (!this.#byPart.has(number)) {
        const list = this.root.words.length ? await this.#part(`w${number}`) : [];
        this.#byPart.set(number, new Map(list.map(one => [one[0], one])));
      }
      return this.#byPart.get(number);
    }

    async #known(term) { return (await this.#wordsOf(this.#partOf(term))).get(term); }

    async #beginning(prefix) {
      const first = this.#partOf(prefix), last = Math.min(this.#partOf(prefix.slice(0, LETTERS) + "\uffff"), first + PREFIX_PARTS - 1);
      const found = [];
      for (let number = first; number <= last; number++) {
        for (const one of (await this.#wordsOf(number)).values()) {
          if (one[1].startsWith(prefix) || one[1].includes(` ${prefix}`)) found.push(one);
        }
      }
      return found;
    }

    /* The nearest known form to a wrongly typed one, and the words that are as near. */
    async #nearest(word) {
      if (word.length < 4 || /\p{N}/u.test(word)) return [];
      const most = word.length < 9 ? 1 : 2;
      const near = (await this.#part("forms")).split(" ").map(form => [distance(form, word, most), form]).filter(([far]) => far <= most);
      const least = Math.min(...near.map(([far]) => far));
      const best = near.filter(([far]) => far === least).map(([, form]) => this.stem(form));
      return [near.find(([far]) => far === least)?.[1], ...(await Promise.all([...new Set(best)].slice(0, 8).map(term => this.#known(term)))).filter(Boolean)];
    }

    /* ── What is asked ── */

    /* A question as slots, each a word or a few with what else would do, and the kinds of pages that answer it. */
    async #read(text) {
      const typed = text.match(/[\p{L}\p{N}]+/gu) ?? [], isLoud = typed.some(word => /\p{Ll}/u.test(word));
      const all = split(text), isName = new Set(isLoud ? typed.filter(word => /^\p{Lu}{2,}$/u.test(word)).map(fold) : []);  // IT, in capitals, is no little word
      const words = this.loud(all, isName), stems = words.map(word => this.stem(word)), asked = this.#asked(all, words);
      const slots = [];
      for (let i = 0; i < words.length; i++) {
        const means = this.means.filter(([from]) => from.every((one, n) => one === stems[i + n])).sort((a, b) => b[0].length - a[0].length)[0];
        const many = means?.[0].length ?? 1;
        slots.push({
          word: words.slice(i, i + many).join(" "), ways: [stems.slice(i, i + many), ...(means?.slice(1) ?? [])],
          isLast: i + many === words.length && /[\p{L}\p{N}]$/u.test(text), isAsking: words.slice(i, i + many).every(word => asked.words.has(word)),
        });
        i += many - 1;
      }
      await Promise.all(slots.map(slot => this.#filled(slot)));
      const some = slots.filter(slot => slot.value);
      if (some.some(slot => !slot.isAsking)) for (const slot of some) if (slot.isAsking) slot.rare *= WEIGHT.asked;
      const meant = new Map(slots.map(slot => [slot.word, slot.meant]));  // as if it had been typed right
      const signs = new Set(isLoud ? typed.filter((word, i) => /\p{N}/u.test(word) || (i && /^\p{Lu}/u.test(word))).map(fold) : []);
      for (const slot of some) {
        slot.words = new Set([slot.meant ?? slot.word, ...slot.word.split(" ")]);
        slot.weight = slot.rare * (signs.has(slot.word) ? WEIGHT.sign : 1);
      }
      return { ...this.#weights(some, all), text: all.map(word => meant.get(word) ?? word).join(" "), typed: text.trim().toLowerCase(), accents: typed.map(word => word.toLowerCase()).filter(word => word !== fold(word)).map(word => word.slice(0, this.stem(fold(word)).length)), slots: some, lost: slots.filter(slot => !slot.value).map(slot => slot.word), kinds: asked.kinds, counts: this.#asksNumber(all) ? new Set(all) : null };
    }

    /* What words of a text weigh for a question, and what pairs of words it has. */
    #weights(slots, all) {
      const whole = slots.reduce((sum, slot) => sum + slot.rare, 0), heavy = slots.reduce((sum, slot) => sum + slot.weight, 0);
      const rare = new Map(slots.flatMap(slot => [...slot.words].map(word => [word, slot.rare])));
      const pairs = all.slice(1).map((word, i) => [`${this.stem(all[i])} ${this.stem(word)}`, Math.max(rare.get(all[i]) ?? 0, rare.get(word) ?? 0) / whole]);
      const weigh = values => values.reduce((sum, value, i) => sum + slots[i].weight * value, 0) / heavy;
      const follow = values => values.reduce((sum, value, i) => value ? sum + Math.min(slots[i].weight, slots[i - 1].weight) * value : sum, 0) / heavy;
      return { whole, pairs, does: new Map(), weigh, follow };
    }

    /* The words of a question that only say what kind of page answers it, and these kinds. */
    #asked(all, loud) {
      const stems = all.map(word => this.stem(word)), words = new Set(), kinds = new Set(), taken = new Set();
      for (const [phrase, some] of this.asks) {
        if (phrase.length >= all.length) continue;
        const at = stems.findIndex((_, i) => phrase.every((one, n) => one === stems[i + n] && !taken.has(i + n)));
        if (at < 0) continue;
        phrase.forEach((_, n) => taken.add(at + n));
        for (const kind of some) kinds.add(kind);
        for (const word of all.slice(at, at + phrase.length)) words.add(word);
      }
      return { words: loud.every(word => words.has(word)) ? new Set() : words, kinds };
    }

    async #filled(slot) {
      const key = JSON.stringify([slot.word, slot.ways, slot.isLast]);
      Object.assign(slot, await once(this.#slots, key, KEPT.slots, () => this.#filling({ ...slot })));
    }

    async #filling(slot) {
      slot.terms = new Set();
      slot.own = new Set();  // but for what else would do
      const { count } = this.root, [own, ...others] = slot.ways;
      const typed = await this.#way(own, slot);
      for (const [i, way] of [typed, ...(await Promise.all(others.map(terms => this.#way(terms))))].entries()) {
        if (!way) continue;
        slot.value ??= new Float32Array(count);
        const weight = i && typed ? WEIGHT.meant : 1;
        for (let page = 0; page < count; page++) if (weight * way.value[page] > slot.value[page]) slot.value[page] = weight * way.value[page];
        slot.rare = Math.max(slot.rare ?? 0, way.rare);
        for (const term of way.terms) slot.terms.add(term);
        if (way === typed || !typed) for (const term of way.terms) slot.own.add(term);
      }
      const [forms, alike] = [this.forms, this.alike].map(known => new Set(this.#stemsOf(slot).flatMap(one => [...known.get(one) ?? []])));
      return { value: slot.value, rare: slot.rare, terms: slot.terms, own: slot.own, meant: slot.meant, forms, alike };
    }

    #stemsOf({ meant, word }) { return [meant ?? word, ...word.split(" ")].map(one => this.stem(one)); }

    /* Pages with some words that stand for one another's company: how much these say of each. */
    async #way(terms, slot) {
      const found = (await Promise.all(terms.map(term => this.#alternatives(term, terms.length === 1 ? slot : null)))).filter(some => some.length);
      if (!found.length || (!slot && found.length < terms.length)) return null;
      const each = found.map(some => this.#weighed(some)), rare = each.reduce((sum, one) => sum + one.rare, 0);
      const value = each.length === 1 ? each[0].value : each[0].value.map((_, page) => each.reduce((sum, one) => sum + one.rare * one.value[page], 0) / rare);
      return { value, rare, terms: found.flat().map(([one]) => one[0]) };
    }

    /* What a word stands for: itself, what begins so, what it was mistyped for. */
    async #alternatives(term, slot) {
      const exact = await this.#known(term), found = exact ? [[exact, 1]] : [];
      if (!slot) return found;
      if (slot.isLast && (slot.word.length > 2 || !exact)) {
        for (const one of await this.#beginning(slot.word)) if (one !== exact) found.push([one, exact ? WEIGHT.ending : 1]);
      }
      if (!found.length && slot.ways.length === 1) {
        const alike = await Promise.all([...this.alike.get(term) ?? this.forms.get(term) ?? []].map(one => this.#known(one)));  // no page has this word
        for (const one of alike) if (one) found.push([one, WEIGHT.alike]);
        if (found.length) return found;
        const [best, ...forms] = await this.#nearest(slot.word);
        for (const one of forms) found.push([one, WEIGHT.near]);
        slot.meant = best;
        if (!found.length && slot.word.length > KIN.least) for (const one of await this.#beginning(slot.word.slice(0, Math.max(KIN.least, Math.ceil(0.6 * slot.word.length))))) found.push([one, WEIGHT.form]);
      }
      return found;
    }

    #weighed(found) {
      const { count, levels } = this.root, value = new Float32Array(count);
      let pages = 0;
      for (const [one, weight] of found) {
        for (let i = 2, page = 0; i < one.length; i++) {
          page += Math.floor(one[i] / levels);
          const says = weight * (one[i] % levels) / (levels - 1);
          if (!value[page]) pages++;
          if (says > value[page]) value[page] = says;
        }
      }
      return { value, rare: Math.log(1 + (count - pages + 0.5) / (pages + 0.5)) };
    }

    /* ── A search ── */

    /* The pages that answer best: {hits, total, lost}. */
    async find(text) {
      await this.ready();
      const query = await this.#read(text);
      const { slots, kinds } = query, { count } = this.root;
      const share = this.root.kinds.map(kind => kinds.has(kind) ? SCORE.asked : this.root.less[kind] ?? 1);
      const { whole } = query;
      const best = [];  // the highest score first; of pages alike, the first
      let total = 0;
      for (let page = 0; page < count; page++) {
        let sum = 0, has = 0;
        for (const slot of slots) {
          const value = slot.value[page];
          if (value) { sum += slot.rare * value; has += slot.rare; }
        }
        if (!has) continue;
        total++;
        const part = share[this.kindOf[page]], score = part * sum / whole * (1 - SCORE.whole + SCORE.whole * has / whole);
        if (best.length === BEST && score <= best[BEST - 1].score) continue;
        let at = best.length;
        while (at && best[at - 1].score < score) at--;
        best.splice(at, 0, { page, share: part, score, base: (SCORE.base * sum + SCORE.has * has) / whole });
        best.length = Math.min(best.length, BEST);
      }
      await Promise.all(best.map(one => this.#looked(one, query)));
      best.sort((a, b) => b.score - a.score || a.page - b.page);
      return { hits: best.map(one => this.#shown(one, slots)), total, lost: query.lost };
    }

    /* Look at a page closely: what it is called, and where the words stand in it. */
    async #looked(one, query) {
      const first = this.root.pages.findLastIndex(number => number <= one.page);
      const [at, title, names, parts, beside = []] = (await this.#part(`p${first}`))[one.page - this.root.pages[first]];
      Object.assign(one, { at, title, parts, beside, kind: this.root.kinds[this.kindOf[one.page]] });
      one.name = Math.max(...[title, ...names].map((name, i) => this.#fits(name, query) - (i ? SCORE.other : 0)));
      const said = once(this.#texts, one.page, KEPT.texts, () => this.#said([title, ...parts.flatMap(([, heading, text]) => [heading, text])]));
      const isCalled = one.name >= SCORE.called, share = isCalled ? Math.max(one.share, SCORE.asked) : one.share;
      const says = this.#says(said, query);
      // Of pages that are called just so, their texts tell less.
      one.score = share * (SCORE.name * one.name + (isCalled ? one.score / one.share + says / 2 : one.base + says));
    }

    /* ── What is shown of it ── */

    /* The words of a text as pieces, [text, whether it was asked for], with where it stands and how much that says. */
    #words(text, slots) {
      const pieces = once(this.#pieces, text, KEPT.pieces, () => [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(
        ({ 0: word, index }) => ({ index, end: index + word.length, terms: split(word).map(one => this.stem(one)) }),
      ));
      return pieces.map(({ index, end, terms }) => ({ index, end, slot: slots.find(slot => terms.some(term => slot.terms.has(term))) }));
    }

    #marked(text, slots, words = this.#words(text, slots), from = 0, to = text.length) {
      const pieces = [];
      let at = from;
      for (const { index, end, slot } of words) {
        if (!slot || index < from || end > to) continue;
        pieces.push([text.slice(at, index), false], [text.slice(index, end), true]);
        at = end;
      }
      return [...pieces, [text.slice(at, to), false]].filter(([piece]) => piece);
    }

    #shown({ at, title, kind, parts, beside, name }, slots) {
      let best = { sum: -1 };
      for (const [anchor, heading, text] of parts) {
        const words = this.#words(text, slots), inHeading = new Set(this.#words(heading, slots).map(one => one.slot));
        for (let i = 0; i < words.length || i === 0; i++) {
          if (i && !words[i].slot) continue;
          const near = new Set([...words.slice(i, i + LONG).map(one => one.slot), ...inHeading].filter(Boolean));
          const sum = [...near].reduce((all, slot) => all + slot.rare, 0);
          if (sum > best.sum) best = { sum, anchor, text, words, i: i - Math.min(i, BEFORE) };
        }
      }
      const { anchor = "", text = "", words = [], i = 0 } = best, from = i ? words[i].index : 0, last = words[i + LONG];
      const to = last ? words[i + LONG - 1].end : text.length;
      const excerpt = this.#marked(text, slots, words, from, to);
      if (i && excerpt.length) excerpt.unshift(["… ", false]);
      if (last) excerpt.push([" …", false]);
      const link = ["guide", "page"].includes(kind) && anchor && name < 1 ? `${at}#${anchor}` : at;
      return { at, link, title, kind, label: this.root.labels[kind] ?? kind, beside, marked: this.#marked(title, slots), excerpt };
    }

    #fits(name, { text, typed, slots, accents, whole }) {
      const { all, words } = once(this.#names, name, KEPT.names, () => {
        const some = split(name);
        return { all: some.join(" "), words: this.loud(some).map(word => this.stem(word)) };
      });
      if (all === text) return name.toLowerCase() === typed ? SCORE.exact + 0.05 : SCORE.exact;
      const has = slot => words.some(word => slot.own.has(word)) ? 1 : words.some(word => slot.terms.has(word)) ? WEIGHT.meant : 0;
      const share = slots.reduce((sum, slot) => sum + slot.rare * has(slot), 0) / whole;
      const used = words.filter(word => slots.some(slot => slot.terms.has(word))).length / words.length;
      const withAccents = accents.every(word => name.toLowerCase().includes(word)) ? 0.02 : 0;  // of names alike, the one with these
      return share ** SCORE.partly * used + withAccents;
    }

    /* The words of a page in sentences, and what stands side by side. */
    #said(texts) {
      const sentences = texts.flatMap(text => text.split(SENTENCE)).map(split), pairs = new Set(), all = sentences.flat();
      for (let i = 1; i < all.length; i++) pairs.add(`${this.stem(all[i - 1])} ${this.stem(all[i])}`);
      return { sentences, pairs, length: all.filter(word => !this.quiet.has(word)).length };
    }

    /* How well a word does for each slot: as it was typed, another form, of the same family, or saying nearly the same. */
    #does(word, { slots, does }) {
      let found = does.get(word);
      if (found === undefined) {
        const term = this.stem(word), isQuiet = this.quiet.has(word);
        const how = slot => slot.words.has(word) ? 1 : isQuiet ? 0 : slot.terms.has(term) ? WEIGHT.form : isKin(word, slot.word) || slot.forms.has(term) ? WEIGHT.kin : slot.alike.has(term) ? WEIGHT.alike : 0;
        found = slots.map((slot, i) => [i, how(slot)]).filter(([, value]) => value);
        does.set(word, found);
      }
      return found;
    }

    /* How much of the question a page's text says. */
    #says({ sentences, pairs, length }, query) {
      const { slots, weigh, pairs: asked } = query, none = () => slots.map(() => 0), often = none(), near = none();
      let together = 0, counted = 0;
      for (const words of sentences) {
        const here = none(), last = none();  // how well words do, and where the last that did stands
        let at = 0;
        for (const word of words) {
          const does = this.#does(word, query);
          if (does.length || !this.quiet.has(word)) at++;
          for (const [i, value] of does) {
            often[i] += value;
            here[i] = Math.max(here[i], value);
            last[i] = at;
            for (const one of [i, i + 1]) {
              const far = Math.abs(last[one] - last[one - 1]);
              if (far && far <= NEAR) near[one] = Math.max(near[one], Math.min(here[one], here[one - 1]) / far);
            }
          }
        }
        const says = weigh(here);
        together = Math.max(together, says);
        if (query.counts && says > counted && words.some(word => !query.counts.has(word) && this.#counts(word))) counted = says;
      }
      const size = length / USUAL, soon = SCORE.soon * (0.5 + 0.5 * size);
      const side = asked.reduce((sum, [pair, rare]) => sum + (pairs.has(pair) ? rare : 0), 0);
      return SCORE.often * weigh(often.map(value => value / (value + soon))) + SCORE.sentence * together + SCORE.near * query.follow(near) + SCORE.pair * side + SCORE.number * counted - SCORE.long * Math.log(1 + size);
    }
  }

  globalThis.kbSearch = Search;
})();
