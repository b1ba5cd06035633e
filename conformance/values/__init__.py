"""The kinds of value that laws speak of, one file each, and what all of them share."""
