"""Where pages meet a host: MkDocs, Zensical, or Markdown for any other; nothing else in Timonel knows one."""
