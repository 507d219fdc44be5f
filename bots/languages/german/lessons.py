"""German: lessons, predictions, choices and orders on their way."""

LESSONS = {
    "A winner is paid stake + {pot} x stake / {winning}, rounded down.": (
        "Ein Gewinner bekommt Einsatz + {pot} x Einsatz / {winning}, abgerundet."
    ),
    "The rake is {rate} of the {taken} taken.": "Der Rake ist {rate} der genommenen {taken}.",
    "A loser gets back {given} x stake / {losing}, rounded down. What roundings leave is the house's.": (
        "Ein Verlierer bekommt {given} x Einsatz / {losing} zurück, abgerundet. Was beim Runden bleibt, ist des Hauses."
    ),
    "A {minutes} min round opens every {every}, next at {time}. Admins end that with “/round stop”.": (
        "Eine Runde von {minutes} min beginnt alle {every}, die nächste um {time}. Admins beenden das mit "
        "„/round stop“."
    ),
    "This is a prediction of your own, not a bet in round {number}.": (
        "Das ist deine eigene Vorhersage, kein Tipp in Runde {number}."
    ),
    "{name} with {stake}: how long?": "{name} mit {stake}: wie lange?",
    "Profit of a right call": "Gewinn eines richtigen Tipps",
    "Right calls to break even": "Richtige Tipps bis zur Deckung",
    "Round {number}: how much?": "Runde {number}: wie viel?",
    "Your bet in round {number}: {side} {stake}": "Dein Tipp in Runde {number}: {side} {stake}",
    "{amount} back from round {number}": "{amount} zurück aus Runde {number}",
    "No round is open here": "Hier ist keine Runde offen",
    "Round {number} is cancelled, all stakes are back": "Runde {number} ist abgesagt, alle Einsätze sind zurück",
    "Lock price published": "Sperrkurs veröffentlicht",
    "Lock price from": "Sperrkurs von",
    "Close price published": "Endkurs veröffentlicht",
    "Close price from": "Endkurs von",
    "Round {number}, to check": "Runde {number}, zum Nachprüfen",
    "Source": "Quelle",
    "Differs": "Weicht ab",
    "Age": "Alter",
    "Confidence": "Unsicherheit",
    "Losing stakes taken": "Genommene Einsätze",
    "Rake": "Rake",
    "Shared by the winners": "Von den Gewinnern geteilt",
    "Given back to the losers": "Den Verlierern zurückgegeben",
    "{name}: how much?": "{name}: wie viel?",
    "You have no bet in round {number}": "Du hast keinen Tipp in Runde {number}",
    "Nothing was won or lost: every stake went back whole.": (
        "Nichts wurde gewonnen oder verloren: Jeder Einsatz ging ganz zurück."
    ),
    "Side": "Seite",
    "Paid": "Gezahlt",
    "lock": "Sperre",
    "close": "Ende",
    "{minutes} min {odds}": "{minutes} min {odds}",
    "Say “settings tolerance 0.2%”, “settings confirm 100”, “settings presets 10 25 50”.": (
        "Sag „settings tolerance 0.2%“, „settings confirm 100“, „settings presets 10 25 50“."
    ),
    "Which alerts ring, and how: “alerts”.": "Welche Alarme klingeln, und wie: „alerts“.",
    "Settings changed": "Einstellungen geändert",
    "Your settings": "Deine Einstellungen",
    "“setup feed on” tells what becomes of positions, of those who say “alerts feed on”; never an amount.": (
        "„setup feed on“ meldet, was aus Positionen derer wird, die „alerts feed on“ sagen; nie einen Betrag."
    ),
    "“round 5m every 1h” opens a round each hour, “round stop” ends that.": (
        "„round 5m every 1h“ eröffnet jede Stunde eine Runde, „round stop“ beendet das."
    ),
    "This chat, changed": "Dieser Chat, geändert",
    "This chat": "Dieser Chat",
    "Tell of members' positions": "Positionen der Mitglieder melden",
    "Rounds by admins": "Runden durch Admins",
    "Price tolerance": "Kurstoleranz",
    "Ask before opening above": "Fragen vor dem Eröffnen über",
    "Margins offered": "Angebotene Margins",
    "Language": "Sprache",
    "Ask before large orders": "Vor großen Orders fragen",
    "Do not ask any more": "Nicht mehr fragen",
    "Topic": "Thema",
    "Most in a round": "Höchstens in einer Runde",
    "Rounds are opened by": "Runden eröffnen",
    "Feed of positions": "Feed der Positionen",
    "Repeating round": "Wiederkehrende Runde",
    "No feed of positions": "Kein Feed der Positionen",
    "Play anywhere": "Überall spielen",
    "Play here": "Hier spielen",
    "No cap": "Keine Grenze",
    "Rounds by all": "Runden durch alle",
    "Cap of {points} pt": "Grenze {points} pt",
    "Do it at the next price": "Beim nächsten Kurs tun",
    "Ended": "Beendet",
    "Of them gained": "Davon mit Gewinn",
    "Open positions": "Offene Positionen",
    "Funding of what is open": "Funding des Offenen",
    "Your day: {net}": "Dein Tag: {net}",
    "{name} opened {market} {side} {leverage}x": "{name} hat {market} {side} {leverage}x eröffnet",
    "{name}'s {market} {side} {leverage}x was closed after {span}": (
        "{market} {side} {leverage}x von {name} wurde nach {span} geschlossen"
    ),
    "LIQUIDATED: {name}'s {market} {side} {leverage}x lived {span}": (
        "LIQUIDIERT: {market} {side} {leverage}x von {name} lebte {span}"
    ),
    "TAKE-PROFIT: {name}'s {market} {side} {leverage}x after {span}": (
        "TAKE-PROFIT: {market} {side} {leverage}x von {name} nach {span}"
    ),
    "{name}'s {market} {side} {leverage}x was stopped after {span}": (
        "{market} {side} {leverage}x von {name} wurde nach {span} gestoppt"
    ),
    "A record: none of this group has survived longer.": "Ein Rekord: Keine aus dieser Gruppe hat länger überlebt.",
    "Words may come in any order after the verb. Say “help long” for the words it takes.": (
        "Nach dem ersten Wort ist die Reihenfolge frei. Sag „help long“ für die Wörter, die es versteht."
    ),
    "What you can say": "Was du sagen kannst",
    "Pong": "Pong",
    "Start": "Los",
    "Words": "Wörter",
    "Example: {sentence}": "Beispiel: {sentence}",
    "Leverage makes a position larger than its margin: {amount} at {most}x moves like {size}.": (
        "Der Hebel macht eine Position größer als ihre Margin: {amount} bei {most}x bewegen sich wie {size}."
    ),
    "If the price moves 0.1 % against you, your {amount} lose {losses}.": (
        "Läuft der Kurs 0.1 % gegen dich, verlieren deine {amount} {losses}."
    ),
    "Positions you opened: {count}. Of them liquidated: {liquidated}. Leverage of the last one: {leverage}x.": (
        "Positionen, die du eröffnet hast: {count}. Davon liquidiert: {liquidated}. Hebel der letzten: {leverage}x."
    ),
    "Your last one, {name}, lived {lived}: of {margin} the price took {price}, slippage {slippage}.": (
        "Deine letzte, {name}, lebte {lived}: von {margin} nahm der Kurs {price}, die Slippage {slippage}."
    ),
    "The same move at {lev}x would have cost {cost}.": "Dieselbe Bewegung bei {lev}x hätte {cost} gekostet.",
    "Now, a {market} long at {lev}x would be at {share} of its margin per hour.": (
        "Jetzt läge ein {market} Long bei {lev}x bei {share} seiner Margin pro Stunde."
    ),
    "Your last position, number {number}, was filled {price} USD from the mark: {share} of its size, at once.": (
        "Deine letzte Position, Nummer {number}, wurde {price} USD vom Kurs entfernt ausgeführt: {share} ihrer Größe, "
        "sofort."
    ),
    "With the fees, {market} must now move {share} your way until a close at {lev}x breaks even.": (
        "Mit den Gebühren muss {market} nun {share} in deine Richtung laufen, bis ein Schließen bei {lev}x "
        "kostendeckend ist."
    ),
    "So far {hits} of your {entries} calls and positions gained, {net} in all.": (
        "Bisher gewannen {hits} deiner {entries} Tipps und Positionen, insgesamt {net}."
    ),
    "Try it: what if": "Probier es: Was wäre wenn",
    "It does not make a call any better. It makes the time shorter in which you may be wrong.": (
        "Er macht einen Tipp nicht besser. Er macht die Zeit kürzer, in der du dich irren darfst."
    ),
    "Fees and slippage are paid on the whole size, not on the margin.": (
        "Gebühren und Slippage zahlst du auf die ganze Größe, nicht auf die Margin."
    ),
    "You have opened no position yet. “whatif” shows one at every leverage, and costs nothing.": (
        "Du hast noch keine Position eröffnet. „whatif“ zeigt eine mit jedem Hebel und kostet nichts."
    ),
    "The bankruptcy price, where all would be lost, is further away: often quoted, but liquidation comes first.": (
        "Der Bankrottkurs, bei dem alles verloren wäre, ist weiter weg: oft genannt, aber die Liquidation kommt zuerst."
    ),
    "A stop-loss before it keeps what slippage and the fee leave: much at 10x, next to nothing at {most}x.": (
        "Ein Stop-Loss davor rettet, was Slippage und Gebühr lassen: viel bei 10x, fast nichts bei {most}x."
    ),
    "Say “sl 3 20% roe” for number 3, or “sl 20% roe” when you open.": (
        "Sag „sl 3 20% roe“ für Nummer 3, oder „sl 20% roe“ beim Eröffnen."
    ),
    "You have opened no position yet, so you have paid none.": (
        "Du hast noch keine Position eröffnet, also auch keines gezahlt."
    ),
    "Every minute the heavier side of a market pays the lighter one, so that the sides do not drift apart.": (
        "Jede Minute zahlt die schwerere Seite eines Marktes der leichteren, damit die Seiten nicht auseinanderlaufen."
    ),
    "The rate is 0.01 % to 0.05 % of the size per 8 h: at 1001x, 0.01 % is a tenth of the margin.": (
        "Der Satz ist 0.01 % bis 0.05 % der Größe je 8 h: bei 1001x sind 0.01 % ein Zehntel der Margin."
    ),
    "Paying brings the liquidation price closer, receiving moves it away; every position shows both.": (
        "Zahlen bringt den Liquidationskurs näher, Bekommen rückt ihn weg; jede Position zeigt beides."
    ),
    "For a minute it is little. For a night at high leverage it can be all of it.": (
        "Für eine Minute ist es wenig. Für eine Nacht mit hohem Hebel kann es alles sein."
    ),
    "You never get the price on the screen: an order fills at the first one after it, moved against you.": (
        "Du bekommst nie den Kurs auf dem Schirm: Eine Order wird zum ersten danach ausgeführt, gegen dich verschoben."
    ),
    "Today you have lost {lost}, with {risk} at risk and no limit: “limits loss 200” would be one.": (
        "Heute hast du {lost} verloren, {risk} sind im Risiko, ohne Grenze: „limits loss 200“ wäre eine."
    ),
    "Today you have lost {lost} of the {limit} you allow yourself, with {risk} at risk.": (
        "Heute hast du {lost} der {limit} verloren, die du dir erlaubst, {risk} sind im Risiko."
    ),
    "Decide what a day may cost before it begins; in the middle of it nobody decides well.": (
        "Entscheide, was ein Tag kosten darf, bevor er beginnt; mittendrin entscheidet niemand gut."
    ),
    "No price owes you anything back. After a liquidation, wait before the next one.": (
        "Kein Kurs schuldet dir etwas. Nach einer Liquidation warte vor der nächsten Position."
    ),
    "When it is no fun any more: “break 24h” opens nothing for a day.": (
        "Wenn es keinen Spaß mehr macht: „break 24h“ eröffnet einen Tag lang nichts."
    ),
    "Five short lessons, each with your own numbers. Nothing here costs points.": (
        "Fünf kurze Lektionen, jede mit deinen eigenen Zahlen. Nichts hier kostet Punkte."
    ),
    "What would you like to understand?": "Was möchtest du verstehen?",
    "Lesson: {name}": "Lektion: {name}",
    "Slippage": "Slippage",
    "Risk": "Risiko",
    "Your odds": "Deine Chancen",
    "Your limits": "Deine Grenzen",
    "Not one of your positions was liquidated so far.": "Bisher wurde keine deiner Positionen liquidiert.",
    "Positions you opened: {count}. Funding you paid on them so far, on balance: {amount}.": (
        "Positionen, die du eröffnet hast: {count}. Funding, das du bisher unterm Strich gezahlt hast: {amount}."
    ),
    "Positions you opened: {count}. Funding you received on them so far, on balance: {amount}.": (
        "Positionen, die du eröffnet hast: {count}. Funding, das du bisher unterm Strich bekommen hast: {amount}."
    ),
    "When {share} of the margin is lost, the position is closed by force, and nothing comes back.": (
        "Sind {share} der Margin verloren, wird die Position zwangsweise geschlossen, und nichts kommt zurück."
    ),
    "That is a move against you of {moves}, and the slippage of the opening is part of it.": (
        "Das ist eine Bewegung gegen dich um {moves}, und die Slippage des Eröffnens gehört dazu."
    ),
    "It is moved by 0.01 % in Degen and at every close, by 0.01 % to 0.05 % when you open below {lev}x.": (
        "Er wird in Degen und bei jedem Schließen um 0.01 % verschoben, um 0.01 % bis 0.05 % beim Eröffnen unter "
        "{lev}x."
    ),
    "That is of the size: {amount} at {most}x begin {lost} down.": (
        "Das ist von der Größe: {amount} bei {most}x beginnen {lost} im Minus."
    ),
    "If the price runs away before the fill by more than your tolerance, {share}, your points come back.": (
        "Läuft der Kurs vor der Ausführung weiter weg als deine Toleranz, {share}, kommen deine Punkte zurück."
    ),
    "Small and often teaches more than all at once: a twentieth of your balance is {small}.": (
        "Klein und oft lehrt mehr als alles auf einmal: Ein Zwanzigstel deines Guthabens sind {small}."
    ),
    "{loss} at {lev}x": "{loss} bei {lev}x",
    "{move} at {lev}x": "{move} bei {lev}x",
    "Next: {name}": "Weiter: {name}",
    "A window is about a coin toss: half of all calls are right, and to break even it takes more.": (
        "Ein Fenster ist etwa ein Münzwurf und braucht mehr richtige Tipps als der, um sich zu decken."
    ),
    "An estimate: how likely a random walk as restless as the last 15 minutes stays clear of liquidation.": (
        "Eine Schätzung: wie wahrscheinlich ein Zufallsweg, so unruhig wie die letzten 15 Minuten, der "
        "Liquidation fernbleibt."
    ),
    "Slippage is already spent. A short's chances are about the same. Trends, jumps and calm are not foreseen.": (
        "Slippage ist schon ausgegeben. Ein Short hat etwa dieselben Chancen. Trends, Sprünge und Ruhe sieht es "
        "nicht voraus."
    ),
    "Mean move of a minute": "Mittlere Bewegung einer Minute",
    "What if": "Was wäre wenn",
    "Learn why": "Lern, warum",
    "{market}: the chance to be alive": "{market}: die Chance, am Leben zu sein",
    "Distance": "Abstand",
    "The price has hardly moved here in the last 15 minutes: too little to estimate from.": (
        "Der Kurs hat sich hier in den letzten 15 Minuten kaum bewegt: zu wenig für eine Schätzung."
    ),
    "Closing at the next price": "Schließt beim nächsten Kurs",
    "{market} is halted: no fresh price since {moment}. It closes at the first one.": (
        "{market} ist angehalten: kein frischer Kurs seit {moment}. Sie schließt beim ersten."
    ),
    "A button opens at the next price. Liquidation takes the whole margin; at bankruptcy nothing is left of it.": (
        "Ein Knopf eröffnet beim nächsten Kurs. Die Liquidation nimmt die ganze Margin; beim Bankrott ist nichts "
        "davon übrig."
    ),
    "What is open": "Was offen ist",
    "Say “history {id}” for all about #{id}.": "Sag „history {id}“ für alles über #{id}.",
    "What ended, newest first": "Was endete, das Neueste zuerst",
    "Draft": "Entwurf",
    "{side} {market}: which leverage?": "{side} {market}: welcher Hebel?",
    "{side} {market}: how much margin?": "{side} {market}: wie viel Margin?",
    "Nothing is open": "Nichts ist offen",
    "No order waits": "Keine Order wartet",
    "Nothing has ended yet": "Noch ist nichts zu Ende",
    "Open with {amount}?": "Mit {amount} eröffnen?",
    "Your balance is below all presets; name an amount, or say “daily”.": (
        "Dein Guthaben liegt unter allen Vorgaben; nenne einen Betrag oder sag „daily“."
    ),
    "{amount} {side} {market} at every leverage": "{amount} {side} {market} mit jedem Hebel",
    "Close all": "Alle schließen",
    "Open it": "Eröffnen",
    "{side}: which market?": "{side}: welcher Markt?",
    "Long": "Long",
    "Short": "Short",
    "Close {id}": "{id} schließen",
    "Cancel {id}": "{id} abbrechen",
    "Admins say “setup cap 100” or “setup rounds admins”, and in a topic “setup topic here”.": (
        "Admins sagen „setup cap 100“ oder „setup rounds admins“, und in einem Thema „setup topic here“."
    ),
    "admins, and the role {role}": "Admins, und die Rolle {role}",
    "An order waits for its price where you name one: “long btc 25 50x at 99000”.": (
        "Eine Order wartet auf ihren Kurs, wenn du einen nennst: „long btc 25 50x at 99000“."
    ),
}
