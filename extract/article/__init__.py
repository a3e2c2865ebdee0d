"""Parse: archived bytes to article versions, in a worker process. It imports none of its modules."""
