"""The core's figures in the form that Prometheus fetches."""
