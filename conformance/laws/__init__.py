"""From YAML files to a spec, and from a spec to laws: what is quantified over, what is assumed, what must hold."""
