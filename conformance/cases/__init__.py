"""Where inputs come from: the domain of a law on a backend, premises met by construction, Hypothesis."""
