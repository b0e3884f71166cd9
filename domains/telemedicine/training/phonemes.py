"""From the alphabet of the IPA, as espeak-ng writes English, to that of the CMU Pronouncing Dictionary."""

# ruff: noqa: RUF001 - the signs of the IPA look like letters

from __future__ import annotations

_IPA = {
    "tʃ": "CH", "dʒ": "JH", "eɪ": "EY", "aɪ": "AY", "aʊ": "AW", "ɔɪ": "OY", "oʊ": "OW", "əʊ": "OW", "ɪə": "IY AH",
    "eə": "EH", "ʊə": "UH", "iə": "IY AH", "əl": "AH L", "ɑːɹ": "AA R", "ɔːɹ": "AO R", "oːɹ": "AO R", "ɜː": "ER",
    "ɚ": "ER", "ɝ": "ER", "aɪə": "AY AH", "aɪɚ": "AY ER", "ju": "Y UW", "juː": "Y UW",
    "iː": "IY", "i": "IY", "ɪ": "IH", "ᵻ": "IH", "ɛ": "EH", "e": "EH", "æ": "AE", "a": "AE", "ɑː": "AA", "ɑ": "AA",
    "ɒ": "AA", "ɔː": "AO", "ɔ": "AO", "ʊ": "UH", "uː": "UW", "u": "UW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "o": "OW",
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "ɡ": "G", "g": "G", "f": "F", "v": "V", "θ": "TH", "ð": "DH",
    "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "h": "HH", "m": "M", "n": "N", "ŋ": "NG", "l": "L", "ɫ": "L", "ɹ": "R",
    "r": "R", "w": "W", "j": "Y", "ɾ": "T", "ʔ": "T", "x": "K", "ç": "HH", "n̩": "AH N", "l̩": "AH L",
}  # fmt: skip
_LONGEST = max(map(len, _IPA))
_SILENT = "ˈˌː .-_\n\u200d\u0329\u0303"


def arpabet(ipa: str) -> str:
    """Phones with spaces; stress and length are passed over.

    Raises:
        ValueError: a sign that English does not have, so that no sound is lost unseen.
    """
    at, phones = 0, []
    while at < len(ipa):
        length = next((size for size in range(_LONGEST, 0, -1) if ipa[at : at + size] in _IPA), 0)
        if not length and ipa[at] not in _SILENT:
            raise ValueError(f"“{ipa}” holds {ipa[at]!r}, which is not known.")
        phones += [_IPA[ipa[at : at + length]]] if length else []
        at += length or 1
    return " ".join(phones)
