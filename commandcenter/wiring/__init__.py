"""One module per feature: state → model → view → command."""
