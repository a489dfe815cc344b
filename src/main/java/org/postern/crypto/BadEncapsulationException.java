package org.postern.crypto;

/// An encapsulated key that no honest sender makes, such as an X25519 share of low order.
public final class BadEncapsulationException extends Exception {
    private static final long serialVersionUID = 1L;

    BadEncapsulationException() {
        super("the encapsulated key is not one that an honest sender makes");
    }
}
