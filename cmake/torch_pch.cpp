// Compiles the shared torch precompiled header; holds no code.
