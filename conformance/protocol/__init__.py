"""Implementations in any language: a process that is spoken to in lines of JSON. `docs/protocol.md` is the protocol."""
