// Starts `timonel lsp` for the knowledge bases of a window; all else is said by the server.
"use strict";

const { workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

exports.activate = async function activate() {
  const settings = workspace.getConfiguration("timonel");
  const lang = settings.get("lang");
  const server = {
    command: settings.get("command"),
    args: ["lsp", ...(lang ? ["--lang", lang] : [])],
    transport: TransportKind.stdio,
  };
  const documentSelector = ["**/timonel.yaml", "**/data/**/*.{yaml,yml}", "**/docs/**/*.md", "**/rules/*.{yaml,yml}"].map(
    (pattern) => ({ scheme: "file", pattern }),
  );
  client = new LanguageClient("timonel", "Timonel", server, { documentSelector });
  await client.start();
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
