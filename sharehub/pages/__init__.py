"""The pages people work in: a client of the API, beside it, that knows nothing but what the API said."""
