"""Tests: unit (no Qt), widget (offscreen), bridge (real sockets), e2e (real processes)."""
