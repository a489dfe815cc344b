package org.postern.tlog;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// Which checkpoints are believed: signed by this log, cosigned by so many of these witnesses, so close to now
/// (DESIGN section 8).
///
/// @param log       the log's key; its name is the origin that the checkpoint must have
/// @param witnesses keys of type 0x04, all different; may be empty
/// @param quorum    how many different witnesses must have cosigned, 0 to all of them
/// @param freshFor  how far from now, either way, their times may be. With quorum 0 there is no time to check, so a
///     frozen log can't be told from a quiet one.
public record LogPolicy(VerifierKey log, List<VerifierKey> witnesses, int quorum, Duration freshFor) {
    /// How far a witness's time may be from the clock of the device, either way (DESIGN section 8).
    public static final Duration FRESH_FOR = Duration.ofDays(3);

    /// Checks the policy itself.
    ///
    /// @throws IllegalArgumentException if it makes no sense: a key of the wrong type, one witness twice, a quorum
    ///     that can't be reached, a negative window
    public LogPolicy {
        witnesses = List.copyOf(witnesses);
        if (log.type() != VerifierKey.Type.NOTE) {
            throw new IllegalArgumentException("a log's key is of type 0x01");
        }
        if (witnesses.stream().anyMatch(key -> key.type() != VerifierKey.Type.COSIGNATURE)) {
            throw new IllegalArgumentException("a witness's key is of type 0x04");
        }
        // A cosignature does not name its witness, so one key under two names would count twice.
        var keys = witnesses.stream().map(key -> TreeHash.of(key.publicKey())).distinct();
        if (keys.count() < witnesses.size()) {
            throw new IllegalArgumentException("the witnesses are not different");
        }
        if (quorum < 0 || quorum > witnesses.size() || freshFor.isNegative()) {
            throw new IllegalArgumentException("the quorum can't be reached");
        }
    }

    /// Decides whether a checkpoint is believed.
    ///
    /// @param note a signed checkpoint
    /// @param now  the device's clock
    /// @return the checkpoint and every witness that saw it
    /// @throws LogException MALFORMED, WRONG_LOG, BAD_SIGNATURE, TOO_FEW_WITNESSES or STALE
    public WitnessedCheckpoint check(SignedNote note, Instant now) {
        var checkpoint = Checkpoint.claimedBy(note);
        if (!checkpoint.origin().equals(log.name())) {
            throw new LogException(LogException.Reason.WRONG_LOG, "expected a checkpoint of this log");
        }
        mustBeSignedByLog(note);
        var cosignatures = Cosignature.of(note, witnesses);
        // Who signed twice counts once, at the newest time.
        var seenAt = new HashMap<VerifierKey, Instant>();
        for (var cosignature : cosignatures) {
            seenAt.merge(cosignature.witness(), cosignature.time(), (one, other) -> one.isAfter(other) ? one : other);
        }
        if (seenAt.size() < quorum) {
            throw new LogException(LogException.Reason.TOO_FEW_WITNESSES, "expected cosignatures of more witnesses");
        }
        if (seenAt.values().stream().filter(time -> isFresh(time, now)).count() < quorum) {
            throw new LogException(LogException.Reason.STALE, "expected newer cosignatures, or another clock");
        }
        return new WitnessedCheckpoint(note, checkpoint, cosignatures);
    }

    private boolean isFresh(Instant time, Instant now) {
        return Duration.between(time, now).abs().compareTo(freshFor) <= 0;
    }

    private void mustBeSignedByLog(SignedNote note) {
        try {
            if (!note.signedBy(List.of(log)).isEmpty()) {
                return;
            }
        } catch (NoteException bad) {
            throw LogException.of(bad);
        }
        throw new LogException(LogException.Reason.BAD_SIGNATURE, "expected the signature of the log");
    }
}
