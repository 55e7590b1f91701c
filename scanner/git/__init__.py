"""The one door to git: processes, history, blobs, lifetimes."""
