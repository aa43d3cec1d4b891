Files NAME.toml here are read with /etc/pressfeed/feeds.toml. Each holds [[source]] stanzas:
`pressfeed probe URL` prints them, `pressfeed check --config /etc/pressfeed/feeds.toml` reads them.
