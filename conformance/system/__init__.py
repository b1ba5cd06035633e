"""The process and the machine that all runs on: files, forks, clocks, memory."""
