// Opened from a folder, browsers allow no workers, so search runs in a frame that looks like one; and no requests, so the theme's fail without a complaint.
if (location.protocol === "file:") {
  XMLHttpRequest.prototype.send = function () { queueMicrotask(() => this.dispatchEvent(new Event("error"))); };
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = Object.assign(document.createElement("iframe"), { hidden: true });
      frame.srcdoc = `<script src="${new URL(url, location.href).href}"></script>`;
      this.loaded = new Promise((resolve) => { frame.onload = () => resolve(frame.contentWindow); });
      addEventListener("message", (event) => {
        if (event.source === frame.contentWindow) this.dispatchEvent(new MessageEvent("message", { data: event.data }));
      });
      document.body.append(frame);
    }

    async postMessage(message) {
      postMessage.call(await this.loaded, message, "*");  // the frame's own is what its worker answers with
    }
  };
}
