"""German: every text that people read, a table for each part of the program.

Tables and not a compiled catalogue, so that they are reviewed as they are used, and that nothing has to be built. A
test finds every text of the program and fails where one is missing here, or says other {figures} than the English one.
"""

from bots.languages.german.accounts import ACCOUNTS
from bots.languages.german.cards import CARDS
from bots.languages.german.lessons import LESSONS
from bots.languages.german.menus import MENUS
from bots.languages.german.refusals import REFUSALS

GERMAN = MENUS | REFUSALS | LESSONS | CARDS | ACCOUNTS
