"""The limited process from inside: decodes pictures, and is trusted by nobody."""
