package org.postern.triage;

import java.util.Objects;

/// An event in its place: opened, signed by a desk of its epoch's roster, and fitting the chain.
///
/// @param position from 1
/// @param event what it says and who says it
public record Logged(long position, SignedEvent event) {
    /// Checks the position.
    public Logged {
        Objects.requireNonNull(event);
        if (position < 1) {
            throw new IllegalArgumentException("positions start at 1");
        }
    }
}
