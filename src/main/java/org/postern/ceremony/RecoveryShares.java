package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.manifest.Lines;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;

/// What one key holder hands back (PROTOCOL 10.8): framing `postern/recovery-shares/v1` with a part `share` for each
/// epoch, an age file to the pre-key of the ask. In a drill the framing is `postern/recovery-shares/v2`, with one part
/// more, `tried`: which real shares the key holder's backup opened, and how many of such shares are needed.
///
///     postern/recovery-tried/v1
///     seat 2
///     opened 3 2                         epoch and k, for each that opened, ascending
///
/// @param sealed age files, one an epoch
/// @param tried  what a drill found out; nothing in earnest
public record RecoveryShares(List<byte[]> sealed, Optional<Tried> tried) {
    /// Longest file: 64 epochs.
    public static final int SHARES_BYTES_MAX = 1 << 18;

    private static final String HEADER = "postern/recovery-shares/v1";
    private static final String DRILL_HEADER = "postern/recovery-shares/v2";
    private static final String TRIED_HEADER = "postern/recovery-tried/v1";
    private static final String SHARE = "share";
    private static final String TRIED = "tried";

    /// What a key holder's backup opened of the real recovery files.
    ///
    /// @param seat   whose, from 1, as in the manifest
    /// @param opened k by epoch: how many such shares bring it back
    public record Tried(int seat, SortedMap<Integer, Integer> opened) {
        /// Copies.
        public Tried {
            opened = new TreeMap<>(opened);
        }

        @Override
        public SortedMap<Integer, Integer> opened() {
            return new TreeMap<>(opened);
        }

        private static Tried parse(byte[] bytes) {
            var lines = Lines.of(bytes);
            lines.exactly(TRIED_HEADER);
            int seat = Lines.number(lines.value("seat"), 1, Manifest.SEATS_MAX);
            var opened = new TreeMap<Integer, Integer>();
            for (var value : lines.values("opened", Manifest.EPOCHS_MAX)) {
                var fields = Lines.fields(value, 2);
                opened.put(
                        Lines.number(fields[0], 1, Integer.MAX_VALUE), Lines.number(fields[1], 2, Manifest.SEATS_MAX));
            }
            lines.end();
            return new Tried(seat, opened);
        }

        private byte[] bytes() {
            var text = new StringBuilder(TRIED_HEADER + "\nseat " + seat + "\n");
            opened.forEach((epoch, needed) -> text.append("opened ")
                    .append(epoch)
                    .append(' ')
                    .append(needed)
                    .append('\n'));
            return text.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// Checks the number.
    ///
    /// @throws ManifestException MALFORMED
    public RecoveryShares {
        sealed = List.copyOf(sealed);
        if (sealed.isEmpty() || sealed.size() > Manifest.EPOCHS_MAX) {
            throw ManifestException.malformed("expected the shares of 1 to 64 epochs");
        }
    }

    /// Reads the file.
    ///
    /// @param file its bytes
    /// @return the sealed shares, 1 to 64, and in a drill what was tried
    /// @throws ManifestException MALFORMED
    public static RecoveryShares parse(byte[] file) {
        var isDrill = new String(file, 0, Math.min(file.length, DRILL_HEADER.length()), StandardCharsets.US_ASCII)
                .equals(DRILL_HEADER);
        var parts = new ArrayList<>(Parts.parse(file, isDrill ? DRILL_HEADER : HEADER, SHARES_BYTES_MAX));
        Optional<Tried> tried = Optional.empty();
        if (isDrill && !parts.isEmpty() && parts.getLast().name().equals(TRIED)) {
            tried = Optional.of(Tried.parse(parts.removeLast().bytes()));
        }
        if (parts.stream().anyMatch(part -> !part.name().equals(SHARE))) {
            throw ManifestException.malformed("expected the shares of 1 to 64 epochs");
        }
        return new RecoveryShares(parts.stream().map(Parts.Part::bytes).toList(), tried);
    }

    /// Writes the file.
    ///
    /// @return the bytes
    public byte[] bytes() {
        var parts = new ArrayList<Parts.Part>();
        sealed.forEach(file -> parts.add(new Parts.Part(SHARE, file)));
        tried.ifPresent(found -> parts.add(new Parts.Part(TRIED, found.bytes())));
        return Parts.bytes(tried.isPresent() ? DRILL_HEADER : HEADER, parts);
    }
}
