"""The dashboards as code, kept beside what they are written to; no part of the program."""
