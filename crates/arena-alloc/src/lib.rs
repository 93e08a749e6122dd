//! Bump arenas that grow, reset in O(1) and cannot leak a destructor by surprise.
