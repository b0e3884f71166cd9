"""What the messages of Anki's newer database mean: numbers and names of their fields, as its file format has them."""

from domains.vocabulary.packages.child.protobuf import Field, Schema


def _flag(name: str) -> Field:
    return Field(name, "bool", default=False)


def _text(name: str) -> Field:
    return Field(name, "str", default="")


def _number(name: str) -> Field:
    return Field(name, "float", default=0.0)


def _maybe(name: str, kind: str = "int") -> Field:
    return Field(name, kind, default=None)


def _numbers(name: str) -> Field:
    return Field(name, "float", many=True)


OTHER = Field("other", "bytes", default=b"")
META: Schema = {1: Field("version")}
MEDIA: Schema = {
    1: Field(
        "entries",
        "message",
        many=True,
        fields={1: _text("name"), 2: Field("size"), 3: Field("sha1", "bytes", default=b""), 255: _maybe("file")},
    )
}
REQUIREMENT: Schema = {1: Field("ord"), 2: Field("kind"), 3: Field("fields", many=True)}
NOTE_TYPE: Schema = {
    1: Field("kind"),
    2: Field("sort"),
    3: _text("css"),
    4: Field("did"),
    5: _text("latex_pre"),
    6: _text("latex_post"),
    7: _flag("latex_svg"),
    8: Field("reqs", "message", many=True, fields=REQUIREMENT),
    9: Field("stock"),
    10: _maybe("original"),
    255: OTHER,
}
FIELD: Schema = {
    1: _flag("sticky"),
    2: _flag("rtl"),
    3: _text("font"),
    4: Field("size"),
    5: _text("description"),
    6: _flag("plainText"),
    7: _flag("collapsed"),
    8: _flag("excludeFromSearch"),
    9: _maybe("id"),
    10: _maybe("tag"),
    11: _flag("preventDeletion"),
    255: OTHER,
}
TEMPLATE: Schema = {
    1: _text("qfmt"),
    2: _text("afmt"),
    3: _text("bqfmt"),
    4: _text("bafmt"),
    5: Field("did"),
    6: _text("bfont"),
    7: Field("bsize"),
    8: _maybe("id"),
    255: OTHER,
}
COMMON: Schema = {
    1: _flag("collapsed"),
    2: _flag("browserCollapsed"),
    3: Field("day"),
    4: Field("new"),
    5: Field("review"),
    6: Field("learning"),
    7: Field("milliseconds"),
    255: OTHER,
}
TODAY: Schema = {1: Field("limit"), 2: Field("today")}
NORMAL: Schema = {
    1: Field("conf"),
    2: Field("extendNew"),
    3: Field("extendRev"),
    4: _text("desc"),
    5: _flag("md"),
    6: _maybe("reviewLimit"),
    7: _maybe("newLimit"),
    8: Field("reviewLimitToday", "message", default=None, fields=TODAY),
    9: Field("newLimitToday", "message", default=None, fields=TODAY),
    10: _maybe("desiredRetention", "float"),
}
TERM: Schema = {1: _text("search"), 2: Field("limit"), 3: Field("order")}
FILTERED: Schema = {
    1: _flag("resched"),
    2: Field("terms", "message", many=True, fields=TERM),
    3: _numbers("delays"),
    4: Field("previewDelay"),
    5: Field("previewHardSecs"),
    6: Field("previewGoodSecs"),
    7: Field("previewAgainSecs"),
}
KIND: Schema = {
    1: Field("normal", "message", default=None, fields=NORMAL),
    2: Field("filtered", "message", default=None, fields=FILTERED),
}
OPTIONS: Schema = {
    1: _numbers("learn_steps"),
    2: _numbers("relearn_steps"),
    3: _numbers("fsrsWeights"),
    4: _numbers("easyDaysPercentages"),
    5: _numbers("fsrsParams5"),
    6: _numbers("fsrsParams6"),
    9: Field("new_per_day"),
    10: Field("reviews_per_day"),
    11: _number("initial_ease"),
    12: _number("easy_multiplier"),
    13: _number("hard_multiplier"),
    14: _number("lapse_multiplier"),
    15: _number("interval_multiplier"),
    16: Field("maximum_interval"),
    17: Field("minimum_lapse_interval"),
    18: Field("graduating_good"),
    19: Field("graduating_easy"),
    20: Field("insert_order"),
    21: Field("leech_action"),
    22: Field("leech_threshold"),
    23: _flag("disable_autoplay"),
    24: Field("maxTaken"),
    25: _flag("show_timer"),
    26: _flag("skip_question"),
    27: _flag("bury_new"),
    28: _flag("bury_reviews"),
    29: _flag("buryInterdayLearning"),
    30: Field("newMix"),
    31: Field("interdayLearningMix"),
    32: Field("newSortOrder"),
    33: Field("reviewOrder"),
    34: Field("newGatherPriority"),
    35: Field("newPerDayMinimum"),
    36: Field("questionAction"),
    37: _number("desiredRetention"),
    38: _flag("stopTimerOnAnswer"),
    40: _number("sm2Retention"),
    41: _number("secondsToShowQuestion"),
    42: _number("secondsToShowAnswer"),
    43: Field("answerAction"),
    44: _flag("waitForAudio"),
    45: _text("weightSearch"),
    46: _text("ignoreRevlogsBeforeDate"),
    255: OTHER,
}
