// Starts the editor in the reader's language, with the pick lists of the base; what is saved becomes a pull request.
(() => {
  const known = document.currentScript.dataset.languages.split(",");
  const asked = new URLSearchParams(location.search).get("lang");
  const wanted = [asked, sessionStorage.getItem("timonel-lang"), ...navigator.languages.map((one) => one.slice(0, 2))];
  const lang = wanted.find((one) => known.includes(one)) || known[0];
  sessionStorage.setItem("timonel-lang", lang);
  document.documentElement.lang = lang;

  const trial = "repoFiles" in window; // tests put files there: then nothing is sent anywhere

  const withLists = (value, lists) => {
    if (Array.isArray(value)) return value.map((one) => withLists(one, lists));
    if (value === null || typeof value !== "object") return value;
    const found = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withLists(one, lists)]));
    if (found.widget === "select" && typeof found.options[0] === "string")
      found.options = found.options.flatMap((name) => lists[name]);
    if (found.pattern) found.pattern = [new RegExp(found.pattern[0]), found.pattern[1]];
    return found;
  };

  // A pick list that also holds what the file names and the site, built earlier, did not know.
  const widen = (Select) =>
    createClass({
      isValid() {
        return this.inner.isValid();
      },
      render() {
        const { field, value } = this.props;
        const given = value && value.toArray ? value.toArray() : [value];
        const options = field.get("options");
        const there = new Set(options.map((one) => one.get("value")).toArray());
        const plus = given.filter((one) => typeof one === "string" && one !== "" && !there.has(one));
        return h(Select, { ...this.props, field: field.set("options", options.concat(plus)), ref: (one) => (this.inner = one) });
      },
    });

  const tokenForm = (words) =>
    createClass({
      submit(event) {
        event.preventDefault();
        const token = new FormData(event.target).get("token").trim();
        if (token) this.props.onLogin({ token });
      },
      render() {
        return h(
          "form",
          { className: "timonel-token", onSubmit: (event) => this.submit(event) },
          h("h1", {}, document.title),
          h("label", { htmlFor: "token" }, words.token),
          h("input", { id: "token", name: "token", type: "password", autoComplete: "off", required: true }),
          h("small", {}, words.token_hint),
          this.props.error && h("p", { role: "alert" }, words.refused),
          h("button", { type: "submit", disabled: this.props.inProgress }, words.sign_in),
        );
      },
    });

  const speak = (locale, phrases) => {
    const texts = structuredClone(CMS.getLocale(locale) || CMS.getLocale("en"));
    for (const [path, text] of Object.entries(phrases)) {
      const steps = path.split(".");
      const last = steps.pop();
      steps.reduce((node, step) => (node[step] ??= {}), texts)[last] = text;
    }
    CMS.registerLocale(locale, texts);
  };

  const start = ({ editor, lists, words, phrases }) => {
    speak(editor.locale, phrases);
    const config = withLists(editor, lists);
    for (const collection of config.collections) {
      const fields = collection.fields || entryFields(collection.files[0]);
      const name = `timonel-${collection.name}`;
      collection.format = name;
      CMS.registerCustomFormat(name, "yaml", TimonelYaml.format(fields, "items"));
    }
    config.site_url = config.display_url = new URL("..", location.href).href;
    if (trial) config.backend = { name: "test-repo" };
    else if (!config.backend.base_url || (config.backend.name === "gitlab" && !config.backend.app_id)) {
      const backend = CMS.getBackend(config.backend.name);
      const init = backend.init;
      backend.init = (...given) => Object.assign(init(...given), { authComponent: () => tokenForm(words) });
    }
    const select = CMS.getWidget("select");
    CMS.registerWidget("select", widen(select.control), select.preview, select.schema);
    CMS.init({ config });
  };
  const entryFields = (file) => (file.fields[0].name === "items" ? file.fields[0].fields : file.fields);

  // A form with something missing says so beside the field, and its promise fails with no reason: no error.
  addEventListener("unhandledrejection", (event) => event.reason === undefined && event.preventDefault());

  window.CMS_MANUAL_INIT = true;
  const script = document.createElement("script");
  const loaded = new Promise((done) => (script.onload = done));
  script.src = "decap-cms.js";
  document.head.append(script);
  Promise.all([fetch(`${lang}.json`).then((answer) => answer.json()), loaded]).then(([found]) => start(found));
})();
