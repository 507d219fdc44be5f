"""German: positions, rounds, prices and what rings."""

CARDS = {
    "I cannot write to you alone, {name}. Open our private chat, and everything comes there.": (
        "Ich kann dir nicht allein schreiben, {name}. Öffne unseren privaten Chat, dann kommt alles dorthin."
    ),
    "This comes late, by {span}: it happened at {moment}. I was away, or could not reach you.": (
        "Das kommt spät, um {span}: Es geschah am {moment}. Ich war weg oder konnte dich nicht erreichen."
    ),
    "NEAR LIQUIDATION {name}: {what}": "NAHE LIQUIDATION {name}: {what}",
    "{name}, an alert of yours has rung": "{name}, ein Alarm von dir hat geklingelt",
    "Say “watch long btc 100 1001x at 100000”; “loss 60%” or “liq 99940” say where yours is liquidated.": (
        "Sag „watch long btc 100 1001x at 100000“; „loss 60%“ oder „liq 99940“ sagen, wo deine liquidiert wird."
    ),
    "Alerts changed": "Alarme geändert",
    "Your alerts": "Deine Alarme",
    "A test alert is on its way": "Ein Probealarm ist unterwegs",
    "It rings once, then it is gone.": "Er klingelt einmal, dann ist er weg.",
    "Each rings loud, silent or off: “alerts settled loud”. “alerts near 30%” moves the warning.": (
        "Jeder klingelt loud, silent oder off: „alerts settled loud“. „alerts near 30%“ verschiebt die Warnung."
    ),
    "A price: “alert btc above 105000”, “alert btc move 1% in 5m”. Elsewhere: “watch long btc 50x at 99000”.": (
        "Ein Kurs: „alert btc above 105000“, „alert btc move 1% in 5m“. Anderswo: „watch long btc 50x at 99000“."
    ),
    "Quiet nights": "Ruhige Nächte",
    "Mention me in groups": "In Gruppen rufen",
    "Send a test alert": "Probealarm schicken",
    "loud": "laut",
    "silent": "still",
    "off": "aus",
    "Near liquidation from": "Nahe Liquidation ab",
    "Funding told each": "Funding gemeldet je",
    "Quiet hours": "Ruhezeiten",
    "Mention in groups": "In Gruppen rufen",
    "Price alerts": "Kursalarme",
    "Watched elsewhere": "Anderswo beobachtet",
    "I will ring: {what}": "Ich werde klingeln: {what}",
    "It is quiet now: only a liquidation makes a sound.": "Jetzt ist Ruhe: Nur eine Liquidation macht einen Ton.",
    "Liquidations are off: neither they nor a test alert are told.": (
        "Liquidationen sind aus: Weder sie noch ein Probealarm werden gemeldet."
    ),
    "No quiet hours": "Keine Ruhezeiten",
    "Do not mention me": "Nicht rufen",
    "Near liquidation": "Nahe Liquidation",
    "Take-profit": "Take-Profit",
    "Stop-loss": "Stop-Loss",
    "Order filled": "Order ausgeführt",
    "Order refunded": "Order erstattet",
    "Settled": "Abgerechnet",
    "Price alert": "Kursalarm",
    "Funding": "Funding",
    "Digest at 9:00": "Überblick um 9:00",
    "My feed in groups": "Mein Feed in Gruppen",
    "Market halted": "Markt angehalten",
    "Watched elsewhere: {count}": "Anderswo beobachtet: {count}",
    "It rings, rests for {span}, and waits again.": "Er klingelt, ruht {span} und wartet wieder.",
    "A right call pays {profit} on top of the stake; {rate} right calls break even. A tie is refunded.": (
        "Ein richtiger Tipp bringt {profit} zum Einsatz dazu; {rate} richtige Tipps decken ihn. Gleichstand wird "
        "erstattet."
    ),
    "+{profit}, breaks even at {rate}": "+{profit}, gedeckt bei {rate}",
    "Nobody stood on the other side.": "Niemand stand auf der anderen Seite.",
    "Nobody placed a bet.": "Niemand hat gesetzt.",
    "It closed exactly where it was locked.": "Sie endete genau dort, wo sie gesperrt wurde.",
    "No price came in time.": "Es kam rechtzeitig kein Kurs.",
    "An admin of this chat cancelled it.": "Ein Admin dieses Chats hat sie abgesagt.",
    "The operator voided it.": "Der Betreiber hat sie aufgehoben.",
    "The sources of prices contradicted each other at that moment.": (
        "Die Kursquellen widersprachen sich in diesem Augenblick."
    ),
    "Another source makes the prices since then.": "Seitdem macht eine andere Quelle die Kurse.",
    "New round": "Neue Runde",
    "My bet": "Mein Tipp",
    "Window": "Fenster",
    "Exit": "Ausstieg",
    "Stake": "Einsatz",
    "Pays": "Bringt",
    "Ends": "Endet",
    "Round": "Runde",
    "Pool": "Topf",
    "Players": "Spieler",
    "Lock": "Sperre",
    "Close": "Schließen",
    "Close price": "Endkurs",
    "Locks": "Sperrt",
    "Closes": "Endet",
    "Reason": "Grund",
    "Winner": "Gewinner",
    "Up pays": "Steigend bringt",
    "Down pays": "Fallend bringt",
    "Round {number}: {market} {minutes} min": "Runde {number}: {market} {minutes} min",
    "Say “/up 25” or “/down 25”. Losers pay winners, less a 3 % rake; profit is at most 4 times the stake.": (
        "Sag „/up 25“ oder „/down 25“. Verlierer zahlen Gewinner, abzüglich 3 % Rake; Gewinn höchstens 4 mal der "
        "Einsatz."
    ),
    "Your side": "Deine Seite",
    "Your stake": "Dein Einsatz",
    "WON round {number} {net}": "GEWONNEN Runde {number} {net}",
    "LOST round {number} {net}": "VERLOREN Runde {number} {net}",
    "Up again": "Noch mal steigend",
    "Down again": "Noch mal fallend",
    "Up": "Steigend",
    "sealed": "verdeckt",
    "Down": "Fallend",
    "Withdraw until 10 s before the lock with “/round withdraw”.": (
        "Zurückziehen bis 10 s vor der Sperre mit „/round withdraw“."
    ),
    "Verify": "Nachprüfen",
    "Paid to you": "An dich gezahlt",
    "{name}: starts at the next price": "{name}: beginnt beim nächsten Kurs",
    "{name}: running": "{name}: läuft",
    "WON {name} {net}": "GEWONNEN {name} {net}",
    "LOST {name} {net}": "VERLOREN {name} {net}",
    "TIE {name}: stake back": "GLEICHSTAND {name}: Einsatz zurück",
    "{name}: no price in time, stake back": "{name}: rechtzeitig kein Kurs, Einsatz zurück",
    "Refresh": "Neu laden",
    "{name}, bets until {time}": "{name}, Einsätze bis {time}",
    "{name}, locked at {price}": "{name}, gesperrt bei {price}",
    "{name}: {side} wins": "{name}: {side} gewinnt",
    "{name}: void, all stakes back": "{name}: ungültig, alle Einsätze zurück",
    "Sealed: sides and amounts show at the lock; a stake stays in.": (
        "Verdeckt: Seiten und Beträge erscheinen bei der Sperre; ein Einsatz bleibt drin."
    ),
    "Up 25": "Steigend 25",
    "Down 25": "Fallend 25",
    "Up 100": "Steigend 100",
    "Down 100": "Fallend 100",
    "{name}: another source of prices, stake back": "{name}: eine andere Kursquelle, Einsatz zurück",
    "Check it: “/verify {number}”.": "Prüf es nach: „/verify {number}“.",
    "Closes at {time}.": "Endet um {time}.",
    "Market": "Markt",
    "long": "long",
    "short": "short",
    "up": "steigend",
    "down": "fallend",
    "The move in between is skipped: entry, stops, limits and liquidation price moved with it.": (
        "Die Bewegung dazwischen wird übersprungen: Einstieg, Stops, Limits und Liquidationskurs sind mitgerückt."
    ),
    "The source of its prices is silent. It moves to {source}, which proves itself by three good prices.": (
        "Die Quelle der Kurse schweigt. Sie wechselt zu {source}, die sich mit drei guten Kursen beweist."
    ),
    "{market} is back": "{market} ist wieder da",
    "{market} is halted": "{market} ist angehalten",
    "What is open stays: nothing is charged or liquidated, and a close waits for the first fresh price.": (
        "Was offen ist, bleibt: Nichts wird berechnet oder liquidiert, und ein Schließen wartet auf den ersten "
        "frischen Kurs."
    ),
    "{source} differs from {anchor} by {part}.": "{source} weicht von {anchor} um {part} ab.",
    "The clock here is not that of the sources.": "Die Uhr hier ist nicht die der Quellen.",
    "The operator lets nothing open for now.": "Der Betreiber lässt im Moment nichts eröffnen.",
    "The tape is over.": "Das Band ist zu Ende.",
    "Halted from": "Angehalten seit",
    "Halted until": "Angehalten bis",
    "There was no price for {span}.": "Es gab {span} lang keinen Kurs.",
    "There has been no fresh price since {moment}.": "Seit {moment} gibt es keinen frischen Kurs.",
    "Type 1 and Enter to press [1], or say it in words: up 25 1m. Tab completes, help helps, Ctrl-D ends.": (
        "Tippe 1 und Enter, um [1] zu drücken, oder sag es in Worten: up 25 1m. Tab ergänzt, help hilft, Strg-D "
        "beendet."
    ),
    "A number presses the button of that number. Tab completes; arrows bring back what you said.": (
        "Eine Zahl drückt den Knopf mit dieser Zahl. Tab ergänzt; Pfeile holen zurück, was du gesagt hast."
    ),
    "“!as ana” speaks as another player, “!in friends” in a group, “!in dm” privately again.": (
        "„!as ana“ spricht als anderer Spieler, „!in friends“ in einer Gruppe, „!in dm“ wieder privat."
    ),
    "Ctrl-D, Ctrl-C or “quit” ends; everything is kept for the next time.": (
        "Strg-D, Strg-C oder „quit“ beendet; alles bleibt für das nächste Mal."
    ),
    "{name} › still open: {things}; {risk} at risk in all.": (
        "{name} › noch offen: {things}; insgesamt {risk} im Risiko."
    ),
    "You are not alone: “!in lounge” is a group of simulated players; “!in dm” leads back.": (
        "Du bist nicht allein: „!in lounge“ ist eine Gruppe simulierter Spieler; „!in dm“ führt zurück."
    ),
    "The market rests until you are back; what should have ended meanwhile is refunded.": (
        "Der Markt ruht, bis du wieder da bist; was inzwischen hätte enden sollen, wird erstattet."
    ),
    "Nothing is open. See you.": "Nichts ist offen. Bis bald.",
    "{name} in {chat} › ": "{name} in {chat} › ",
    "a stake in a round": "ein Einsatz in einer Runde",
    "Say “!as ana” to speak as ana, “!in friends” to be in a group, “!in dm” to leave it.": (
        "Sag „!as ana“, um als ana zu sprechen, „!in friends“ für eine Gruppe, „!in dm“, um sie zu verlassen."
    ),
    "There is no button {number} now.": "Es gibt gerade keinen Knopf {number}.",
    "Saved as {file}": "Gespeichert als {file}",
    "It could not be saved: {error}.": "Es ließ sich nicht speichern: {error}.",
    "The mark of {time} is {share} from liquidation.": "Der Kurs von {time} ist {share} von der Liquidation entfernt.",
    "The mark went {move} against the entry. At {leverage}, {enough} is all it takes.": (
        "Der Kurs lief {move} gegen den Einstieg. Bei {leverage} genügen {enough}."
    ),
    "Closing {share} at the next mark.": "{share} werden zum nächsten Kurs geschlossen.",
    "No price above zero liquidates it.": "Kein Kurs über null liquidiert sie.",
    "Card": "Karte",
    "over 99 %": "über 99 %",
    "The price moved further than your tolerance before the order could fill.": (
        "Der Kurs lief weiter als deine Toleranz, bevor die Order ausgeführt werden konnte."
    ),
    "No price came within 5 s.": "Innerhalb von 5 s kam kein Kurs.",
    "The market was full on this side.": "Der Markt war auf dieser Seite voll.",
    "Its own slippage would have liquidated it at once.": "Die eigene Slippage hätte sie sofort liquidiert.",
    "The price had already passed its take-profit.": "Der Kurs war schon über ihren Take-Profit hinaus.",
    "Its take-profit was beyond the profit cap.": "Ihr Take-Profit lag jenseits der Gewinngrenze.",
    "One of its stops would have been below zero.": "Einer ihrer Stops hätte unter null gelegen.",
    "The price had already passed its stop-loss.": "Der Kurs war schon über ihren Stop-Loss hinaus.",
    "Its stop-loss was beyond the liquidation price.": "Ihr Stop-Loss lag jenseits des Liquidationskurses.",
    "PnL": "PnL",
    "Bankruptcy": "Bankrott",
    "Notional": "Notional",
    "Lost to the price": "An den Kurs verloren",
    "Lost to slippage": "An Slippage verloren",
    "Lost to funding": "An Funding verloren",
    "Rest, to the house": "Rest, an das Haus",
    "{percent} % of the distance to liquidation was left, or less.": (
        "{percent} % vom Weg zur Liquidation waren übrig, oder weniger."
    ),
    "FUNDING {name} {paid}": "FUNDING {name} {paid}",
    "{share} of its margin has gone into funding; that brings its liquidation closer.": (
        "{share} ihrer Margin sind ins Funding gegangen; das bringt ihre Liquidation näher."
    ),
    "price {amount}": "Kurs {amount}",
    "slippage {amount}": "Slippage {amount}",
    "funding {amount}": "Funding {amount}",
    "rest to the house {amount}": "Rest an das Haus {amount}",
    "The price jumped past bankruptcy; the house bears what is beyond your margin.": (
        "Der Kurs sprang über den Bankrott hinaus; das Haus trägt, was deine Margin übersteigt."
    ),
    "Break-even move": "Kostendeckende Bewegung",
    "Funding/h of margin": "Funding/h der Margin",
    "Fee to open": "Gebühr beim Eröffnen",
    "Fee to close, from": "Gebühr beim Schließen, ab",
    "Closed at this price it returns {amount}: slippage and a fee of {fee} are taken.": (
        "Zu diesem Kurs geschlossen bringt sie {amount} zurück: Slippage und {fee} Gebühr gehen ab."
    ),
    "Closing costs {share} of the notional below {leverage}x.": (
        "Schließen kostet {share} des Notionals, unter {leverage}x."
    ),
    "Closing costs {share} of the notional, or {profit} of the profit if that is more, from {leverage}x up.": (
        "Schließen kostet {share} des Notionals, oder {profit} des Gewinns, wenn das mehr ist, ab {leverage}x."
    ),
    "Liquidation takes the whole margin.": "Eine Liquidation nimmt die ganze Margin.",
    "Entry, about": "Einstieg, etwa",
    "Profit cap": "Gewinngrenze",
    "under 1 %": "unter 1 %",
    "Amount": "Betrag",
    "Limit": "Limit",
    "Returned": "Zurückgezahlt",
    "Funding now: {share} of the margin per hour.": "Funding jetzt: {share} der Margin pro Stunde.",
    "Close half": "Hälfte schließen",
    "It lived {span}.": "Sie lebte {span}.",
    "Where the margin went: {total} = {margin} pt.": "Wohin die Margin ging: {total} = {margin} pt.",
    "Waits until": "Wartet bis",
    "It fills at the first price published after your order, or is refunded in 5 s.": (
        "Sie wird zum ersten Kurs nach deiner Order ausgeführt oder in 5 s erstattet."
    ),
    "It fills at your price or better, slippage included. Nobody else sees it.": (
        "Sie wird zu deinem Kurs oder besser ausgeführt. Niemand sonst sieht sie."
    ),
    "{name} is open": "{name} ist offen",
    "TAKE-PROFIT {name} {net}": "TAKE-PROFIT {name} {net}",
    "STOP-LOSS {name} {net}": "STOP-LOSS {name} {net}",
    "Closed {name} {net}": "Geschlossen {name} {net}",
    "The take-profit is the profit cap of {leverage}x.": "Der Take-Profit ist die Gewinngrenze von {leverage}x.",
    "{amount} of margin count from the next mark.": "{amount} Margin zählen ab dem nächsten Kurs.",
    "LIQUIDATED {name} {lost}": "LIQUIDIERT {name} {lost}",
    "Cancel": "Stornieren",
    "Orders": "Orders",
    "{name}: opening at the next price": "{name}: öffnet beim nächsten Kurs",
    "{name}: waiting for {limit}": "{name}: wartet auf {limit}",
    "{name}: filled": "{name}: ausgeführt",
    "{name}: expired, {amount} back": "{name}: abgelaufen, {amount} zurück",
    "{name}: cancelled, {amount} back": "{name}: storniert, {amount} zurück",
    "{name}: not opened, {amount} back": "{name}: nicht eröffnet, {amount} zurück",
    "Alive after {minutes} min": "Am Leben nach {minutes} min",
    "{share} on margin": "{share} auf die Margin",
    "Same move at {lev}x": "Dieselbe Bewegung bei {lev}x",
    "simulated": "simuliert",
    "recording {name}": "Aufzeichnung {name}",
    "The clocks of the sources differ from ours by {ms} ms.": (
        "Die Uhren der Quellen weichen um {ms} ms von unserer ab."
    ),
    "These prices are simulated: they behave like the real ones, but nobody trades at them.": (
        "Diese Kurse sind simuliert: Sie verhalten sich wie echte, aber niemand handelt zu ihnen."
    ),
    "From": "Von",
    "Range of 15 min": "Spanne von 15 min",
    "Open long": "Offen long",
    "Open short": "Offen short",
    "Funding per 8 h": "Funding je 8 h",
    "Gaps skipped": "Übersprungene Lücken",
    "On Binance in 8 h": "Bei Binance in 8 h",
    "Last error": "Letzter Fehler",
    "Role": "Rolle",
    "Odds": "Chancen",
    "open": "offen",
    "closed": "geschlossen",
    "liquidated": "liquidiert",
    "take-profit": "Take-Profit",
    "stop-loss": "Stop-Loss",
    "waiting": "wartet",
    "filled": "ausgeführt",
    "refunded": "erstattet",
    "expired": "abgelaufen",
    "cancelled": "storniert",
    "price moved": "Kurs bewegt",
    "no price": "kein Kurs",
    "market full": "Markt voll",
    "liquidated at once": "sofort liquidiert",
    "take-profit passed": "Take-Profit vorbei",
    "take-profit beyond the cap": "Take-Profit über der Grenze",
    "stop below zero": "Stop unter null",
    "stop-loss passed": "Stop-Loss vorbei",
    "stop-loss beyond liquidation": "Stop-Loss hinter der Liquidation",
    "running": "läuft",
    "won": "gewonnen",
    "lost": "verloren",
    "tied": "Gleichstand",
    "locked": "gesperrt",
    "settled": "abgerechnet",
    "void": "ungültig",
    "one-sided": "einseitig",
    "no bets": "keine Einsätze",
    "tie": "Gleichstand",
    "the operator": "der Betreiber",
    "sources disagree": "Quellen uneinig",
    "source changed": "Quelle gewechselt",
    "live": "live",
    "halted": "angehalten",
    "moving fast": "bewegt sich schnell",
    "paused": "pausiert",
    "watched": "beobachtet",
    "reached": "erreicht",
    "removed": "entfernt",
    "offered": "angeboten",
    "planned": "geplant",
    "linked": "verbunden",
    "undone": "getrennt",
    "Of the {amount} put in, {back} have come back from what was closed so far.": (
        "Von den eingesetzten {amount} sind {back} aus dem bisher Geschlossenen zurück."
    ),
    "No position or prediction is open": "Keine Position oder Vorhersage ist offen",
    "Stakes in rounds: {count}. “round mine” shows each in its chat.": (
        "Einsätze in Runden: {count}. „round mine“ zeigt jeden in seinem Chat."
    ),
    "#{id}: {note}": "#{id}: {note}",
    "above": "darüber",
    "below": "darunter",
    "move": "Bewegung",
    "Your stake is {stake}. What you name now is the whole of it: only more counts.": (
        "Dein Einsatz ist {stake}. Was du jetzt nennst, ist sein Ganzes: Nur mehr zählt."
    ),
    "At its take-profit it would return less than was put in: fees and slippage are more than that move.": (
        "Bei ihrem Take-Profit käme weniger zurück, als eingesetzt wurde: Gebühren und Slippage sind mehr als dieser "
        "Weg."
    ),
}
