"""Whether a spec says what its source says: declaration by declaration, whatever each is called or written like."""
