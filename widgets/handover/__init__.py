"""The sheet on which a shift is handed over: the report, remarks, two signatures."""
