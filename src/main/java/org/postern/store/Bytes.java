package org.postern.store;

import java.util.Arrays;

/// A byte string that can be a key in a map.
@SuppressWarnings("ArrayRecordComponent") // compared by content, see equals
record Bytes(byte[] value) {
    static Bytes of(byte[] value) {
        return new Bytes(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length + " bytes";
    }
}
