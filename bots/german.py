"""German, so far for the menus of the platforms: what each verb does.

A table and not a compiled catalogue, so that it is reviewed as it is used, and that nothing has to be built. A text
without an entry is shown in English.
"""

GERMAN = {
    "begin: your points and the first taps": "los: deine Punkte und die ersten Schritte",
    "call the price up; in a chat with an open round, join it": "auf steigend tippen; bei offener Runde mitspielen",
    "call the price down; in a chat with an open round, join it": "auf fallend tippen; bei offener Runde mitspielen",
    "open a position that gains when the price rises": "eine Position eröffnen, die bei steigendem Kurs gewinnt",
    "open a position that gains when the price falls": "eine Position eröffnen, die bei fallendem Kurs gewinnt",
    "what is open": "was offen ist",
    "what waits for its price": "was auf seinen Kurs wartet",
    "what was, with post-mortems": "was war, mit Obduktion",
    "close a position or a part of it": "eine Position ganz oder teilweise schließen",
    "set the take-profit of a position or order": "Take-Profit einer Position oder Order setzen",
    "set the stop-loss of a position or order": "Stop-Loss einer Position oder Order setzen",
    "add margin to a Standard position": "einer Standard-Position Margin hinzufügen",
    "cancel a waiting order": "eine wartende Order zurückziehen",
    "do what was asked about": "tun, wonach gefragt wurde",
    "open or show the round of this chat": "die Runde dieses Chats eröffnen oder zeigen",
    "check a round: prices, sources, arithmetic": "eine Runde nachprüfen: Kurse, Quellen, Rechnung",
    "the same trade at every leverage": "derselbe Handel mit jedem Hebel",
    "leaderboards": "Bestenlisten",
    "your own statistics": "deine Statistik",
    "today's points": "die Punkte von heute",
    "prices, and how old they are": "Kurse, und wie alt sie sind",
    "your own limits: a loss a day, a highest leverage": "deine Grenzen: Verlust pro Tag, höchster Hebel",
    "open nothing for a while; it cannot be ended early": "eine Pause, die nicht vorzeitig enden kann",
    "tolerance, questions, presets, language": "Toleranz, Rückfragen, Vorgaben, Sprache",
    "what rings, and how; quiet hours; a test": "was klingelt, und wie; Ruhezeiten; ein Probealarm",
    "tell me when a price is reached, or moves": "Bescheid, wenn ein Kurs erreicht ist oder sich bewegt",
    "watch a position that you hold elsewhere; no points are in it": "eine Position von anderswo beobachten",
    "this list, or the manual of one verb": "diese Liste, oder alles zu einem Wort",
    "are you there": "bist du da",
    # What the bot says of itself
    "Call the price, feel the leverage, lose nothing: predictions, rounds with friends, and positions up to 1001x. "
    "All of it is play money; points are never bought, sold or passed on.": (
        "Tipp auf den Kurs, spür den Hebel, verlier nichts: Vorhersagen, Runden mit Freunden und Positionen bis 1001x. "
        "Alles ist Spielgeld; Punkte werden nie gekauft, verkauft oder weitergegeben."
    ),
    "Price predictions and absurd leverage, all play money.": (
        "Kursvorhersagen und absurde Hebel, alles mit Spielgeld."
    ),
    "what this chat plays, and where (chat admins)": "was dieser Chat spielt, und wo (für Admins)",
    "the chance to be alive after 1, 5 and 15 minutes, and what windows pay": "Überlebenschancen; Tipps",
    "short lessons with your own numbers": "kurze Lektionen mit deinen eigenen Zahlen",
    "a picture of a position to share": "ein Bild einer Position zum Teilen",
    "what is stored about you: look, take it with you, or have it deleted": "deine Daten: ansehen, mitnehmen, löschen",
}
