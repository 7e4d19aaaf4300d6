//! What this machine could do at most: the same work without everything that is ours around it.
