"""German: what each verb and each of its options does, and what the platforms add to screens."""

MENUS = {
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
    "cancel a waiting order": "eine wartende Order stornieren",
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
    "one account on two platforms: say it here, and the code there": "ein Konto auf zwei Plattformen",
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
    # What is filled in after a verb
    "points: 25, 1.5k, half, all or 10%": "Punkte: 25, 1.5k, half (die Hälfte), all (alles) oder 10%",
    "how long it runs": "wie lange es läuft",
    "the market": "der Markt",
    "how many times the margin": "das Wievielfache der Margin",
    "take-profit: a price, a move like 0.3% or a return like 50% roe": (
        "Take-Profit: ein Kurs, eine Bewegung wie 0.3% oder ein Ertrag wie 50% roe"
    ),
    "stop-loss: a price, a move like 0.3% or a return like 50% roe": (
        "Stop-Loss: ein Kurs, eine Bewegung wie 0.3% oder ein Ertrag wie 50% roe"
    ),
    "limit price: wait for it": "Limit: auf diesen Kurs warten",
    "which one": "welche",
    "which one, or all": "welche, oder all für alle",
    "how much of it": "wie viel davon",
    "a price, a move like 0.3%, a return like 50% roe, or off": (
        "ein Kurs, eine Bewegung wie 0.3%, ein Ertrag wie 50% roe, oder off für keinen"
    ),
    "the number that was asked about": "die Nummer, nach der gefragt wurde",
    "repeat it": "wiederholen",
    "hide sides and amounts until the lock": "Seiten und Beträge bis zum Schluss der Einsätze verbergen",
    "something with the open round, instead of opening one": "etwas mit der offenen Runde, statt eine zu eröffnen",
    "the round's number": "die Nummer der Runde",
    "long or short": "long oder short",
    "a leverage of your own, like 300x": "ein eigener Hebel, wie 300x",
    "what about": "worüber",
    "the number of a position": "die Nummer einer Position",
    "leave your points out": "ohne deine Punkte",
    "leave your name out": "ohne deinen Namen",
    "of this chat or of everybody": "von diesem Chat oder von allen",
    "this week or this season": "diese Woche oder diese Saison",
    "net points, return or hit rate": "Punkte netto, Ertrag oder Trefferquote",
    "most points to lose in a day, or off": "höchster Verlust am Tag in Punkten, oder off für keine Grenze",
    "highest leverage, or off": "höchster Hebel, oder off für keine Grenze",
    "how long": "wie lange",
    "how far a price may move before an order fills, in percent": (
        "wie weit sich ein Kurs bewegen darf, bevor eine Order ausgeführt wird, in Prozent"
    ),
    "ask before opening with more points than this, or off": "vor dem Eröffnen mit mehr Punkten fragen, oder off",
    "margins offered as buttons, up to 4: 10 25 50 100": "Margins auf Knöpfen, bis zu 4: 10 25 50 100",
    "a kind of alert; choose with it how it rings": "eine Art von Meldung; wähle dazu, wie sie klingelt",
    "how it rings": "wie sie klingelt",
    "the language I speak with you": "die Sprache, die ich mit dir spreche",
    "play here, or anywhere (off)": "hier spielen, oder überall (off)",
    "most points one player may put into a round, or off": "höchster Einsatz eines Spielers in einer Runde, oder off",
    "who may open rounds": "wer Runden eröffnen darf",
    "besides admins, who has this role opens rounds": "außer Admins darf Runden eröffnen, wer diese Rolle hat",
    "the language I speak in this chat": "die Sprache, die ich in diesem Chat spreche",
    "take it all with you, or have it deleted": "alles mitnehmen, oder löschen lassen",
    "the manual of one verb": "alles zu einem Wort",
    "the code that I showed you on the other platform": "der Code, den ich dir auf der anderen Plattform gezeigt habe",
    "do it, after you saw what happens": "tu es, nachdem du gesehen hast, was geschieht",
    "warn when so much of the distance to liquidation is left, in percent": (
        "warnen, wenn so viel vom Weg zur Liquidation übrig ist, in Prozent"
    ),
    "tell of each such share of a margin paid in funding, in percent": (
        "jeden solchen Anteil der Margin melden, den Funding gekostet hat, in Prozent"
    ),
    "quiet hours and your zone: 22:00-07:00 +02:00, or off": "Ruhezeiten und deine Zone: 22:00-07:00 +02:00, oder off",
    "name me in a group when nothing else reaches me": "mich in einer Gruppe rufen, wenn mich sonst nichts erreicht",
    "send me a test alert": "mir einen Probealarm schicken",
    "a price to reach from below": "ein Kurs, der von unten erreicht wird",
    "a price to reach from above": "ein Kurs, der von oben erreicht wird",
    "a move either way, in percent; choose with it how fast": (
        "eine Bewegung in beide Richtungen, in Prozent; wähle dazu, wie schnell"
    ),
    "how fast": "wie schnell",
    "the number of a price alert to forget": "die Nummer eines Kursalarms, der vergessen wird",
    "the margin, in points of yours": "die Margin, in deinen Punkten",
    "the entry price": "der Einstiegskurs",
    "the share of the margin at whose loss it is liquidated, in percent": (
        "der Anteil der Margin, bei dessen Verlust liquidiert wird, in Prozent"
    ),
    "its liquidation price, instead": "stattdessen ihr Liquidationskurs",
    "the number of a watched position to forget": "die Nummer einer beobachteten Position, die vergessen wird",
    "tell here what becomes of members' positions": "hier melden, was aus Positionen der Mitglieder wird",
    # What the platforms add to screens, or say by themselves
    "Resume": "Weiter",
    "Paused: “Resume” follows the price again.": "Pausiert: „Weiter“ folgt wieder dem Kurs.",
    "(again)": "(nochmals)",
    "{title} (page {number} of {count})": "{title} (Seite {number} von {count})",
    "‹ Back": "‹ Zurück",
    "More ›": "Mehr ›",
    "From the start": "Von vorn",
    "{count} more": "{count} weitere",
    "… and {count} more.": "… und {count} weitere.",
    "Tell me how it ends": "Sag mir, wie es ausgeht",
    "Copy an invitation": "Einladung kopieren",
    "Play in a group": "In einer Gruppe spielen",
    "Open our private chat": "Zum privaten Chat",
    "That is yours alone: I answer in private": "Das geht nur dich an: Ich antworte privat",
    "Who are you?": "Wer bist du?",
    "I cannot tell who you are: a channel or an anonymous admin has no points.": (
        "Ich sehe nicht, wer du bist: Ein Kanal oder ein anonymer Admin hat keine Punkte."
    ),
    "Speak as yourself: tap your picture beside the text field, or let an owner of the group turn off "
    "“Remain anonymous” in your admin rights.": (
        "Sprich als du selbst: Tippe auf dein Bild neben dem Textfeld, oder lass den Besitzer der Gruppe in deinen "
        "Adminrechten „Anonym bleiben“ ausschalten."
    ),
    "Rounds for this group: up or down, winners share": "Runden für diese Gruppe: rauf oder runter, Gewinner teilen",
    "Everybody begins with points of their own. It is play money, all of it.": (
        "Alle beginnen mit eigenen Punkten. Es ist Spielgeld, alles davon."
    ),
    "Open a round with a button, or say “/round 5m”. “/help” has the rest.": (
        "Eröffne eine Runde mit einem Knopf oder sag „/round 5m“. „/help“ weiß den Rest."
    ),
    "{minutes} min round": "Runde, {minutes} min",
    "Prices": "Kurse",
    "Top": "Bestenliste",
    "This is not a topic, and nothing was changed: say it in the topic that rounds shall appear in. On Discord "
    "each channel and thread has rounds of its own, so there is nothing to choose.": (
        "Das ist kein Thema, und nichts wurde geändert: Sag es in dem Thema, in dem Runden erscheinen sollen. Auf "
        "Discord hat jeder Kanal und jeder Thread eigene Runden, da gibt es nichts zu wählen."
    ),
    "Which roles may use which command, and in which channels: Server Settings, Integrations, my name.": (
        "Welche Rollen welchen Befehl nutzen dürfen, und in welchen Kanälen: Servereinstellungen, Integrationen, "
        "mein Name."
    ),
    "its permissions here": "die Rechte hier",
    "View Channel": "Kanal anzeigen",
    "Send Messages": "Nachrichten senden",
    "Send Messages in Threads": "Nachrichten in Threads senden",
    "A round needs me as a member of this server. Somebody who manages it opens my profile and chooses "
    "“Add App”, “Add to server”. Until then you can play alone: “up 25 5m”.": (
        "Für eine Runde muss ich Mitglied dieses Servers sein. Wer ihn verwaltet, öffnet mein Profil und wählt „App "
        "hinzufügen“, „Zum Server hinzufügen“. Bis dahin kannst du allein spielen: „up 25 5m“."
    ),
    "I cannot show a round here: I lack {permissions}. Open this channel's settings, Permissions, add my role and "
    "allow it; then say it again.": (
        "Ich kann hier keine Runde zeigen: Mir fehlt {permissions}. Öffne die Einstellungen dieses Kanals, "
        "Berechtigungen, füge meine Rolle hinzu und erlaube es; dann sag es noch einmal."
    ),
    "I cannot show a round here: I lack {permissions}. Please ask somebody who manages this server to allow it.": (
        "Ich kann hier keine Runde zeigen: Mir fehlt {permissions}. Bitte frag jemanden, der diesen Server verwaltet."
    ),
    "I cannot write to you: your direct messages are closed to me, so your alerts wait. Open them in this "
    "server's privacy settings, and say anything.": (
        "Ich kann dir nicht schreiben: Deine Direktnachrichten sind für mich zu, also warten deine Alarme. Öffne sie "
        "in den Privatsphäre-Einstellungen dieses Servers und sag irgendetwas."
    ),
    "Open a position": "Position eröffnen",
    "Margin in points": "Margin in Punkten",
    "Leverage": "Hebel",
    "Take-profit: price, move or return": "Take-Profit: Kurs, Weg oder Ertrag",
    "Stop-loss: price, move or return": "Stop-Loss: Kurs, Weg oder Ertrag",
    "Limit price": "Limit",
    "Change a position": "Position ändern",
    "Take-profit: price, move, return or off": "Take-Profit: Kurs, Weg, Ertrag oder off",
    "Stop-loss: price, move, return or off": "Stop-Loss: Kurs, Weg, Ertrag oder off",
    "Margin to add, in points": "Zusätzliche Margin, in Punkten",
    "Stops, margin …": "Stops, Margin …",
    "Other numbers …": "Andere Zahlen …",
}
