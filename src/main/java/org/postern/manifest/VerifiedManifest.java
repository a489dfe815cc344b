package org.postern.manifest;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.tlog.LogException;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.LogProof;
import org.postern.tlog.TreeHash;
import org.postern.tlog.WitnessedCheckpoint;

/// A manifest that may be believed: signed by the admins, in the log that their root names, seen by as many witnesses
/// as it demands, and the newest. The only ways to one are `verify` and `verifyOpenOrClosed`, so holding one is the
/// proof.
public final class VerifiedManifest {
    private final SignedManifest signed;
    private final WitnessedCheckpoint checkpoint;

    private VerifiedManifest(SignedManifest signed, WitnessedCheckpoint checkpoint) {
        this.signed = signed;
        this.checkpoint = checkpoint;
    }

    /// Verifies everything, for whoever is about to seal: what `SignedManifest` verifies, that intake is open, then
    /// the log and its witnesses.
    ///
    /// @param notes           what the service serves
    /// @param pinned          SHA-256 of the first root note, from a source that is not the service
    /// @param lastSeenVersion highest manifest version this verifier has seen; 0 for none
    /// @param clock           the verifier's clock
    /// @return the manifest, whose intake is open
    /// @throws ManifestException with the first `Reason` that applies; CLOSED if the intake's end has passed
    public static VerifiedManifest verify(Notes notes, Hash pinned, int lastSeenVersion, InstantSource clock) {
        var signed = SignedManifest.verifyOpenOrClosed(notes, pinned, lastSeenVersion);
        signed.requireOpen(clock);
        return new VerifiedManifest(signed, logged(notes, signed.root(), clock));
    }

    /// Verifies everything but that intake is open, for those who work on after it has closed: consoles, readers.
    ///
    /// @param notes           what the service serves
    /// @param pinned          SHA-256 of the first root note
    /// @param lastSeenVersion highest manifest version this verifier has seen; 0 for none
    /// @param clock           the verifier's clock
    /// @return the manifest; nothing may be sealed to it before `requireOpen`
    /// @throws ManifestException with the first `Reason` that applies
    public static VerifiedManifest verifyOpenOrClosed(
            Notes notes, Hash pinned, int lastSeenVersion, InstantSource clock) {
        var signed = SignedManifest.verifyOpenOrClosed(notes, pinned, lastSeenVersion);
        return new VerifiedManifest(signed, logged(notes, signed.root(), clock));
    }

    /// The proof's checkpoint is the log's and seen by enough witnesses, and the manifest note is its last leaf.
    private static WitnessedCheckpoint logged(Notes notes, Root root, InstantSource clock) {
        var bytes = notes.proof()
                .orElseThrow(() -> new ManifestException(Reason.NOT_LOGGED, "expected a proof from the log"));
        var policy = new LogPolicy(root.log(), root.witnesses(), root.quorum(), LogPolicy.FRESH_FOR);
        try {
            var proof = LogProof.parse(bytes);
            // The policy calls this a bad signature, as it calls one that does not verify.
            if (proof.checkpoint().signatures().stream().noneMatch(line -> line.isBy(root.log()))) {
                throw new ManifestException(Reason.WRONG_LOG, "expected the signature of the log that the root names");
            }
            var leaf = TreeHash.leaf(notes.manifest().orElseThrow());
            var believed = proof.verify(leaf, policy, clock.instant());
            if (proof.index() != believed.checkpoint().size() - 1) {
                throw new ManifestException(Reason.NOT_NEWEST, "expected the manifest to be the last leaf of the log");
            }
            return believed;
        } catch (LogException e) {
            throw new ManifestException(reason(e.reason()), e.getMessage());
        }
    }

    private static Reason reason(LogException.Reason reason) {
        return switch (reason) {
            case MALFORMED -> Reason.MALFORMED;
            case WRONG_LOG -> Reason.WRONG_LOG;
            case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
            case TOO_FEW_WITNESSES -> Reason.TOO_FEW_WITNESSES;
            case STALE -> Reason.STALE;
            case NOT_IN_LOG, INCONSISTENT -> Reason.NOT_LOGGED;
        };
    }

    /// Requires that something may be sealed to this manifest now.
    ///
    /// @param clock the verifier's clock
    /// @throws ManifestException ROOT_EXPIRED, CLOSED or TOO_FAR_AHEAD
    public void requireOpen(InstantSource clock) {
        signed.requireOpen(clock);
    }

    /// The checkpoint of the log that ends with this manifest.
    ///
    /// @return believed, with the witnesses that saw it and when
    public WitnessedCheckpoint checkpoint() {
        return checkpoint;
    }

    /// The same, without what the log says.
    ///
    /// @return what the admins signed
    public SignedManifest signed() {
        return signed;
    }

    /// The newest root.
    ///
    /// @return its text, parsed
    public Root root() {
        return signed.root();
    }

    /// What the root chain hangs on; also the salt of the nine words.
    ///
    /// @return SHA-256 of the first root note
    public Hash pinned() {
        return signed.pinned();
    }

    /// Everything the manifest says.
    ///
    /// @return its text, parsed
    public Manifest manifest() {
        return signed.manifest();
    }

    /// Names this manifest exactly.
    ///
    /// @return SHA-256 of the note, all bytes
    public Hash noteHash() {
        return signed.noteHash();
    }

    /// The manifest's version.
    ///
    /// @return 1 or more
    public int version() {
        return manifest().version();
    }

    /// The epoch that takes requests.
    ///
    /// @return its number
    public int intakeEpoch() {
        return manifest().intakeEpoch();
    }

    /// What requests are sealed to.
    ///
    /// @return the intake epoch's recipient
    public HybridRecipient intakeRecipient() {
        return manifest().intakeRecipient();
    }

    /// When intake ends.
    ///
    /// @return in whole seconds
    public Instant intakeUntil() {
        return manifest().intakeUntil();
    }

    /// How many key holders must agree.
    ///
    /// @return k, or 0 without seats
    public int seatThreshold() {
        return manifest().seatThreshold();
    }

    /// The key holders, seat 1 first.
    ///
    /// @return n recipients; none if nothing can be locked
    public List<HybridRecipient> seats() {
        return manifest().seats();
    }

    /// The desks of an epoch, living or destroyed.
    ///
    /// @param epoch its number
    /// @return the roster root, unless the manifest does not name the epoch
    public Optional<Hash> rosterRoot(int epoch) {
        return manifest().rosterRoot(epoch);
    }

    /// What the service must serve to everybody.
    ///
    /// @return by ascending path
    public List<ServedFile> files() {
        return manifest().files();
    }
}
