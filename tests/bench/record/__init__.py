"""The entry `record`: appending under a steady load, and what a journal of ten million entries costs."""
