"""The text of a file that somebody brings: UTF-8 or UTF-16, or one sentence why not."""

import codecs

from core.intake.refusal import Code, Refused

MOST = 16 * 2**20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WRONG = (
    "The file is neither UTF-8 nor UTF-16 text, so that accents would come out wrong: save it as “CSV UTF-8”, then "
    "choose it again."
)


def decoded(content: bytes) -> str:
    """Its characters, without a byte order mark.

    Raises:
        Refused: it is empty, too long, no text, or in another encoding.
    """
    if len(content) > MOST:
        sentence = (
            f"The file has {len(content) / 2**20:.1f} MiB and at most {MOST // 2**20} are read: send it in parts."
        )
        raise Refused(Code.BYTES, sentence)
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise Refused(Code.ENCODING, WRONG) from error
    if "\0" in text or "\ufffe" in text:
        raise Refused(Code.ENCODING, WRONG)
    if not text.strip():
        raise Refused(Code.EMPTY, "The file holds no words: choose another one.")
    return text


def _encoding(content: bytes) -> str:
    """By its mark; without one, text of which every other byte is zero is UTF-16."""
    if content.startswith(UTF_16) and not content.startswith(codecs.BOM_UTF32_LE):
        return "utf-16"
    sample = content[:1024]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.4 * half else "utf-8-sig"
