"""What all widgets share: colours, sizes, marks, words and the small painted parts."""
