/* What the components do beyond being read: tables sort and filter, matrices copy, figures zoom, paths keep their ticks.
   Everything is readable without it. No dependencies; runs again after Material's instant navigation. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const show = (...nodes) => nodes.forEach(node => node && (node.hidden = false));
  const fill = (text, n, m) => text.replace("{n}", n).replace("{m}", m);
  const fold = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function save(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  /* ── Tables ── */

  const said = cell => (all("li", cell).length ? all("li", cell) : [cell]).map(part => clean(part)).join("; ");

  /* The text a reader sees: without what only screen readers get. */
  function clean(node) {
    if (!node.querySelector(".kb-sr")) return node.textContent.replace(/\s+/g, " ").trim();
    const copy = node.cloneNode(true);
    all(".kb-sr", copy).forEach(hidden => hidden.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  /* The keys by which a row is filtered in a column: its cell's keys, else its words; or a facet of the row. */
  function keysOf(row, column, key) {
    if (column < 0) return (row.getAttribute(`data-f-${key}`) ?? "").split("\n").map(one => [one, one]);
    const cell = row.cells[column];
    const parts = all("li", cell).length ? all("li", cell) : [cell];
    return parts.map(part => [part.dataset.key || clean(part), clean(part)]);
  }

  function sortValue(row, column, number) {
    const cell = row.cells[column];
    const raw = cell.dataset.sort ?? clean(cell);
    if (!number) return cell.querySelector(":scope > .kb-none") ? "" : raw;
    const parsed = parseFloat(raw);
    return Number.isNaN(parsed) ? null : parsed;
  }

  /* Spreadsheets run cells that begin like a formula: a quote keeps them text. */
  const safe = text => (/^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text);
  const csvCell = text => `"${safe(text).replaceAll('"', '""')}"`;

  function startTable(box, alone) {
    const table = box.querySelector("table");
    const tools = box.querySelector(".kb-table__tools");
    const heads = all("thead th", table);
    const rows = [...table.tBodies[0].rows];
    const query = box.querySelector("[data-kb-query]");
    const filters = all("[data-kb-filter]", box);
    const by = box.querySelector("[data-kb-order]");  // what sorts on phones, where there are no heads
    const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
    const words = new Map(rows.map(row => [row, fold(row.textContent)]));
    const param = key => (alone ? key : `${box.id}.${key}`);
    const columnOf = key => heads.findIndex(head => head.dataset.key === key);
    const facets = new Map();  // filter → row → its keys
    const values = new Map();  // column → row → what it sorts by
    const most = matchMedia("(max-width: 44.99em)").matches ? [30, 20] : [400, 100];
    const some = rows.length > most[0] ? most[1] : Infinity;  // rows of a long table laid out at first, and as many when the end comes near
    let order = "", limit = some, ordered = rows, fitting = rows, end;

    for (const select of filters) {
      const key = select.dataset.kbFilter;
      const pairs = rows.map(row => keysOf(row, columnOf(key), key));
      const found = new Map(pairs.flat().filter(([id]) => id));
      facets.set(select, new Map(rows.map((row, i) => [row, pairs[i].map(([id]) => id)])));
      for (const [id, text] of [...found].sort((a, b) => collator.compare(a[1], b[1]))) select.add(new Option(text, id));
    }

    for (const head of heads) {
      const ways = "number" in head.dataset ? ["-", ""] : ["", "-"];
      for (const way of ways) by.add(new Option(`${clean(head)} ${way ? "↓" : "↑"}`, way + head.dataset.key));
    }

    function lay() {
      const seen = new Set(fitting.slice(0, limit));
      for (const row of rows) if (row.hidden === seen.has(row)) row.hidden = !row.hidden;
      if (!end) return;
      end.hidden = limit >= fitting.length;
      end.textContent = fill(box.dataset.more, fitting.length - limit);
    }

    function apply() {
      const wanted = filters.filter(select => select.value);
      const needle = query ? fold(query.value).split(/\s+/).filter(Boolean) : [];
      fitting = ordered.filter(row => needle.every(word => words.get(row).includes(word))
        && wanted.every(select => facets.get(select).get(row).includes(select.value)));
      limit = Math.max(some, fitting.findIndex(row => row.id && `#${row.id}` === location.hash) + 1);
      lay();
      box.querySelector("[data-kb-count]").textContent = fill(box.dataset.shown, fitting.length, rows.length);
      const clear = box.querySelector("[data-kb-clear]");
      if (clear) clear.hidden = !wanted.length && !needle.length;
    }

    function sorted(column, down) {
      const number = "number" in heads[column].dataset;
      if (!values.has(column)) values.set(column, new Map(rows.map(row => [row, sortValue(row, column, number)])));
      const keyed = rows.map(row => [values.get(column).get(row), row]);
      keyed.sort(([a], [b]) => {
        const none = (a === null || a === "") - (b === null || b === "");  // "no data" stands last either way
        return none || (number ? a - b : collator.compare(a, b)) * (down ? -1 : 1);
      });
      return keyed.map(([, row]) => row);
    }

    function sort(next) {
      order = next;
      const down = order.startsWith("-");
      const column = columnOf(order.replace(/^-/, ""));
      heads.forEach((head, i) => head.setAttribute("aria-sort", i !== column ? "none" : down ? "descending" : "ascending"));
      by.value = column < 0 ? "" : order;
      ordered = column < 0 ? rows : sorted(column, down);
      rows.forEach(row => { row.hidden = true; });  // what is not seen moves without being laid out
      table.tBodies[0].append(...ordered);
    }

    function remember() {
      const url = new URL(location.href);
      const put = (key, value) => (value ? url.searchParams.set(param(key), value) : url.searchParams.delete(param(key)));
      filters.forEach(select => put(select.dataset.kbFilter, select.value));
      if (query) put("q", query.value.trim());
      put("sort", order);
      history.replaceState(history.state, "", url);
    }

    function recall() {
      const given = new URLSearchParams(location.search);
      for (const select of filters) {
        const value = given.get(param(select.dataset.kbFilter)) ?? "";
        select.value = [...select.options].some(option => option.value === value) ? value : "";
        for (let fold = select.value && select.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;  // what narrows the table is seen
      }
      if (query) query.value = given.get(param("q")) ?? "";
      if (given.get(param("sort"))) sort(given.get(param("sort")));
      apply();
    }

    heads.forEach(head => {
      head.querySelector("button").addEventListener("click", () => {
        const up = head.dataset.key;
        sort(order === up ? `-${up}` : order === `-${up}` || !("number" in head.dataset) ? up : `-${up}`);
        apply();
        remember();
      });
    });
    tools.addEventListener("input", event => {
      if (event.target === by) sort(by.value);
      apply();
      remember();
    });
    tools.addEventListener("submit", event => event.preventDefault());
    tools.addEventListener("reset", () => setTimeout(() => { by.value = order; apply(); remember(); }));
    box.querySelector("[data-kb-csv]")?.addEventListener("click", () => {
      const lines = [heads, ...fitting.map(row => [...row.cells])];
      save(`${box.id}.csv`, "text/csv", `\ufeff${lines.map(cells => cells.map(cell => csvCell(said(cell))).join(",")).join("\r\n")}\r\n`);
    });
    const more = next => { if (limit < fitting.length) { limit = next; lay(); } };
    if (some < Infinity) {
      end = Object.assign(document.createElement("button"), { type: "button", className: "kb-button kb-button--more" });
      table.closest(".kb-scroll").after(end);  // it folds with its rows
      end.addEventListener("click", () => more(limit + some));
      const watch = new IntersectionObserver(([seen]) => {
        if (!seen.isIntersecting || limit >= fitting.length) return;
        more(limit + some);
        watch.unobserve(end);  // short rows may leave the end as near as it was: it is looked for anew
        watch.observe(end);
      }, { rootMargin: "100%" });
      watch.observe(end);
      addEventListener("beforeprint", () => more(Infinity));
    }
    box.addEventListener("kb-recall", recall);
    show(tools);
    recall();
  }

  /* A link that only changes the query of this page (a cell of the heat map) filters in place. */
  function followQuery(event) {
    const link = event.target.closest?.(".md-content a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.namespaceURI.endsWith("svg")) return;
    const url = new URL(link.href, location.href);
    if (url.pathname !== location.pathname || url.origin !== location.origin || !url.search || !document.querySelector("[data-kb-table]")) return;
    event.preventDefault();
    event.stopPropagation();
    history.pushState(history.state, "", url);
    all("[data-kb-table]").forEach(box => box.dispatchEvent(new Event("kb-recall")));
    document.getElementById(decodeURIComponent(url.hash.slice(1)))?.scrollIntoView();
  }

  /* ── Matrices ── */

  function startMatrix(box) {
    const button = box.querySelector("[data-kb-copy]");
    const label = button.textContent;
    show(button.parentElement);
    button.addEventListener("click", async () => {
      const lines = all("tr", box).map(row => [...row.cells].map(cell => safe(said(cell))).join("\t"));
      await copy(lines.join("\n"), box.querySelector("table"));
      button.textContent = box.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  /* Without the clipboard, which only safe addresses have, what is copied is the selected table. */
  async function copy(text, table) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(table);
      document.execCommand("copy");
    }
  }

  /* ── The glossary, the lessons and the tasks: letters open what folds, a filter leaves the entries with all the words ── */

  function startLetters(nav) {
    const input = nav.querySelector("input"), entry = ":is(.kb-entry, .kb-lesson, .kb-matrix--listed tbody tr)";
    const entries = all(entry).map(one => [one, fold(one.textContent)]);
    show(input);
    input.addEventListener("input", () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      for (const [one, text] of entries) one.hidden = !words.every(word => text.includes(word));
      for (const group of all(".kb-entries, .kb-advice > div, .kb-advice, .kb-matrix--listed")) {
        group.hidden = !group.querySelector(`${entry}:not([hidden])`);
        const part = group.closest(".kb-part") ?? group;
        part.hidden = group.hidden;
        if (!group.matches(".kb-advice > div")) part.previousElementSibling.hidden = group.hidden;
        if (!words.length) continue;
        if (part !== group) part.firstElementChild.open = true;
        group.querySelectorAll(".kb-fold").forEach(fold => (fold.open = true));
      }
    });
  }

  /* ── What folds behind a heading is open for whoever comes for it ── */

  function reveal(hash) {
    const after = document.getElementById(decodeURIComponent(hash.slice(1)))?.nextElementSibling;
    const fold = after?.matches("details") ? after : after?.querySelector(":scope > details:first-child");
    if (fold) fold.open = true;
  }

  /* ── Figures: the picture grows inside its scrolling view, so that moving it is the browser's own scrolling ── */

  function startFigure(figure) {
    const view = figure.querySelector(".kb-figure__view");
    const svg = view?.querySelector("svg");
    if (!svg) return;
    const width = svg.width.baseVal.value || svg.viewBox.baseVal.width;
    const height = svg.height.baseVal.value || svg.viewBox.baseVal.height;
    const least = 0.25, most = 4, legible = parseFloat(getComputedStyle(figure).getPropertyValue("--kb-legible")) || 0.5;
    const full = () => document.fullscreenElement === figure || figure.classList.contains("kb-full");
    const fitting = () => Math.max(legible, full()
      ? Math.min(2, (view.clientWidth - 2) / width, (view.clientHeight - 2) / height)
      : Math.min(1.15, view.clientWidth / width));
    let scale = 1;

    /* Zoom, keeping what lies under (x, y) of the view where it is. */
    function zoom(next, x = view.clientWidth / 2, y = view.clientHeight / 2) {
      const before = svg.getBoundingClientRect(), frame = view.getBoundingClientRect();
      const u = (frame.left + x - before.left) / before.width, v = (frame.top + y - before.top) / before.height;
      scale = Math.min(most, Math.max(least, next));
      svg.setAttribute("width", width * scale);
      svg.setAttribute("height", height * scale);
      const after = svg.getBoundingClientRect();
      view.scrollLeft += after.left + u * after.width - (frame.left + x);
      view.scrollTop += after.top + v * after.height - (frame.top + y);
      view.classList.toggle("kb-grab", view.scrollWidth > view.clientWidth + 1 || view.scrollHeight > view.clientHeight + 1);
    }

    const acts = {
      in: () => zoom(scale * 1.25),
      out: () => zoom(scale / 1.25),
      fit: () => { zoom(fitting()); view.scrollTo(0, 0); },
      full: () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else if (figure.requestFullscreen) figure.requestFullscreen();
        else { figure.classList.toggle("kb-full"); acts.fit(); }
      },
      save: () => save(figure.dataset.file, "image/svg+xml", standalone(svg, width, height)),
    };
    all("[data-kb-act]", figure).forEach(button => button.addEventListener("click", acts[button.dataset.kbAct]));
    figure.addEventListener("fullscreenchange", acts.fit);
    figure.closest("details:not([open])")?.addEventListener("toggle", acts.fit, { once: true });

    view.addEventListener("keydown", event => {
      const act = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
      const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
      if (event.key === "Escape") figure.classList.remove("kb-full");
      if (event.ctrlKey || event.metaKey || event.altKey || !(act || step)) return;
      event.preventDefault();
      event.stopPropagation();
      if (act) acts[act]();
      else view.scrollBy(...step);
    });
    view.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const frame = view.getBoundingClientRect();
      zoom(scale * Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top);
    }, { passive: false });
    pinch(view, () => scale, zoom);
    drag(view);
    show(figure.querySelector(".kb-tools"));
    acts.fit();
  }

  function pinch(view, scale, zoom) {
    let start = 0, from = 1;
    const gap = touches => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
    view.addEventListener("touchstart", event => {
      if (event.touches.length === 2) [start, from] = [gap(event.touches), scale()];
    }, { passive: true });
    view.addEventListener("touchmove", event => {
      if (event.touches.length !== 2 || !start) return;
      event.preventDefault();
      const frame = view.getBoundingClientRect();
      const [a, b] = event.touches;
      zoom(from * gap(event.touches) / start, (a.clientX + b.clientX) / 2 - frame.left, (a.clientY + b.clientY) / 2 - frame.top);
    }, { passive: false });
    view.addEventListener("touchend", () => { start = 0; });
  }

  /* A mouse drags the picture; a drag does not follow the link it began on. */
  function drag(view) {
    let from = null, moved = false;
    view.addEventListener("pointerdown", event => {
      if (event.pointerType === "mouse" && event.button === 0) from = [event.clientX + view.scrollLeft, event.clientY + view.scrollTop];
      moved = false;
    });
    view.addEventListener("pointermove", event => {
      if (!from) return;
      const [left, top] = [from[0] - event.clientX, from[1] - event.clientY];
      if (!moved && Math.hypot(left - view.scrollLeft, top - view.scrollTop) < 5) return;
      if (!moved) view.setPointerCapture(event.pointerId);
      moved = true;
      view.classList.add("kb-grabbing");
      view.scrollTo(left, top);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      view.addEventListener(end, () => { from = null; view.classList.remove("kb-grabbing"); });
    }
    view.addEventListener("dragstart", event => event.preventDefault());
    view.addEventListener("click", event => { if (moved) { event.preventDefault(); event.stopPropagation(); moved = false; } }, true);
  }

  /* The picture as a file of its own: colours that the page's CSS gives, links that work from anywhere. */
  function standalone(svg, width, height) {
    const copy = svg.cloneNode(true);
    const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight"];
    const shapes = "path, polygon, polyline, ellipse, text, rect, circle, line";
    const originals = all(shapes, svg);
    all(shapes, copy).forEach((shape, i) => {
      const style = getComputedStyle(originals[i]);
      shape.setAttribute("style", kept.map(name => `${name}:${style.getPropertyValue(name)}`).join(";"));
    });
    all("a", copy).forEach(link => {
      const target = link.getAttributeNS("http://www.w3.org/1999/xlink", "href");
      if (target) link.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", new URL(target, location.href).href);
    });
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("style", `background:${getComputedStyle(document.body).backgroundColor}`);
    return new XMLSerializer().serializeToString(copy);
  }

  /* ── Onboarding paths, the home page's search ── */

  const kept = path => `timonel.path.${path}`;

  /* The steps that a reader ticked. */
  function ticksOf(path) {
    try {
      const done = JSON.parse(localStorage.getItem(kept(path)));
      return Array.isArray(done) ? done : [];
    } catch { return []; /* storage is closed, or holds something else: ticks last as long as the page */ }
  }

  function startPath(box) {
    const boxes = all("[data-kb-step]", box);
    const done = ticksOf(box.dataset.kbPath);
    function count() {
      const ticked = boxes.filter(input => input.checked).map(input => input.dataset.kbStep);
      box.querySelector("[data-kb-progress]").textContent = fill(box.dataset.progress, ticked.length, boxes.length);
      box.style.setProperty("--done", `${100 * ticked.length / boxes.length}%`);
      return ticked;
    }
    for (const input of boxes) {
      input.checked = done.includes(input.dataset.kbStep);
      show(input.closest("[hidden]"));
    }
    box.addEventListener("change", () => {
      const ticked = count();
      try { localStorage.setItem(kept(box.dataset.kbPath), JSON.stringify(ticked)); } catch { /* as above */ }
    });
    count();
  }

  /* On a path's card: how far the reader is, once begun. */
  function startCard(output) {
    const n = Math.min(ticksOf(output.dataset.kbPathOf).length, output.dataset.steps);
    if (n) output.textContent = fill(output.dataset.progress, n, output.dataset.steps);
  }

  function startSearch(button) {
    if (!document.querySelector("[data-kb-finder]")) return;
    show(button);
    button.addEventListener("click", () => dispatchEvent(new Event("kb:search")));
  }

  /* Who has no mouse scrolls what is too wide, code and tables written by hand, when it has the focus. The theme wraps those. */
  function reachWide() {
    all(".md-typeset__scrollwrap, .md-typeset pre > code").filter(box => box.scrollWidth > box.clientWidth).forEach(box => (box.tabIndex = 0));
  }

  /* ── Start, once per element, on every page that arrives ── */

  function start() {
    const once = (selector, begin) => all(selector).forEach(node => {
      if (node.dataset.kbReady) return;
      node.dataset.kbReady = "1";
      begin(node);
    });
    const alone = all("[data-kb-table]").length === 1;
    once("[data-kb-table]", box => startTable(box, alone));
    once("[data-kb-matrix]", startMatrix);
    once("[data-kb-letters]", startLetters);
    once("[data-kb-figure]", startFigure);
    once("[data-kb-path]", startPath);
    once("[data-kb-path-of]", startCard);
    once("[data-kb-search]", startSearch);
    all(".kb-section [aria-current]").forEach(link => { const row = link.closest("ul"); row.scrollLeft = link.offsetLeft - row.offsetLeft - 24; });
    requestAnimationFrame(reachWide);
    reveal(location.hash);
  }

  document.addEventListener("click", followQuery, true);
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[href*='#']");
    if (link?.pathname === location.pathname) reveal(link.hash);
  });
  addEventListener("resize", reachWide);
  addEventListener("popstate", () => all("[data-kb-table]").forEach(box => box.dispatchEvent(new Event("kb-recall"))));
  if (window.document$) window.document$.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
