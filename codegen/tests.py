def outputs(d): return {}
