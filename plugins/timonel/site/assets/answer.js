/* The answer above what is found: what `timonel ask` says, where the base says it. How questions are understood comes as data (answers/exported.py),
   names and answers with the pages (site/search/cards.py); what a question means is found as answers/asking.py, meaning.py and names.py find it. */
(() => {
  "use strict";

  const LONGEST = 400, MOST = 3, FEW = 5, KIND = 3;  // letters of a question; things of one name; names with some words; words of a kind
  const NAME = 0, OTHER_NAME = 1, SAME_WORDS = 2, SOME_WORDS = 3, UNNAMED = 4, WORDS = 32;
  const PLACES = new Set(["X", "K"]), SIGNS = { "[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", "~": "(?:\\S+ ){1,6}?" };

  const same = (a, b) => a.length === b.length && a.every((one, i) => one === b[i]);
  const folded = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  const answer = (lines, at, source) => ({ lines, at, source, text: lines.map(([about, told]) => about ? `${about} · ${told}` : told).join("\n") });

  class Answers {
    #load; #search; #ready; #parts = new Map();

    /* `load(name)` promises the value of a part, `search` knows what kind of page each is (search.js). */
    constructor(load, search) { [this.#load, this.#search] = [load, search]; }

    #part(name) {
      if (!this.#parts.has(name)) this.#parts.set(name, this.#load(name));
      return this.#parts.get(name);
    }

    ready() { return this.#ready ??= this.#made(); }

    async #made() {
      const told = await this.#part("ask"), { grammar } = told;
      this.dropped = new Set(told.dropped);
      this.light = new Set(grammar.light);
      this.grammar = grammar;
      this.words = Object.fromEntries(Object.entries(grammar.words).map(([name, some]) => [name, `(?:${some.map(one => this.#regex(one)).join("|")})`]));
      const around = name => grammar[name].map(one => this.#regex(one)).join("|");
      this.before = new RegExp(`^(?:${around("before")})`);
      this.after = new RegExp(`^(.*? )(?:${around("after")})$`);
      this.patterns = Object.entries(grammar.questions).flatMap(([asked, some]) => some.map(one => this.#pattern(asked, one)));
      this.told = told;
    }

    /* ── What a question may mean ── */

    #regex(pattern) {
      return pattern.match(/\{[a-z-]+\}|[[\]()|]|[^\s[\](){}|]+/g).map(part => {
        if (part[0] === "{") return this.words[part.slice(1, -1)];
        if (PLACES.has(part)) return "((?:\\S+ )+?)";
        return SIGNS[part] ?? (this.dropped.has(part) ? "" : `${this.grammar.contractions[part] ?? part} `);
      }).join("");
    }

    #pattern(asked, one) {
      const regex = new RegExp(`^(?:${this.#regex(one)})$`);
      regex.test("");  // browsers compile it now, and not when somebody asks
      return { asked, regex, places: one.match(/[^\s[\](){}|]+/g).filter(part => PLACES.has(part)) };
    }

    #phrase(text) {
      const words = (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(word => this.#said(word)), some = words.filter(word => !this.dropped.has(word));
      return some.length ? some : words;
    }

    #said(word) { return Object.hasOwn(this.grammar.contractions, word) ? this.grammar.contractions[word] : word; }

    *#readings(question) {
      let text = `${this.#phrase(question).join(" ")} `;
      for (let cut; (cut = this.after.exec(text));) text = cut[1];
      const texts = [text];
      for (let cut; (cut = this.before.exec(texts.at(-1))) && cut[0];) texts.push(texts.at(-1).slice(cut[0].length));
      for (const pattern of this.patterns) {
        for (const found of texts.map(one => pattern.regex.exec(one)).filter(Boolean)) {
          const named = { X: "", K: "" };
          pattern.places.forEach((place, i) => { if (found[i + 1]) named[place] = found[i + 1].trim(); });
          const words = place => named[place] ? named[place].split(" ") : [];
          yield { asked: pattern.asked, about: words("X"), kind: words("K") };
        }
      }
    }

    /* ── Names ── */

    /* What the forms of a word share, with the names that have it; null where no name has. */
    async #entry(word) {
      if (!this.told.names.length) return null;
      let at = this.told.names.findLastIndex(first => first <= word.slice(0, 3));
      for (const one of await this.#part(`n${Math.max(0, at)}`)) if (` ${one[1]} `.includes(` ${word} `)) return one;
      return null;
    }

    async #stem(word) { return (Object.hasOwn(this.told.stems, word) ? this.told.stems[word] : (await this.#entry(word))?.[0]) ?? null; }

    /* What the words that count share with their forms, in order; null where some word stands in no name. */
    async #stems(phrase) {
      const found = [];
      for (const word of phrase) {
        if (this.light.has(word)) continue;
        const stem = await this.#stem(word);
        if (stem === null) return null;
        found.push(stem);
      }
      return found.sort();
    }

    async #kinds(phrase) {
      const stems = phrase.length ? await this.#stems(phrase) : null, key = stems?.join(" ");
      return stems && Object.hasOwn(this.told.kinds, key) ? this.told.kinds[key] : [];
    }

    #kindOf(page) { return this.#search.root.kinds[this.#search.kindOf[page]]; }

    async #card(page) {
      const part = this.told.answers.findLastIndex(first => first <= page);
      const [key, at, thing, names, lines, asked] = (await this.#part(`a${part}`))[page - this.told.answers[part]];
      return { page, key, at, thing, names, lines, asked, kind: this.#kindOf(page) };
    }

    /* The names that have all words of a phrase, as numbers; none where a word stands in no name. */
    async #with(phrase) {
      let found = null;
      for (const word of phrase) {
        if (this.light.has(word)) continue;
        const entry = await this.#entry(word);
        if (!entry) return [];
        const here = new Set(entry.slice(2));
        found = found ? found.filter(one => here.has(one)) : [...here];
      }
      return found ?? [];
    }

    async #find(phrase, kinds, isLoose) {
      const stems = await this.#stems(phrase);
      if (!stems) return [];
      const name = phrase.join(" "), many = Math.min(new Set(stems).size, WORDS - 1);
      const having = await this.#with(phrase), pages = some => [...new Set(some.map(one => Math.floor(one / 2 / WORDS)))];
      const cards = await Promise.all(pages(having.filter(one => [0, many].includes((one >> 1) % WORDS))).map(page => this.#card(page)));
      const ordered = some => some.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.key < b.key ? -1 : 1));
      const whole = ordered(cards).flatMap(card => card.names.filter(([one]) => one === name).map(([, how]) => ({ card, how: how < 0 ? OTHER_NAME : how })));
      if (whole.length) return whole.filter(one => one.how === Math.min(...whole.map(({ how }) => how)));
      const alike = [];
      for (const card of stems.length ? cards : []) {
        for (const [one, how] of card.names) {
          if (how >= 0 && same((await this.#stems(one.split(" "))) ?? [], stems)) { alike.push(card); break; }
        }
      }
      const found = ordered(alike).map(card => ({ card, how: SAME_WORDS }));
      if (isLoose && stems.length) found.push(...await this.#some(having, many, alike, kinds));
      const place = ({ card: { kind } }) => kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length;
      return found.sort((a, b) => place(a) - place(b));
    }

    /* What words name that stand in few names, and are at least half of each; nothing where they name something else. */
    async #some(having, many, alike, kinds) {
      const { loose } = this.told;
      if (alike.some(({ kind }) => loose.includes(kind) && !kinds.includes(kind))) return [];
      const near = new Map(having.filter(one => one & 1).map(one => [Math.floor(one / 2 / WORDS), (one >> 1) % WORDS]));
      for (const page of near.keys()) if (!loose.includes(this.#kindOf(page))) near.delete(page);
      if (near.size > FEW) return [];
      const known = new Set(alike.map(({ page }) => page)), pages = [...near].filter(([page, words]) => !known.has(page) && 2 * many >= words);
      const cards = await Promise.all(pages.map(([page]) => this.#card(page)));
      cards.sort((a, b) => loose.indexOf(a.kind) - loose.indexOf(b.kind) || (a.key < b.key ? -1 : 1));
      const found = kinds.length > MOST && cards.length > 1 ? cards : cards.filter(({ kind }) => kinds.includes(kind));
      return found.map(card => ({ card, how: SOME_WORDS }));
    }

    async #named(phrase, kinds, isLoose) {
      const found = await this.#find(phrase, kinds, isLoose);
      if (found.length && found[0].how <= OTHER_NAME) return found;
      for (let length = Math.min(KIND, phrase.length - 1); length > 0; length--) {
        let rest = phrase.slice(length);
        while (rest.length > 1 && this.light.has(rest[0])) rest = rest.slice(1);
        for (const [words, left] of [[phrase.slice(0, length), rest], [phrase.slice(-length), phrase.slice(0, -length)]]) {
          const some = await this.#kinds(words), meant = some.length ? await this.#find(left, kinds.filter(kind => some.includes(kind)), isLoose) : [];
          if (meant.length) return meant;
        }
      }
      return found;
    }

    /* The things that words may name, also with some of them said as they are meant. */
    async #called(phrase, kinds, isLoose) {
      for (const one of [phrase, ...await this.#otherwise(phrase)]) {
        const found = await this.#named(one, kinds, isLoose);
        if (found.length) return found;
      }
      return [];
    }

    async #otherwise(phrase) {
      const found = [];
      for (let length = Math.min(KIND, phrase.length); length > 0; length--) {
        for (let at = 0; at <= phrase.length - length; at++) {
          const stems = (await this.#stems(phrase.slice(at, at + length)))?.join(" "), { means } = this.told;
          const some = stems && Object.hasOwn(means, stems) ? means[stems] : [];
          for (const meant of some) found.push([...phrase.slice(0, at), ...meant.split(" "), ...phrase.slice(at + length)]);
        }
      }
      return found;
    }

    /* ── What a reading is about ── */

    async #meant(reading) {
      const { words, strict, of } = this.told, isWord = words.includes(reading.asked), isLoose = !strict.includes(reading.asked);
      const all = of[reading.asked] ?? [], first = all.filter(kind => (kind === "term") === isWord);
      let found = await this.#called(reading.about, first, isLoose);
      if (!found.length) found = await this.#called(reading.about, all, isLoose);
      const whole = found.filter(({ how }) => how < SOME_WORDS);
      if (whole.length && (found.length > MOST || found.length - whole.length > 1)) found = whole;
      if (isWord && found[0]?.card.kind === "term") found = found.slice(0, 1);
      const isOpen = found.length > MOST || found.filter(({ how }) => how === SOME_WORDS).length > 1;
      return { reading, found, isOpen, rank: found.length ? [found[0].how, -reading.about.length] : [UNNAMED, reading.about.length] };
    }

    /* The lines that tell what is asked of something. */
    async #told({ asked, kind }, { thing, lines, asked: known }) {
      const name = asked === "bare" ? "means" : asked, kinds = await this.#kinds(kind);
      const of = key => [Object.hasOwn(known, key) ? known[key] : []].flat();
      const numbers = asked === "count-of" ? (kinds.length === 1 ? of(`${name}:${kinds[0]}`) : [])
        : kind.length ? of(name).filter(one => kinds.some(some => of(`${name}:${some}`).includes(one))) : of(name);
      return numbers.map(one => typeof lines[one] === "string" ? [thing, lines[one]] : lines[one]);
    }

    /* How many there are in the whole base, where that is asked. */
    async #counted({ asked, about, kind }) {
      const { counts, gaps, places } = this.told, phrase = [...kind, ...about];
      if (asked === "all-gaps") return answer([gaps], ...places[""]);
      if (asked !== "count") return null;
      for (let length = phrase.length; length > 0; length--) {
        for (const [words, more] of [[phrase.slice(0, length), phrase.slice(length)], [phrase.slice(-length), phrase.slice(0, -length)]]) {
          const kinds = await this.#kinds(words), stems = (await this.#stems(more))?.join(" ");
          if (kinds.length !== 1) continue;
          const found = (counts[kinds[0]] ?? []).find(([one]) => one === stems && !one === !more.length);
          return found?.[1] ? answer([found[1].map(part => part.replace("{words}", () => more.join(" ")))], ...places[kinds[0]]) : null;
        }
      }
      return null;
    }

    /* ── An answer ── */

    /* What the base says, in lines of what is spoken of and what is said of that, with the page that says so: {lines, text, at, source};
       that it does not say it, where it knows what is meant; null where it is no question that it understands. */
    async answer(question) {
      if (question.length > LONGEST) return null;
      await this.ready();
      const readings = [...this.#readings(question)];
      for (const reading of readings) {
        const found = await this.#counted(reading);
        if (found) return found;
      }
      const possible = [];
      for (const reading of readings) {
        if (!reading.about.length || reading.asked === "count" || (reading.kind.length && !(await this.#kinds(reading.kind)).length)) continue;
        const one = await this.#meant(reading);
        if (one.found.length || (reading.asked !== "bare" && !this.grammar.asking.includes(reading.about[0]))) possible.push(one);
      }
      possible.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1]);
      const best = possible.filter(({ rank }) => same(rank, possible[0].rank));
      if (!best.length) return null;
      if (!best[0].found.length) return this.#silent((await this.#called(best[0].reading.about, this.told.of[""], false)).slice(0, MOST).map(({ card }) => card));
      const about = new Map();
      for (const { reading, found, isOpen } of best) {
        if (isOpen) return null;
        const lines = (await Promise.all(found.map(({ card }) => this.#told(reading, card)))).flat();
        if (lines.length) return answer(lines, found[0].card.at, found[0].card.thing);
        for (const { card } of found) about.set(card.key, card);
      }
      return this.#silent([...about.values()]);
    }

    #silent(cards) {
      if (cards.length !== 1) return null;
      const [{ thing, at }] = cards;
      return answer([["", this.told.silent.replace("{thing}", () => thing)]], at, thing);
    }
  }

  globalThis.kbAnswers = Answers;
})();
