"""Tests of the forms that results are written in."""
