"""A dashboard's JSON drawn with live figures, where no Grafana can run: see `__main__`."""
