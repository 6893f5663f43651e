"""Whatever comes in, nothing but an error of ours comes out: what `make test` tries shortly, `make fuzz` tries long."""
