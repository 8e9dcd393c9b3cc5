"""What words say of a cancer: that it is another one than that of the breast, or no more than that there is one.

There is no list of organs: what stands before a word for cancer, or after it, and is none of the words that any cancer
of the breast may have, names another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

OF_THE_BREAST: Final = re.compile("breast|mamma|brust", re.IGNORECASE)
SPREAD: Final = re.compile(r"metast|filia|\bmets?\b|secondary|sekundär", re.IGNORECASE)
A_CANCER: Final = re.compile(r"cancer|carcinom|karzinom|\bca\b|krebs|malign|neoplas|neubild|tumou?r", re.IGNORECASE)
# Words that a cancer of the breast and its treatment may have, as well as those that say nothing.
_GENERAL: Final = re.compile(
    r"""breast|brust\w*|mamm\w*|left|right|bilateral|link\w*|recht\w*|male|female|weiblich\w*
    |metast\w*|\w*metastas\w*|filia\w*|mets?|secondary|sekundär\w*|primary|primär\w*|known|occult|recurren\w*|rezidiv\w*
    |relapse\w*|progress\w*|residual|active|current|advanced|fortgeschritten\w*|locally|lokal\w*|local|inoperab\w*
    |cancers?|carcinomas?|adenocarcinomas?|karzinom\w*|krebs\w*|malign\w*|bösartig\w*|neoplas\w*|neubildung\w*|tumou?rs?
    |tumor\w*|ca|disease|erkrankung|diagnosis|invasive?s?|infiltrating|ducts?|inflammatory|ductal|duktal\w*|lobular|lobulär\w*
    |mucinous|medullary|tubular|papillary|micropapillary|apocrine|metaplastic|nst|nos|her|her2\w*|neu|erbb2|er|pr|hr
    |hormone?|receptor|sensitive|triple|positive?|positiv\w*|negative?|negativ\w*|stage|stadium|grade|g|[ivx]+|\d+
    |chemo\w*|radio\w*|immun\w*|antineoplastic|anti|targeted|systemic|encounter|treatment|therap\w*|behandlung
    |maintenance|palliativ\w*|curative|adjuvant\w*|neoadjuvant\w*|neo|first|second|third|line|cycle|administration
    |a|an|of|the|to|in|on|with|and|or|for|by|site|sites|unspecified|multiple|der|die|das|des|dem|bei|mit|von|und|zur
    |nicht|näher|bezeichnet""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD: Final = re.compile(r"[^\W_]+")
_BEFORE: Final = re.compile(
    r"\b([^\W\d_]+)[\W_]+(?:cancers?|carcinomas?|adenocarcinomas?|karzinome?s?|ca|malignancy)\b", re.IGNORECASE
)
_AFTER: Final = re.compile(
    r"(?<!secondary )(?<!secondary malignant )(?<!metastatic )(?<!metastatic malignant )"
    r"\b(?:malignant )?(?:neoplasm|tumou?r|cancer|carcinoma|malignancy) of (?:the )?([^\W\d_]+)",
    re.IGNORECASE,
)
_COMPOUND: Final = re.compile(r"\b([^\W\d_]{3,})(?:karzinom|carcinom|krebs|-ca\b)", re.IGNORECASE)
_KINDS: Final = re.compile(
    r"lymphom|leuk(?:ä|ae|e)m|myelom|sar[ck]om(?!atos)|melanom|gliom|blastom|mesotheliom|[ck]ar[cz]inoid|\bgist\b",
    re.IGNORECASE,
)
_OURS: Final = re.compile(r"(?:mamma|brust|adeno|haupt|primär|zweit)\w*", re.IGNORECASE)


def names_another(texts: Iterable[str]) -> bool:
    """Does one of them name a cancer of another organ or kind?"""
    return any(map(_is_another, texts))


def is_general(text: str) -> bool:
    """Does it name the cancer of the breast, a metastasis, or nothing that any cancer of the breast has not too?"""
    if OF_THE_BREAST.search(text) or SPREAD.search(text):
        return True
    words = _WORD.findall(text)
    return bool(words) and all(map(_GENERAL.fullmatch, words))


def is_general_word(word: str) -> bool:
    """May any cancer of the breast, its metastases or its treatment have this word?"""
    return _GENERAL.fullmatch(word) is not None


def _is_another(text: str) -> bool:
    if _KINDS.search(text):
        return True
    named = [*_BEFORE.findall(text), *(() if OF_THE_BREAST.search(text) else _AFTER.findall(text))]
    inside = [prefix for prefix in _COMPOUND.findall(text) if not _OURS.fullmatch(prefix)]
    return bool(inside) or not all(map(_GENERAL.fullmatch, named))
