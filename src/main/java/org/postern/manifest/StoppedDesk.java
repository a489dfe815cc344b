package org.postern.manifest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/// A desk of a living epoch that may do nothing any more: a `stopped` line of the manifest (PROTOCOL 8.2). The
/// roster can't be changed, so whoever leaves in the middle of an epoch is struck out here.
public final class StoppedDesk implements Comparable<StoppedDesk> {
    private static final int FIELDS = 2;
    private static final Comparator<StoppedDesk> ORDER =
            Comparator.comparingInt(StoppedDesk::epoch).thenComparing(StoppedDesk::desk, Arrays::compareUnsigned);

    private final int epoch;
    private final byte[] desk;

    /// Names a desk.
    ///
    /// @param epoch the epoch that it served, 1 or more
    /// @param desk  32 bytes
    /// @throws ManifestException MALFORMED
    public StoppedDesk(int epoch, byte[] desk) {
        if (epoch < 1 || desk.length != Roster.KEY_BYTES) {
            throw ManifestException.malformed("expected an epoch from 1 on and a desk key of 32 bytes");
        }
        this.epoch = epoch;
        this.desk = desk.clone();
    }

    /// Reads the value of a `stopped` line.
    ///
    /// @param value epoch, space, 64 lower-case hex digits
    /// @return the desk
    /// @throws ManifestException MALFORMED
    public static StoppedDesk parse(String value) {
        var fields = Lines.fields(value, FIELDS);
        return new StoppedDesk(Lines.number(fields[0], 1, Integer.MAX_VALUE), Roster.key(fields[1]));
    }

    /// The epoch that it served.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// The desk's key.
    ///
    /// @return 32 bytes, a copy
    public byte[] desk() {
        return desk.clone();
    }

    @Override
    public int compareTo(StoppedDesk other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoppedDesk that && epoch == that.epoch && Arrays.equals(desk, that.desk);
    }

    @Override
    public int hashCode() {
        return 31 * epoch + Arrays.hashCode(desk);
    }

    /// The value of the line.
    ///
    /// @return what `parse` reads
    @Override
    public String toString() {
        return epoch + " " + HexFormat.of().formatHex(desk);
    }
}
