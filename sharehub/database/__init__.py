"""Tables, engine, migrations, and the only commit."""
