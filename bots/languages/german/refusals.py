"""German: what is not done, and why."""

REFUSALS = {
    "Nothing was said. Try “help”.": "Es wurde nichts gesagt. Versuch „help“.",
    "That is {length} characters, and I read at most {most}. Say one thing at a time.": (
        "Das sind {length} Zeichen, und ich lese höchstens {most}. Sag eins nach dem anderen."
    ),
    "That is {count} words, and I read at most {most}. Say one thing at a time.": (
        "Das sind {count} Wörter, und ich lese höchstens {most}. Sag eins nach dem anderen."
    ),
    "There is a character I do not read ({point}). Please use plain letters and the digits 0 to 9.": (
        "Da ist ein Zeichen, das ich nicht lese ({point}). Bitte einfache Buchstaben und die Ziffern 0 bis 9."
    ),
    "Slowly, please: {most} at once, then one a second. What you just said was not done.": (
        "Langsam, bitte: {most} auf einmal, dann eins pro Sekunde. Was du gerade sagtest, wurde nicht getan."
    ),
    "That took {age_span_ms} or longer to reach me, and prices have moved. Nothing was done: say it again.": (
        "Das brauchte {age_span_ms} oder länger zu mir, und die Kurse sind weiter. Nichts wurde getan: Sag es "
        "noch einmal."
    ),
    "I do not know “{word}”.{near} Say “help” for all verbs.": (
        "Ich kenne „{word}“ nicht.{near} Sag „help“ für alles, was ich verstehe."
    ),
    "I do not understand “{word}” after “{verb}”.{near} For example: “{example}”.": (
        "Ich verstehe „{word}“ nach „{verb}“ nicht.{near} Zum Beispiel: „{example}“."
    ),
    "“{word}” is one word too many after “{verb}”. Nothing was done. For example: “{example}”.": (
        "„{word}“ ist ein Wort zu viel nach „{verb}“. Nichts wurde getan. Zum Beispiel: „{example}“."
    ),
    "I read {what} after “{verb}”: “{first}” and “{word}”. Keep one, as in “{example}”.": (
        "Ich lese {what} nach „{verb}“: „{first}“ und „{word}“. Behalt eins, wie in „{example}“."
    ),
    "Something is missing after “{after}”. For example: “{example}”.": (
        "Nach „{after}“ fehlt etwas. Zum Beispiel: „{example}“."
    ),
    "“{word}” is not the number of anything of yours. For example: “{example}”.": (
        "„{word}“ ist keine Nummer von etwas. Zum Beispiel: „{example}“."
    ),
    "“{word}” is not a plain number. Write it like 25, 25.5 or 1.5k: “{example}”.": (
        "„{word}“ ist keine einfache Zahl. Schreib sie wie 25, 25.5 oder 1.5k: „{example}“."
    ),
    "“{word}” is below zero. Write it without the minus: “{example}”.": (
        "„{word}“ ist unter null. Schreib es ohne Minus: „{example}“."
    ),
    "“{word}” has a plus sign. Write it without: “{example}”.": "„{word}“ hat ein Plus. Schreib es ohne: „{example}“.",
    "“{word}” is no number at all. For example: “{example}”.": (
        "„{word}“ ist gar keine Zahl. Zum Beispiel: „{example}“."
    ),
    "“{word}” has no end, and points do. For example: “{example}”.": (
        "„{word}“ hat kein Ende, Punkte schon. Zum Beispiel: „{example}“."
    ),
    "“{word}” has an exponent. Write all its digits, or a k for thousands: “{example}”.": (
        "„{word}“ hat einen Exponenten. Schreib alle Ziffern oder ein k für Tausend: „{example}“."
    ),
    "“{word}” is hexadecimal. Write it with the digits 0 to 9: “{example}”.": (
        "„{word}“ ist hexadezimal. Schreib es mit den Ziffern 0 bis 9: „{example}“."
    ),
    "“{word}” has an underscore. Write the digits alone: “{example}”.": (
        "„{word}“ hat einen Unterstrich. Schreib nur die Ziffern: „{example}“."
    ),
    "“{word}” could mean two things. Write {plain} without a comma, or a dot for decimals.": (
        "„{word}“ könnte zweierlei bedeuten. Schreib {plain} ohne Komma, oder einen Punkt für Dezimalen."
    ),
    "“{word}” has more decimals than there are ({decimals}). For example: “{example}”.": (
        "„{word}“ hat mehr Dezimalen, als es gibt ({decimals}). Zum Beispiel: „{example}“."
    ),
    "“{word}” is more than there is in the whole game. For example: “{example}”.": (
        "„{word}“ ist mehr, als es im ganzen Spiel gibt. Zum Beispiel: „{example}“."
    ),
    "“{word}” is not an amount. Write 25, 25.5, 1k, half, all or 10%: “{example}”.": (
        "„{word}“ ist kein Betrag. Schreib 25, 25.5, 1k, half, all oder 10%: „{example}“."
    ),
    "“{word}” is not a share. It is above 0% and at most 100%, like 10%.": (
        "„{word}“ ist kein Anteil. Er liegt über 0% und höchstens bei 100%, wie 10%."
    ),
    "“{word}” is not a number of points. Write 25, 25.5 or 1k: “{example}”.": (
        "„{word}“ ist keine Zahl von Punkten. Schreib 25, 25.5 oder 1k: „{example}“."
    ),
    "“{word}” is not a leverage. It is a whole number of at most 6 digits, like 100x.": (
        "„{word}“ ist kein Hebel. Er ist eine ganze Zahl von höchstens 6 Ziffern, wie 100x."
    ),
    "“{word}” of a position cannot be closed. Say more than 0% and at most 100%, like “close 3 50%”.": (
        "„{word}“ einer Position lässt sich nicht schließen. Sag mehr als 0% und höchstens 100%, wie „close 3 50%“."
    ),
    "“{word}” is not a price. After “{after}” write one like 99000.": (
        "„{word}“ ist kein Kurs. Nach „{after}“ schreib einen wie 99000."
    ),
    "“{word}” is no possible price. For example: “{example}”.": (
        "„{word}“ ist kein möglicher Kurs. Zum Beispiel: „{example}“."
    ),
    "“{word}” is neither a price, a move nor a return. Write 101000, 0.3% or 50% roe.": (
        "„{word}“ ist weder Kurs noch Bewegung noch Ertrag. Schreib 101000, 0.3% oder 50% roe."
    ),
    "“{word}” is not a possible move. Write one like 0.3%, or 50% roe.": (
        "„{word}“ ist keine mögliche Bewegung. Schreib eine wie 0.3%, oder 50% roe."
    ),
    "With “{word}” I need the whole order, and {missing} missing. Say “{example}”.": (
        "Mit „{word}“ brauche ich die ganze Order, und es fehlt: {missing}. Sag „{example}“."
    ),
    "“{word}” has no unit. Say minutes with an m: “{example}”.": (
        "„{word}“ hat keine Einheit. Sag Minuten mit einem m: „{example}“."
    ),
    "“{word}” is not in whole minutes. Write it like 5m or 1h: “{example}”.": (
        "„{word}“ sind keine ganzen Minuten. Schreib es wie 5m oder 1h: „{example}“."
    ),
    "“{word}” is not a window. It lasts 1 to {most_minutes} minutes, like 5m.": (
        "„{word}“ ist kein Fenster. Es dauert 1 bis {most_minutes} Minuten, wie 5m."
    ),
    "“{word}” is not an interval. Say one like 30m, 1h or 1d, at most 7d.": (
        "„{word}“ ist kein Abstand. Sag einen wie 30m, 1h oder 1d, höchstens 7d."
    ),
    "“{word}” is not a limit.{near} Say “limits loss 200”, “limits leverage 100x”, or off instead of the number.": (
        "„{word}“ ist keine Grenze.{near} Sag „limits loss 200“, „limits leverage 100x“, oder off statt der Zahl."
    ),
    "A break lasts {offered}, not “{word}”. For example: “{example}”.": (
        "Eine Pause dauert {offered}, nicht „{word}“. Zum Beispiel: „{example}“."
    ),
    "“{word}” is not a setting.{near} Say “help settings” for all of them.": (
        "„{word}“ ist keine Einstellung.{near} Sag „help settings“ für alle."
    ),
    "That is {count} presets, and there are at most {most}. For example: “{example}”.": (
        "Das sind {count} Vorgaben, und es gibt höchstens {most}. Zum Beispiel: „{example}“."
    ),
    "“{word}” is not one of {known}.{near} For example: “alerts settled loud”.": (
        "„{word}“ ist keins von {known}.{near} Zum Beispiel: „alerts settled loud“."
    ),
    "“{word}” is not near. It is a whole share of {least}% to {most}%, like “alerts near 30%”.": (
        "„{word}“ ist nicht nah. Es ist ein ganzer Anteil von {least}% bis {most}%, wie „alerts near 30%“."
    ),
    "“{word}” is no share to tell of. It is a whole {least}% to {most}%: “alerts funding 10%”.": (
        "„{word}“ ist kein Anteil zum Melden. Es sind ganze {least}% bis {most}%: „alerts funding 10%“."
    ),
    "“{word}” is not a time zone I know. Say “+02:00”, or a name such as “Europe/Berlin” that follows summer time.": (
        "„{word}“ ist keine Zeitzone, die ich kenne. Sag „+02:00“, oder einen Namen wie „Europe/Berlin“, der der "
        "Sommerzeit folgt."
    ),
    "“{word}” is not a time I read. Say “alerts quiet 22:00-07:00 +02:00”, or off.": (
        "„{word}“ ist keine Zeit, die ich lese. Sag „alerts quiet 22:00-07:00 +02:00“, oder off."
    ),
    "“{word}” is not a move to wait for. Say above 0% and at most 100%: “alert btc move 1% in 5m”.": (
        "„{word}“ ist keine Bewegung zum Warten. Sag über 0% und höchstens 100%: „alert btc move 1% in 5m“."
    ),
    "“{word}” is not a span I watch. It is one of {offered}: “alert btc move 1% in 5m”.": (
        "„{word}“ ist keine Spanne, die ich beobachte. Sie ist eine von {offered}: „alert btc move 1% in 5m“."
    ),
    "{market} is at {mark_price}, {kind} {asked_price} already. Name a price still to be reached.": (
        "{market} steht bei {mark_price}, schon {kind} {asked_price}. Nenne einen Kurs, der noch zu erreichen ist."
    ),
    "You have {most} price alerts, and that is the most. Remove one first: “alerts”.": (
        "Du hast {most} Kursalarme, mehr gehen nicht. Entferne erst einen: „alerts“."
    ),
    "No price alert {number} of yours waits. Say “alerts” for those that do.": (
        "Kein Kursalarm {number} von dir wartet. Sag „alerts“ für die, die warten."
    ),
    "“{word}” is no share of a margin. Say 0.01% to 100%, like “loss 60%”.": (
        "„{word}“ ist kein Anteil einer Margin. Sag 0.01% bis 100%, wie „loss 60%“."
    ),
    "{market} is at {mark_price}, beyond its liquidation price of {liquidation_price} already.": (
        "{market} steht bei {mark_price}, schon jenseits ihres Liquidationskurses von {liquidation_price}."
    ),
    "I miss “{place}”. For example: “{example}”.": "Mir fehlt „{place}“. Zum Beispiel: „{example}“.",
    "“{word}” is not a leverage to watch. It is 1x to {most}x.": (
        "„{word}“ ist kein Hebel zum Beobachten. Er geht von 1x bis {most}x."
    ),
    "A {side} from {entry_price} is not liquidated at {liquidation_price}. A long is below its entry, a "
    "short above, and no price is at or below zero.": (
        "Ein {side} ab {entry_price} wird nicht bei {liquidation_price} liquidiert. Ein Long unter seinem "
        "Einstieg, ein Short darüber, und kein Kurs ist null oder darunter."
    ),
    "You watch {most} positions, and that is the most. Remove one first: “watch”.": (
        "Du beobachtest {most} Positionen, mehr gehen nicht. Entferne erst eine: „watch“."
    ),
    "You watch no position {number}. Say “watch” for those you do.": (
        "Du beobachtest keine Position {number}. Sag „watch“ für die, die du beobachtest."
    ),
    "“{word}” is not a tolerance. It is 0.01 % to {most_bps}, in steps of 0.01 %.": (
        "„{word}“ ist keine Toleranz. Sie geht von 0.01 % bis {most_bps}, in Schritten von 0.01 %."
    ),
    "There is no market “{market}”. Say “price” for all of them.": (
        "Es gibt keinen Markt „{market}“. Sag „price“ für alle."
    ),
    "{market} has no price yet. Please try again in a moment.": (
        "{market} hat noch keinen Kurs. Bitte versuch es gleich noch einmal."
    ),
    "{market} is halted: no fresh price since {since_ms}. Nothing opens until there is one; closes wait for it.": (
        "{market} ist angehalten: kein frischer Kurs seit {since_ms}. Bis dahin öffnet nichts; Schließen wartet darauf."
    ),
    "{market} has been halted since {since_ms}: {source} differs by {differs_ppm}. Nothing opens until the sources "
    "agree; closes wait for that.": (
        "{market} ist seit {since_ms} angehalten: {source} weicht um {differs_ppm} ab. Nichts öffnet, bis die "
        "Quellen einig sind; Schließen wartet darauf."
    ),
    "{market} is halted: no price since {since_ms}, so it moves to {source}. Nothing opens until that has "
    "proven itself; closes wait for it.": (
        "{market} ist angehalten: kein Kurs seit {since_ms}, also wechselt er zu {source}. Nichts öffnet, bis "
        "die sich bewiesen hat; Schließen wartet darauf."
    ),
    "{market} has been halted since {since_ms}: the tape is over. Nothing opens; closes wait.": (
        "{market} ist seit {since_ms} angehalten: Das Band ist zu Ende. Nichts öffnet; Schließen wartet."
    ),
    "{market} has opened nothing since {since_ms}: {source} differs by {differs_ppm}. Closes are filled as always.": (
        "{market} eröffnet seit {since_ms} nichts: {source} weicht um {differs_ppm} ab. Geschlossen wird wie immer."
    ),
    "{market} has opened nothing since {since_ms}: the clock here is not that of the price sources. Closes are "
    "filled as always.": (
        "{market} eröffnet seit {since_ms} nichts: Die Uhr hier ist nicht die der Kursquellen. Geschlossen wird "
        "wie immer."
    ),
    "{market} has opened nothing since {since_ms}: the operator has paused it. Closes are filled as always.": (
        "{market} eröffnet seit {since_ms} nichts: Der Betreiber hat es angehalten. Geschlossen wird wie immer."
    ),
    "That takes {need_micro}, and you have {balance_micro}. Say less, or “daily” for today's points.": (
        "Das braucht {need_micro}, und du hast {balance_micro}. Sag weniger, oder „daily“ für die Punkte von heute."
    ),
    "{amount_micro} of margin is outside {least_micro} to {most_micro}.": (
        "{amount_micro} Margin liegt außerhalb von {least_micro} bis {most_micro}."
    ),
    "A stake of {amount_micro} is outside {least_micro} to {most_micro}.": (
        "Ein Einsatz von {amount_micro} liegt außerhalb von {least_micro} bis {most_micro}."
    ),
    "{amount_micro} cannot be a preset; margins are {least_micro} to {most_micro}.": (
        "{amount_micro} kann keine Vorgabe sein; Margins gehen von {least_micro} bis {most_micro}."
    ),
    "{leverage_x} is not offered on {market}: it takes {least_x} to {most_x}.": (
        "{leverage_x} gibt es nicht auf {market}: Möglich sind {least_x} bis {most_x}."
    ),
    "{leverage_x} is above your own limit of {limit_x}.": (
        "{leverage_x} liegt über deiner eigenen Grenze von {limit_x}."
    ),
    "Your daily loss limit is {limit_micro}: {lost_micro} are lost today and {at_risk_micro} at risk, so at "
    "most {room_micro} fit now.": (
        "Deine Verlustgrenze am Tag ist {limit_micro}: {lost_micro} sind heute verloren und {at_risk_micro} im "
        "Risiko, also passen jetzt höchstens {room_micro}."
    ),
    "You are on a break until {until_ms}. What is open stays yours and still alerts.": (
        "Du machst Pause bis {until_ms}. Was offen ist, bleibt deins und klingelt weiter."
    ),
    "Your break already lasts until {until_ms}, and a break cannot be shortened.": (
        "Deine Pause dauert schon bis {until_ms}, und eine Pause lässt sich nicht kürzen."
    ),
    "You have {most} positions and orders, and that is the most. Close or cancel one first.": (
        "Du hast {most} Positionen und Orders, mehr gehen nicht. Schließe oder brich erst eine ab."
    ),
    "You have {most} predictions running, and that is the most. Wait for one to end.": (
        "Bei dir laufen {most} Vorhersagen, mehr gehen nicht. Warte, bis eine endet."
    ),
    "{market} {side} is nearly full: {room_micro} of notional fit. Say less, or a lower leverage.": (
        "{market} {side} ist fast voll: {room_micro} Notional passen. Sag weniger, oder einen kleineren Hebel."
    ),
    "{market} {side} is nearly full for this window: {room_micro} fit.": (
        "{market} {side} ist für dieses Fenster fast voll: {room_micro} passen."
    ),
    "Number {number} is {side} on {market} in Degen mode. Close it before you go the other way.": (
        "Nummer {number} ist {side} auf {market} in Degen. Schließe sie, bevor du in die andere Richtung gehst."
    ),
    "Number {number} is a Degen position: it lives or dies on its first margin.": (
        "Nummer {number} ist eine Degen-Position: Sie lebt oder stirbt mit ihrer ersten Margin."
    ),
    "At {leverage_x} its own slippage would liquidate it at once. Choose a lower leverage.": (
        "Bei {leverage_x} würde die eigene Slippage sie sofort liquidieren. Wähle einen kleineren Hebel."
    ),
    "A {side} at {limit_price} would fill at once, the price is {mark_price}. Leave “at” out, or name a "
    "better price.": (
        "Ein {side} bei {limit_price} würde sofort ausgeführt, der Kurs ist {mark_price}. Lass „at“ weg, oder "
        "nenne einen besseren Kurs."
    ),
    "A take-profit at {asked_price} is already passed. The nearest is “{nearest_price_exact}”.": (
        "Ein Take-Profit bei {asked_price} ist schon vorbei. Der nächste ist „{nearest_price_exact}“."
    ),
    "A take-profit at {asked_price} is beyond the profit cap. The furthest is “{nearest_price_exact}”.": (
        "Ein Take-Profit bei {asked_price} liegt jenseits der Gewinngrenze. Der weiteste ist „{nearest_price_exact}“."
    ),
    "That would be a price of {asked_price}, and there is none below zero. The nearest is {nearest_price}.": (
        "Das wäre ein Kurs von {asked_price}, und unter null gibt es keinen. Der nächste ist {nearest_price}."
    ),
    "A stop-loss at {asked_price} would close at once. The nearest is “{nearest_price_exact}”.": (
        "Ein Stop-Loss bei {asked_price} würde sofort schließen. Der nächste ist „{nearest_price_exact}“."
    ),
    "A stop-loss at {asked_price} is beyond the liquidation price. The furthest is “{nearest_price_exact}”.": (
        "Ein Stop-Loss bei {asked_price} liegt jenseits des Liquidationskurses. Der weiteste ist "
        "„{nearest_price_exact}“."
    ),
    "You have no open position {number}. Say “positions” for what is open.": (
        "Du hast keine offene Position {number}. Sag „positions“ für das, was offen ist."
    ),
    "You have no order {number}. Say “orders” for what waits.": (
        "Du hast keine Order {number}. Sag „orders“ für das, was wartet."
    ),
    "Nothing of yours has the number {number}. Say “history”.": (
        "Nichts von dir hat die Nummer {number}. Sag „history“."
    ),
    "Order {number} does not wait any more. Say “history {number}” for what became of it.": (
        "Order {number} wartet nicht mehr. Sag „history {number}“, was aus ihr wurde."
    ),
    "Nothing is open.": "Nichts ist offen.",
    "Number {number} waits for no confirmation, or not any more. Please say the order itself again.": (
        "Nummer {number} wartet auf keine Bestätigung, oder nicht mehr. Bitte sag es noch einmal."
    ),
    "{market} has no window of {minutes} min. Say one of {offered}.": (
        "{market} hat kein Fenster von {minutes} min. Sag eins von {offered}."
    ),
    "This chat plays for at most {most_micro} a round, and that is {stake_micro}. Say less.": (
        "Dieser Chat spielt um höchstens {most_micro} je Runde, und das sind {stake_micro}. Sag weniger."
    ),
    "“{word}” is not something to set up.{near} Say “help setup” for all of it.": (
        "„{word}“ gibt es nicht einzurichten.{near} Sag „help setup“ für alles."
    ),
    "I do not speak “{word}”. I speak {known}.": "Ich spreche kein „{word}“. Ich spreche {known}.",
    "“{verb}” is for groups. Add me to one, or play alone with “up 25 5m”.": (
        "„{verb}“ ist für Gruppen. Hol mich in eine, oder spiel allein mit „up 25 5m“."
    ),
    "“{verb}” is for the admins of this chat.": "„{verb}“ ist für die Admins dieses Chats.",
    "No round repeats here.": "Hier kehrt keine Runde wieder.",
    "No round is open here. Say “round 5m” to open one.": (
        "Hier ist keine Runde offen. Sag „round 5m“, um eine zu eröffnen."
    ),
    "There is no round {number} of this chat or of yours.": (
        "Es gibt keine Runde {number} von diesem Chat oder von dir."
    ),
    "Round {number} is not over yet. One at a time.": "Runde {number} ist noch nicht zu Ende. Eine nach der anderen.",
    "Every {minutes} min is too often for this window: at least every {least_minutes} min.": (
        "Alle {minutes} min ist für dieses Fenster zu oft: mindestens alle {least_minutes} min."
    ),
    "Round {number} is locked. Wait for the next, or predict alone by naming another window or market.": (
        "Runde {number} ist gesperrt. Warte auf die nächste, oder tippe allein mit einem anderen Fenster oder Markt."
    ),
    "You are {side} in round {number}; there is no switching.": (
        "Du bist {side} in Runde {number}; gewechselt wird nicht."
    ),
    "Your stake in round {number} is {stake_micro} already; it can only be raised.": (
        "Dein Einsatz in Runde {number} ist schon {stake_micro}; er lässt sich nur erhöhen."
    ),
    "You have no bet in round {number}.": "Du hast keinen Tipp in Runde {number}.",
    "Round {number} is sealed: a stake stays in.": "Runde {number} ist verdeckt: Ein Einsatz bleibt drin.",
    "Too late: in the last 10 s before its lock nothing leaves round {number}.": (
        "Zu spät: In den letzten 10 s vor der Sperre verlässt nichts Runde {number}."
    ),
    "First end what is open (positions: {positions}, orders: {orders}, predictions: {predictions}, bets: {bets}). "
    "Say “close all”, “cancel all”, or wait.": (
        "Beende erst, was offen ist (Positionen: {positions}, Orders: {orders}, Vorhersagen: {predictions}, "
        "Tipps: {bets}). Sag „close all“, „cancel all“, oder warte."
    ),
    "“{verb}” is only for you. Say it to me in private.": "„{verb}“ ist nur für dich. Sag es mir privat.",
    "“{word}” is not a lesson.{near} There are {known}.": "„{word}“ ist keine Lektion.{near} Es gibt {known}.",
    "“{word}” is nothing I can do.{near} Say “privacy”, “privacy export” or “privacy delete”.": (
        "„{word}“ kann ich nicht tun.{near} Sag „privacy“, „privacy export“ oder „privacy delete“."
    ),
    "“{word}” cannot be hidden.{near} Say “{example}”, with points or name.": (
        "„{word}“ lässt sich nicht verbergen.{near} Sag „{example}“, mit points oder name."
    ),
    "You have no position {number} to show. Say “history” for what there was.": (
        "Du hast keine Position {number} zum Zeigen. Sag „history“ für das, was es gab."
    ),
    "There is no position to show yet. Open one with “long” or “short”.": (
        "Noch gibt es keine Position zu zeigen. Eröffne eine mit „long“ oder „short“."
    ),
    "“{verb}” is between you and me: say it privately. A code that was said here is void.": (
        "„{verb}“ bleibt unter uns: Sag es privat. Ein Code, der hier gesagt wurde, ist ungültig."
    ),
    "“{word}” is not a code: it has 8 letters and digits. For example: “{example}”.": (
        "„{word}“ ist kein Code: Er hat 8 Buchstaben und Ziffern. Zum Beispiel: „{example}“."
    ),
    "No link has the code {code}: a code lives 10 min and works once. You have {left} more tries.": (
        "Keine Verbindung hat den Code {code}: Ein Code lebt 10 min und gilt einmal. Noch {left} dürfen falsch sein."
    ),
    "Too many wrong codes. The next one is looked at from {from_ms} on.": (
        "Zu viele falsche Codes. Der nächste wird ab {from_ms} angesehen."
    ),
    "That is your own code. Say it to me on the other platform, with the other account.": (
        "Das ist dein eigener Code. Sag ihn mir auf der anderen Plattform, mit dem anderen Konto."
    ),
    "Both accounts are on {platform}, and a link joins two platforms.": (
        "Beide Konten sind auf {platform}, und verbunden werden zwei Plattformen."
    ),
    "An account is linked once in 30 days, and one of the two was. The next link can be {from_ms}.": (
        "Ein Konto wird einmal in 30 Tagen verbunden, und eins der beiden wurde es. Die nächste Verbindung geht "
        "ab {from_ms}."
    ),
    "Both accounts have a bet in round {number}. Link them when it is over.": (
        "Beide Konten haben einen Tipp in Runde {number}. Verbinde sie, wenn sie vorbei ist."
    ),
    "Number {number} here and number {other} of the other account are Degen positions the opposite ways on "
    "{market}. Close one of them first.": (
        "Nummer {number} hier und Nummer {other} des anderen Kontos sind Degen-Positionen in entgegengesetzte "
        "Richtungen auf {market}. Schließe erst eine davon."
    ),
    "Together they have {count} positions and orders, and {most} is the most. Close some first.": (
        "Zusammen haben sie {count} Positionen und Orders, und {most} sind das Höchste. Schließe erst einige."
    ),
    "Together {count} predictions run, and {most} is the most. Wait for some to end.": (
        "Zusammen laufen {count} Vorhersagen, und {most} sind das Höchste. Warte, bis einige enden."
    ),
    "Both got gifts of the mint, so {need_micro} go back to it, and only {balance_micro} are free. Close "
    "something first.": (
        "Beide bekamen Geschenke des Spiels, also gehen {need_micro} zurück, und nur {balance_micro} sind frei. "
        "Schließe erst etwas."
    ),
    "“{word}” is nothing an operator can do.{near} Say “admin” for all of it.": (
        "„{word}“ kann ein Betreiber nicht tun.{near} Sag „admin“ für alles."
    ),
    "There is no round {number}.": "Es gibt keine Runde {number}.",
    "Round {number} is over: what was paid stays paid.": (
        "Runde {number} ist vorbei: Was gezahlt wurde, bleibt gezahlt."
    ),
    "That is {length} characters, and a broadcast has at most {most}.": (
        "Das sind {length} Zeichen, und eine Rundnachricht hat höchstens {most}."
    ),
    "One broadcast an hour: the next can be sent {from_ms}.": (
        "Eine Rundnachricht pro Stunde: Die nächste kann ab {from_ms} gesendet werden."
    ),
    "Broadcast {number} was sent already.": "Rundnachricht {number} wurde schon gesendet.",
    "There is no broadcast {number}.": "Es gibt keine Rundnachricht {number}.",
    "There is no link {number}.": "Es gibt keine Verbindung {number}.",
    "Link {number} was never made, or is undone already.": (
        "Verbindung {number} wurde nie geschlossen, oder ist schon gelöst."
    ),
    "Link {later} was made on top of link {number}. Undo that first.": (
        "Verbindung {later} wurde auf Verbindung {number} gesetzt. Löse erst die."
    ),
    "Link {number} cannot be undone any more: who came with it is gone from the account.": (
        "Verbindung {number} lässt sich nicht mehr lösen: Wer mit ihr kam, ist aus dem Konto fort."
    ),
    "Today's points are claimed. Come back in {left_span_ms}.": (
        "Die Punkte von heute sind abgeholt. Komm in {left_span_ms} wieder."
    ),
    "two amounts": "zwei Beträge",
    "two stakes": "zwei Einsätze",
    "two leverages": "zwei Hebel",
    "two markets": "zwei Märkte",
    "two windows": "zwei Fenster",
    "two take-profits": "zwei Take-Profits",
    "two stop-losses": "zwei Stop-Losses",
    "two limit prices": "zwei Limits",
    "two intervals": "zwei Abstände",
    "the same twice": "dasselbe zweimal",
    "two sides": "zwei Seiten",
    "two leaderboards": "zwei Bestenlisten",
    "two periods": "zwei Zeiträume",
    "two rankings": "zwei Ranglisten",
    "the same amount twice": "denselben Betrag zweimal",
    "two positions": "zwei Positionen",
    "two prices to wait for": "zwei Kurse zum Warten",
    "two margins": "zwei Margins",
    "two loss rates": "zwei Verlustquoten",
    "two liquidation prices": "zwei Liquidationskurse",
    "the margin is": "die Margin",
    "the leverage is": "der Hebel",
    "margin and leverage are": "Margin und Hebel",
    "Did you mean “{near}”?": "Meintest du „{near}“?",
    "Here admins open rounds, and who has the role that they chose.": (
        "Hier eröffnen Admins die Runden, und wer die Rolle hat, die sie gewählt haben."
    ),
    "There are no roles here: those are Discord's. Say “setup rounds admins” or “setup rounds all”.": (
        "Hier gibt es keine Rollen: Die hat Discord. Sag „setup rounds admins“ oder „setup rounds all“."
    ),
    "You have no points to take a share of. Say “daily” for today's points.": (
        "Du hast keine Punkte, von denen sich ein Anteil nehmen ließe. Sag „daily“ für die von heute."
    ),
    "Number {number} is an open position. Say “close {number}” to close it.": (
        "Nummer {number} ist eine offene Position. Sag „close {number}“, um sie zu schließen."
    ),
    "Number {number} is an order that waits. Say “cancel {number}” to take it back.": (
        "Nummer {number} ist eine wartende Order. Sag „cancel {number}“, um sie zu stornieren."
    ),
    "Number {number} is a prediction: it ends by itself, and cannot be taken back.": (
        "Nummer {number} ist eine Vorhersage: Sie endet von selbst und lässt sich nicht zurücknehmen."
    ),
    "No order waits for its price.": "Keine Order wartet auf ihren Kurs.",
    "{share_ppm} of #{number} closes at the next price already; that stands for 5 s. Say it again after that.": (
        "{share_ppm} von #{number} schließt schon zum nächsten Kurs; das gilt für 5 s. Sag es danach noch einmal."
    ),
    "Order {number} fills at the next price, or is refunded in 5 s; until then it is neither changed nor cancelled.": (
        "Order {number} wird zum nächsten Kurs ausgeführt oder in 5 s erstattet; bis dahin wird sie weder geändert "
        "noch storniert."
    ),
}
