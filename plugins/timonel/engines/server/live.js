// Only while serving: asks whether this page has changed, reloads it then, and keeps what stands beside it fresh.
(() => {
  const beside = document.getElementById("kb-live");
  const there = () => `_timonel/news?page=${encodeURIComponent(location.pathname)}&stamp=${beside.dataset.stamp}&shown=${beside.dataset.shown}`;
  const ask = async () => {
    try {
      const news = await (await fetch(`/${there()}`, { cache: "no-store" })).json();
      if (news.stamp !== beside.dataset.stamp) return location.reload(); // the browser keeps the place on the page
      if (news.shown !== beside.dataset.shown) {
        const open = beside.querySelector("details")?.open;
        beside.innerHTML = news.panel; // made by the server, its texts escaped there
        beside.dataset.shown = news.shown;
        if (open && beside.querySelector("details")) beside.querySelector("details").open = true;
      }
      setTimeout(ask, 0);
    } catch {
      setTimeout(ask, 1000); // the server is gone, or starts anew
    }
  };
  ask();
})();
