// Opened from a folder, browsers allow no requests, so the theme's fail without a complaint.
if (location.protocol === "file:") {
  XMLHttpRequest.prototype.send = function () { queueMicrotask(() => this.dispatchEvent(new Event("error"))); };
}
