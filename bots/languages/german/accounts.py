"""German: accounts, links, privacy, the operator, and words that stand everywhere."""

ACCOUNTS = {
    "A fresh start: {amount}": "Ein neuer Anfang: {amount}",
    "Today's points: {amount}": "Punkte von heute: {amount}",
    "Come back in 24 h; the streak ends after 48 h.": "Komm in 24 h wieder; nach 48 h endet die Serie.",
    "Your statistics": "Deine Statistik",
    "Tighter acts at once, looser after 24 h. A break cannot be ended early; what is open stays yours.": (
        "Enger gilt sofort, lockerer nach 24 h. Eine Pause kann nicht vorzeitig enden; was offen ist, bleibt deins."
    ),
    "Limits changed": "Grenzen geändert",
    "Your own limits": "Deine eigenen Grenzen",
    "Say “limits loss 200”, “limits leverage 100x”, “break 24h”.": (
        "Sag „limits loss 200“, „limits leverage 100x“, „break 24h“."
    ),
    "everybody": "alle",
    "this chat": "dieser Chat",
    "this season": "diese Saison",
    "this week": "diese Woche",
    "Balance": "Guthaben",
    "With all that is open": "Mit allem Offenen",
    "dumbdegen: call the price, feel the leverage, lose nothing": (
        "dumbdegen: tipp auf den Kurs, spür den Hebel, verlier nichts"
    ),
    "Granted": "Gutgeschrieben",
    "Days in a row": "Tage in Folge",
    "Longest position": "Längste Position",
    "Net": "Netto",
    "Return on what was put in": "Ertrag auf das Eingesetzte",
    "Hit rate": "Trefferquote",
    "Entries": "Teilnahmen",
    "Most to lose in a day": "Verlustgrenze am Tag",
    "Lost today": "Heute verloren",
    "At risk now": "Gerade im Risiko",
    "Highest leverage": "Hebelgrenze",
    "Break until": "Pause bis",
    "none": "keine",
    "{what} becomes {value} at {moment}.": "{what}: {value} ab {moment}.",
    "Top of {where}, {when}": "Bestenliste: {where}, {when}",
    "This season": "Diese Saison",
    "This week": "Diese Woche",
    "net points": "Punkte netto",
    "return": "Ertrag",
    "hit rate": "Trefferquote",
    "All of it is play money: points are never bought, sold or passed on.": (
        "Alles ist Spielgeld: Punkte werden nie gekauft, verkauft oder weitergegeben."
    ),
    "A prediction is two taps: up or down, then how long. A position is three: market, margin, leverage.": (
        "Eine Vorhersage ist zweimal tippen: steigend oder fallend, dann wie lange. Eine Position dreimal: "
        "Markt, Margin, Hebel."
    ),
    "Positions": "Positionen",
    "History": "Verlauf",
    "The daily loss limit": "Die Verlustgrenze am Tag",
    "The highest leverage": "Die Hebelgrenze",
    "Ranked from {least} entries on, by {by}.": "Einen Rang gibt es ab {least} Teilnahmen, geordnet nach: {by}.",
    "Rank": "Rang",
    "Player": "Spieler",
    "You are {missing} entries short of a rank.": "Teilnahmen, die dir noch zu einem Rang fehlen: {missing}.",
    "Up with 25 pt": "Steigend, 25 pt",
    "Down with 25 pt": "Fallend, 25 pt",
    "Long BTC": "Long BTC",
    "Short BTC": "Short BTC",
    "Learn": "Lernen",
    "Help": "Hilfe",
    "WATCH ONLY: a position you hold elsewhere. No points are in it, and nothing is traded here.": (
        "NUR BEOBACHTET: eine Position, die du anderswo hältst. Es stecken keine Punkte darin, und hier wird "
        "nichts gehandelt."
    ),
    "{market} was at {price} or beyond here; look at your exchange. It decides, by prices of its own.": (
        "{market} war hier bei {price} oder darüber hinaus; schau auf deiner Börse nach. Sie entscheidet, nach "
        "eigenen Kursen."
    ),
    "{market} moved {share} in {span}": "{market}: Bewegung um {share} in {span}",
    "{market} above {price}": "{market} über {price}",
    "{market} below {price}": "{market} unter {price}",
    "Test alert: this is how I ring": "Probealarm: so klingle ich",
    "Id": "Nr.",
    "When": "Wenn",
    "Price": "Kurs",
    "Price then": "Kurs dabei",
    "At": "Zeitpunkt",
    "Mark": "Mark",
    "Alerts": "Alarme",
    "Entry": "Einstieg",
    "Liquidation": "Liquidation",
    "To liquidation": "Bis zur Liquidation",
    "Margin": "Margin",
    "Watched since": "Beobachtet seit",
    "State": "Zustand",
    "{market} {side} {leverage}x (yours elsewhere)": "{market} {side} {leverage}x (deine, anderswo)",
    "LIQUIDATION PRICE {name}": "LIQUIDATIONSKURS {name}",
    "NEAR LIQUIDATION {name}": "NAHE LIQUIDATION {name}",
    "{percent} % of the distance to {price} is left, or less.": (
        "Vom Abstand bis {price} sind noch {percent} % übrig, oder weniger."
    ),
    "Move": "Bewegung",
    "Within": "Innerhalb",
    "Remove #{number}": "#{number} entfernen",
    "A liquidation arrives like this. If you heard nothing, look at the notifications of this chat.": (
        "Eine Liquidation kommt so an. Wenn du nichts gehört hast, sieh dir die Benachrichtigungen dieses Chats an."
    ),
    "Watched": "Beobachtet",
    "It rests for {span}, then waits for the next such move.": (
        "Er ruht {span} und wartet dann auf die nächste solche Bewegung."
    ),
    "return on what was put in, all costs included": "Ertrag auf den Einsatz, nach allen Kosten",
    "Show points": "Mit Punkten",
    "Hide points": "Ohne Punkte",
    "Show name": "Mit Namen",
    "Hide name": "Ohne Namen",
    "return so far, before the costs of closing": "Ertrag bisher, vor den Schließkosten",
    "{name}: {roe} on what was put in": "{name}: {roe} auf das Eingesetzte",
    "Return": "Ertrag",
    "Lived": "Gelebt",
    "Fees, of what was put in": "Gebühren, vom Eingesetzten",
    "Funding, of what was put in": "Funding, vom Eingesetzten",
    "Fees": "Gebühren",
    "no prices are kept of that time": "keine Kurse von damals gespeichert",
    "STILL OPEN": "NOCH OFFEN",
    "CLOSED": "GESCHLOSSEN",
    "LIQUIDATED": "LIQUIDIERT",
    "TAKE-PROFIT": "TAKE-PROFIT",
    "STOP-LOSS": "STOP-LOSS",
    "Play money. A return counts fees, slippage and funding; an open position is not closed yet.": (
        "Spielgeld. Ein Ertrag zählt Gebühren, Slippage und Funding mit; eine offene Position ist noch nicht "
        "geschlossen."
    ),
    "Put in": "Eingesetzt",
    "PLAY MONEY": "SPIELGELD",
    "SIMULATED PRICES": "SIMULIERTE KURSE",
    "{amount} pt": "{amount} pt",
    "d": "d",
    "h": "h",
    "min": "min",
    "s": "s",
    "Your code was named: nothing has happened yet": "Dein Code wurde genannt: noch ist nichts passiert",
    "Both accounts become one: the older stays, the other moves into it. Only the operator can undo that.": (
        "Aus beiden Konten wird eins: das ältere bleibt, das andere zieht hinein. Nur der Betreiber kann das "
        "rückgängig machen."
    ),
    "Give this code to nobody: whoever enters it makes their account and yours one.": (
        "Gib diesen Code niemandem: wer ihn nennt, dessen Konto wird eins mit deinem."
    ),
    "The older account stays, with its name and settings. Everything of the other moves into it.": (
        "Das ältere Konto bleibt, mit Namen und Einstellungen. Alles vom anderen zieht hinein."
    ),
    "One person, one set of gifts: of what each got from the mint the smaller sum goes back, if both have it.": (
        "Eine Person, einmal Geschenke: was beide vom Spiel bekamen und noch haben, geht in Höhe der "
        "kleineren Summe zurück."
    ),
    "Open things of the closed account get new numbers, and some of the other too: old buttons do nothing then.": (
        "Offenes des geschlossenen Kontos bekommt neue Nummern, manches des anderen auch: alte Knöpfe tun dann "
        "nichts mehr."
    ),
    "The tighter of both limits and the longer break hold. Only the operator can undo it. The next: in 30 days.": (
        "Es gelten die engeren Grenzen und die längere Pause. Nur der Betreiber kann es rückgängig machen. Das "
        "nächste Mal: in 30 Tagen."
    ),
    "If that is not you, stop it with a new code.": "Wenn du das nicht bist, stopp es mit einem neuen Code.",
    "Say “positions” and “history” for everything. Buttons of before, with old numbers, do nothing.": (
        "Sag „positions“ und „history“, um alles zu sehen. Knöpfe von vorher, mit alten Nummern, tun nichts."
    ),
    "What was number {before} of the closed account is {after} now, and so on.": (
        "Was im geschlossenen Konto Nummer {before} war, ist jetzt {after}, und so weiter."
    ),
    "Linked: one account": "Verbunden: ein Konto",
    "The operator undid it: what the younger account brought is its own again, under its old numbers.": (
        "Der Betreiber hat es rückgängig gemacht: was das jüngere Konto mitbrachte, gehört wieder ihm, unter den "
        "alten Nummern."
    ),
    "What was won or lost since stays with the older account.": (
        "Was seitdem gewonnen oder verloren wurde, bleibt beim älteren Konto."
    ),
    "The link is undone": "Die Verbindung ist gelöst",
    "Say “link” for a new code.": "Sag „link“ für einen neuen Code.",
    "The code is void": "Der Code ist ungültig",
    "Code": "Code",
    "Good until": "Gültig bis",
    "Your code is {code}": "Dein Code ist {code}",
    "New code": "Neuer Code",
    "Back to the mint": "Zurück ins Spiel",
    "Balance after": "Guthaben danach",
    "Make them one": "Zu einem machen",
    "Make these accounts one?": "Aus diesen Konten eins machen?",
    "Stop it": "Stoppen",
    "{name} on {platforms}": "{name} auf {platforms}",
    "Since": "Seit",
    "Open": "Offen",
    "Account": "Konto",
    "On": "Auf",
    "Moved": "Umgezogen",
    "Numbers up by": "Nummern erhöht um",
    "Given back": "Zurückgegeben",
    "Moved before": "Vorher umgezogen",
    "Say “link {code}” to me on the other platform. It shows what will happen, and asks you.": (
        "Sag mir „link {code}“ auf der anderen Plattform. Dort siehst du, was geschieht, und wirst gefragt."
    ),
    "Stays": "Bleibt",
    "Is closed": "Schließt",
    "If that was not you, tell the operator at once that it was link number {number}.": (
        "Wenn du das nicht warst, sag dem Betreiber sofort, dass es Verbindung Nummer {number} war."
    ),
    "Link": "Verbindung",
    "Of the account that stayed: {pairs}.": "Vom Konto, das blieb: {pairs}.",
    "{missing} could not be given back: they are lost.": (
        "{missing} konnten nicht zurückgegeben werden: sie sind verloren."
    ),
    "{before} is {after}": "{before} ist {after}",
    "Status": "Status",
    "Markets": "Märkte",
    "What the guards of a price forbid stays forbidden until they agree.": (
        "Was die Wächter eines Kurses verbieten, bleibt verboten, bis sie zustimmen."
    ),
    "Openings are allowed": "Eröffnungen sind erlaubt",
    "Links in force": "Geltende Verbindungen",
    "Chats": "Chats",
    "Waiting orders": "Wartende Orders",
    "Predictions": "Vorhersagen",
    "Rounds": "Runden",
    "Last backup": "Letzte Sicherung",
    "Pause all": "Alle anhalten",
    "Resume all": "Alle fortsetzen",
    "Backup": "Sicherung",
    "Links": "Verbunden",
    "Version": "Version",
    "Up for": "Läuft seit",
    "Most memory": "Speicherspitze",
    "Database": "Datenbank",
    "Nothing opens there, also after a restart, until you resume. Closes are filled as always.": (
        "Dort wird nichts eröffnet, auch nach einem Neustart, bis du fortsetzt. Schließungen werden ausgeführt "
        "wie immer."
    ),
    "Openings are paused": "Eröffnungen sind angehalten",
    "A word from the operator": "Ein Wort vom Betreiber",
    "Number": "Nummer",
    "People": "Personen",
    "Send it": "Senden",
    "On its way to {count} people": "Unterwegs an {count} Personen",
    "{count} bytes": "{count} Byte",
    "“admin unlink 3” undoes link 3.": "„admin unlink 3“ löst die Verbindung 3.",
    "No accounts are linked.": "Es sind keine Konten verbunden.",
    "Send this to {count} people?": "Das an {count} Personen senden?",
    "It is being made beside the game; here you read when it is done.": (
        "Sie entsteht neben dem Spiel her; hier liest du, wann sie fertig ist."
    ),
    "A backup is being made": "Eine Sicherung wird angelegt",
    "The backup is made": "Die Sicherung ist angelegt",
    "No backup was made": "Es wurde keine Sicherung angelegt",
    "Untold": "Nicht zugestellt",
    "How many": "Wie viele",
    "Oldest": "Älteste",
    "Newest price": "Neuester Kurs",
    "File": "Datei",
    "Size": "Größe",
    "Linked": "Verbunden",
    "  (a picture: {alt})": "  (ein Bild: {alt})",
    "  (a file: {name})": "  (eine Datei: {name})",
    "“privacy delete” removes the person: name, id, settings, memberships. Points go back to the mint.": (
        "„privacy delete“ entfernt die Person: Name, Id, Einstellungen, Mitgliedschaften. Punkte gehen zurück "
        "ins Spiel."
    ),
    "What was played stays under a number that is nobody's any more, because the books must add up.": (
        "Was gespielt wurde, bleibt unter einer Nummer, die niemandem mehr gehört, weil die Bücher aufgehen müssen."
    ),
    "Your name": "Dein Name",
    "Where you write from": "Von wo du schreibst",
    "What is stored about you": "Was über dich gespeichert ist",
    "Delete everything that makes it yours?": "Alles löschen, was es zu deinem macht?",
    "Everything that is stored about you": "Alles, was über dich gespeichert ist",
    "Done: nobody here knows you any more": "Erledigt: hier kennt dich niemand mehr",
    "Nothing is stored about you": "Über dich ist nichts gespeichert",
    "Your name and id, your settings and limits, the chats you spoke to me in, and what you played.": (
        "Dein Name und deine Id, deine Einstellungen und Grenzen, die Chats, in denen du mit mir sprachst, und "
        "was du spieltest."
    ),
    "What you say is not kept, but for orders that await your confirmation; answers are deleted after 24 h.": (
        "Was du sagst, wird nicht aufbewahrt, außer einem Auftrag, der auf deine Bestätigung wartet; Antworten "
        "gehen nach 24 h."
    ),
    "Others see your name in leaderboards and rounds of your chats; your balance and positions only you.": (
        "Andere sehen deinen Namen in Bestenlisten und Runden deiner Chats; dein Guthaben und deine Positionen nur du."
    ),
    "A fingerprint of your id stays for {days} days, so that leaving is no way to get the first points twice "
    "or to end a break; then it goes too. Until then daily points begin 24 h after you left.": (
        "Ein Fingerabdruck deiner Id bleibt {days} Tage, damit Weggehen kein Weg ist, die ersten Punkte zweimal "
        "zu bekommen oder eine Pause zu beenden; dann geht auch er. Bis dahin gibt es tägliche Punkte erst 24 h, "
        "nachdem du gegangen bist."
    ),
    "This cannot be undone. You may want the file first: “privacy export”.": (
        "Das kann nicht rückgängig gemacht werden. Vielleicht willst du vorher die Datei: „privacy export“."
    ),
    "The file has every row that is yours, by table, exactly as it is kept.": (
        "Die Datei enthält jede Zeile, die deine ist, nach Tabellen, genau wie sie gespeichert ist."
    ),
    "Thank you for playing. If you write to me again, you begin as somebody new.": (
        "Danke fürs Spielen. Wenn du mir wieder schreibst, fängst du als jemand Neues an."
    ),
    "You have no account here. “start” makes one; until then I keep nothing of what you say.": (
        "Du hast hier kein Konto. „start“ legt eins an; bis dahin behalte ich nichts von dem, was du sagst."
    ),
    "Balance, to be lost": "Guthaben, das verloren geht",
    "Rows": "Zeilen",
    "All of it as a file": "Alles als Datei",
    "Delete it": "Löschen",
    "Delete for ever": "Für immer löschen",
    "Keep it": "Behalten",
    "If you left in the last {days} days, a fingerprint of your id is kept until they are over, and nothing else.": (
        "Bist du in den letzten {days} Tagen gegangen, bleibt bis zu ihrem Ende ein Fingerabdruck deiner Id, und "
        "sonst nichts."
    ),
    "Not done": "Nicht ausgeführt",
    "Cancelled, all points are back": "Abgebrochen, alle Punkte sind zurück",
    "No more repeating rounds": "Keine wiederholten Runden mehr",
    "The one that runs, if any, is played to its end.": "Läuft gerade eine, wird sie zu Ende gespielt.",
    "LIQUIDATED {count} positions {net}": "LIQUIDIERT {count} Positionen {net}",
    "“history {number}” says where the margin of one went.": (
        "„history {number}“ sagt, wohin die Margin einer davon ging."
    ),
    "{count} positions of members": "{count} Positionen von Mitgliedern",
    "LIQUIDATED: {gone} of {count} positions of members": "LIQUIDIERT: {gone} von {count} Positionen von Mitgliedern",
    "Hours are those of {zone}. “alerts quiet 22:00-07:00 Europe/Berlin” names yours.": (
        "Die Stunden sind die von {zone}. „alerts quiet 22:00-07:00 Europe/Berlin“ nennt deine."
    ),
}
