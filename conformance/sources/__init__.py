"""What somebody else wrote of Lean: files, pages of documentation and their text, each read to its declarations."""
