"""Where pages meet a host: MkDocs now; nothing else in Timonel knows one."""
