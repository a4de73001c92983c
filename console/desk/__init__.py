"""The presenter layer: what the screens show and do, in Qt signals, without a single widget."""
