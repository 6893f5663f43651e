"""The steps of the pipeline: survey, fetch, compose. Each file passes through them alone, and few trees are held."""
