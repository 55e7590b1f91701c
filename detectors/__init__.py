"""Judge one text: is it a credential, and what does it say of itself."""
