"""The dashboard: pages that read state, call the library and hand results to panels."""
