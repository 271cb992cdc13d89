"""Who is signed in on the pages: sessions that the hub keeps, and how one begins, changes and ends."""
