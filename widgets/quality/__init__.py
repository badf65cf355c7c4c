"""The quality of the alarms at a desk: figures, verdicts, plots, and which alarms are to be mended."""
