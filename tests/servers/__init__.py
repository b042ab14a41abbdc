"""Real servers for tests: Apache Kafka, PostgreSQL, and the programs of the machine."""
