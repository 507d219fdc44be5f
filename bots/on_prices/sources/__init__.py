"""Where prices come from: one small file per source, each of which turns bytes of the network into quotes.

    table    ids, symbols, addresses, limits and addresses on the web: data
    numbers  what they write as numbers, exactly, or not at all
    web      one bounded request over HTTP, and the errors of this package
    source   what all sources look like: a name, markets, health, `run(emit)`
    pyth, binance, chainlink   the sources; binance_funding, binance_time   what else Binance tells

Nothing here decides anything by a price: what becomes a mark is decided in the core.
"""
