// Sends readers to the first of their languages that the site has.
(() => {
  const { languages, home } = document.currentScript.dataset;
  const has = languages.split(",");
  const wanted = (navigator.languages || [navigator.language]).map((one) => one.slice(0, 2).toLowerCase());
  location.replace((wanted.find((one) => has.includes(one)) || has[0]) + "/" + home + location.hash);
})();
