"""Letters on paper: what is to be printed, what has been, and what came back. Any room orders one; staff or a print
service empty the queue."""
