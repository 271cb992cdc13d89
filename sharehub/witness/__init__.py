"""A partner agency's witness: it sees to it that a log only ever grew, and says so. It needs no database."""
