"""Moving a camera and speaking beside it: pad, presets, who holds it, the loudspeaker."""
