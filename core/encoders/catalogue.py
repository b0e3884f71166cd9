"""The encoders that a recipe may name.

Each entry is an opener: ``open_x(places: Places, options: Mapping[str, str | int | float | bool]) -> Encoder``.
"""

from core.parts import Catalogue, Part

ENCODERS = Catalogue(
    "encoder",
    {
        "lite0": Part(
            "core.encoders.image_lite:open_lite", "Image: EfficientNet-lite0, from ImageNet or trained here."
        ),
        "transformers-image": Part(
            "core.encoders.image_transformers:open_image", "Image: any vision model of transformers in a folder."
        ),
        "monai": Part("core.encoders.image_monai:open_monai", "Image: any network of MONAI by its class name."),
        "transformers-text": Part(
            "core.encoders.text_transformers:open_text", "Text: any text model of transformers in a folder."
        ),
        "minilm": Part("core.encoders.text_transformers:open_minilm", "Text: MiniLM-L6, English, from its package."),
        "use": Part("core.encoders.text_use:open_use", "Text: Universal Sentence Encoder, 16 languages, frozen."),
        "audio-convolution": Part(
            "core.encoders.audio_convolution:open_convolution", "Audio: small log-mel network, trained from nothing."
        ),
        "whisper": Part("core.encoders.audio_whisper:open_whisper", "Audio: encoder states of Whisper (tiny.en)."),
        "voice": Part(
            "core.encoders.audio_voice:open_voice", "Audio: who speaks, 256 numbers for each 1.6 s, English."
        ),
        "transformers-audio": Part(
            "core.encoders.audio_transformers:open_audio", "Audio: any sound model of transformers in a folder."
        ),
        "video": Part(
            "core.encoders.video:open_video", "Video: sampled frames and sound track through an encoder each."
        ),
        "table-tokens": Part(
            "core.encoders.table_tokens:open_table", "Table: one token for each recorded column, trained from nothing."
        ),
    },
)
