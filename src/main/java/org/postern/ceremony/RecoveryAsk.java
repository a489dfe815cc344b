package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;
import org.postern.manifest.Lines;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;
import org.postern.words.Fingerprint;

/// What the person who recovers hands to the key holders (PROTOCOL 10.8): to which pre-key each epoch's
/// share goes.
/// Framing `postern/recovery-ask/v1` with a part `ask`, and in a drill a part `recovery`, the test
/// epoch's recovery
/// file:
///
///     postern/recovery-ask/v1
///     epoch 3 <hex H(recipient text)> age1pq1…        for each epoch, ascending
///
/// @param wanted one entry an epoch, ascending
/// @param drill  the recovery file of a test epoch, sealed to the seats of the manifest; then `wanted`
/// names only it
public record RecoveryAsk(List<Wanted> wanted, Optional<byte[]> drill) {
    /// The number of a drill's test epoch; no service lives so long.
    public static final int DRILL_EPOCH = Integer.MAX_VALUE;

    /// Longest file.
    public static final int ASK_BYTES_MAX = 1 << 18;

    private static final String HEADER = "postern/recovery-ask/v1";
    private static final String ASK = "ask";
    private static final String RECOVERY = "recovery";

    /// One epoch.
    ///
    /// @param epoch     its number
    /// @param recipient SHA-256 of its recipient's text
    /// @param to        the pre-key that this epoch's share is sealed to; it ends with the epoch, too, so that
    ///                  a share that somebody kept opens nothing afterwards
    public record Wanted(int epoch, Hash recipient, HybridRecipient to) {}

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED
    public RecoveryAsk {
        wanted = List.copyOf(wanted);
        var isAscending = true;
        for (int i = 1; i < wanted.size(); i++) {
            isAscending &= wanted.get(i - 1).epoch() < wanted.get(i).epoch();
        }
        var isDrill = wanted.size() == 1 && wanted.getFirst().epoch() == DRILL_EPOCH;
        if (wanted.isEmpty()
                || !isAscending
                || isDrill != drill.isPresent()
                || drill.filter(file -> file.length > Publication.RECOVERY_BYTES_MAX)
                        .isPresent()) {
            throw ManifestException.malformed("expected an ask for some epochs, or for a drill");
        }
    }

    /// Reads an ask.
    ///
    /// @param file its bytes
    /// @return the ask
    /// @throws ManifestException MALFORMED
    public static RecoveryAsk parse(byte[] file) {
        var parts = Parts.parse(file, HEADER, ASK_BYTES_MAX);
        boolean isDrill = parts.size() == 2 && parts.get(1).name().equals(RECOVERY);
        if (parts.isEmpty() || !parts.getFirst().name().equals(ASK) || (parts.size() > 1 && !isDrill)) {
            throw ManifestException.malformed("expected one ask");
        }
        var lines = Lines.of(parts.getFirst().bytes());
        lines.exactly(HEADER);
        var wanted = new ArrayList<Wanted>();
        while (lines.has("epoch")) {
            var fields = lines.value("epoch").split(" ", -1);
            if (fields.length != 3) {
                throw ManifestException.malformed("expected an epoch, a hash and a recipient");
            }
            wanted.add(new Wanted(
                    Lines.number(fields[0], 1, Integer.MAX_VALUE), new Hash(fields[1]), Lines.recipient(fields[2])));
        }
        lines.end();
        return new RecoveryAsk(wanted, isDrill ? Optional.of(parts.get(1).bytes()) : Optional.empty());
    }

    /// Writes the ask.
    ///
    /// @return the file
    public byte[] bytes() {
        var text = new StringBuilder(HEADER + "\n");
        for (var one : wanted) {
            text.append("epoch ").append(one.epoch()).append(' ').append(one.recipient());
            text.append(' ').append(one.to().text()).append('\n');
        }
        var parts = new ArrayList<Parts.Part>();
        parts.add(new Parts.Part(ASK, text.toString().getBytes(StandardCharsets.US_ASCII)));
        drill.ifPresent(file -> parts.add(new Parts.Part(RECOVERY, file)));
        return Parts.bytes(HEADER, parts);
    }

    /// What the person who recovers reads aloud, and each key holder types.
    ///
    /// @return six words with one space between them
    public String fingerprint() {
        return Fingerprint.line(Hash.of(bytes()).raw());
    }
}
