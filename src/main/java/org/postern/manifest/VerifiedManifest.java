package org.postern.manifest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;

/// A manifest that may be believed. The only ways to one are `verify` and `verifyOpenOrClosed`, so holding one is the
/// proof.
public final class VerifiedManifest {
    /// How far ahead of the verifier's clock `intake-until` may lie.
    public static final Duration INTAKE_AHEAD_MAX = Duration.ofDays(8);

    private final VerifiedRoot root;
    private final Manifest manifest;
    private final Hash noteHash;

    private VerifiedManifest(VerifiedRoot root, Manifest manifest, Hash noteHash) {
        this.root = root;
        this.manifest = manifest;
        this.noteHash = noteHash;
    }

    /// Verifies everything, for whoever is about to seal: root chain from the pinned root, form, origin, root
    /// version, k different admins, version, then the clock.
    ///
    /// @param notes           what the service serves
    /// @param pinned          SHA-256 of the first root note, from a source that is not the service
    /// @param lastSeenVersion highest manifest version this verifier has seen; 0 for none
    /// @param clock           the verifier's clock
    /// @return the manifest, whose intake is open
    /// @throws ManifestException with the first `Reason` that applies; CLOSED if only the intake's end has passed
    public static VerifiedManifest verify(Notes notes, Hash pinned, int lastSeenVersion, InstantSource clock) {
        var verified = verifyOpenOrClosed(notes, pinned, lastSeenVersion);
        verified.requireOpen(clock);
        return verified;
    }

    /// Verifies everything but the clock, for those who work on after intake has closed: consoles, server.
    ///
    /// @param notes           what the service serves
    /// @param pinned          SHA-256 of the first root note
    /// @param lastSeenVersion highest manifest version this verifier has seen; 0 for none
    /// @return the manifest; nothing may be sealed to it before `requireOpen`
    /// @throws ManifestException with the first `Reason` that applies
    public static VerifiedManifest verifyOpenOrClosed(Notes notes, Hash pinned, int lastSeenVersion) {
        var root = VerifiedRoot.verify(notes.roots(), pinned);
        var bytes = notes.manifest()
                .orElseThrow(() -> new ManifestException(Reason.NOT_PUBLISHED, "expected a manifest note"));
        var note = VerifiedRoot.parse(bytes);
        var manifest = Manifest.parse(note.text());
        if (!manifest.origin().equals(root.root().origin())) {
            throw new ManifestException(Reason.WRONG_ORIGIN, "expected the root's origin");
        }
        if (manifest.rootVersion() != root.root().version()) {
            throw new ManifestException(Reason.WRONG_ROOT_VERSION, "expected the newest root's version");
        }
        VerifiedRoot.requireSigned(note, root.root(), Reason.UNDER_SIGNED);
        if (manifest.version() < lastSeenVersion) {
            throw new ManifestException(Reason.OLDER_THAN_SEEN, "expected no version lower than the last one seen");
        }
        return new VerifiedManifest(root, manifest, Hash.of(bytes));
    }

    /// Requires that something may be sealed to this manifest now.
    ///
    /// @param clock the verifier's clock
    /// @throws ManifestException ROOT_EXPIRED, CLOSED or TOO_FAR_AHEAD
    public void requireOpen(InstantSource clock) {
        var now = clock.instant();
        if (root.root().hasExpired(now)) {
            throw new ManifestException(Reason.ROOT_EXPIRED, "expected a root that has not expired");
        }
        if (!now.isBefore(manifest.intakeUntil())) {
            throw new ManifestException(Reason.CLOSED, "expected intake-until to lie ahead");
        }
        if (now.plus(INTAKE_AHEAD_MAX).isBefore(manifest.intakeUntil())) {
            throw new ManifestException(Reason.TOO_FAR_AHEAD, "expected intake-until within eight days");
        }
    }

    /// The newest root.
    ///
    /// @return its text, parsed
    public Root root() {
        return root.root();
    }

    /// What the root chain hangs on; also the salt of the nine words.
    ///
    /// @return SHA-256 of the first root note
    public Hash pinned() {
        return root.pinned();
    }

    /// Everything the manifest says.
    ///
    /// @return its text, parsed
    public Manifest manifest() {
        return manifest;
    }

    /// Names this manifest exactly.
    ///
    /// @return SHA-256 of the note, all bytes
    public Hash noteHash() {
        return noteHash;
    }

    /// The manifest's version.
    ///
    /// @return 1 or more
    public int version() {
        return manifest.version();
    }

    /// The epoch that takes requests.
    ///
    /// @return its number
    public int intakeEpoch() {
        return manifest.intakeEpoch();
    }

    /// What requests are sealed to.
    ///
    /// @return the intake epoch's recipient
    public HybridRecipient intakeRecipient() {
        return manifest.intakeRecipient();
    }

    /// When intake ends.
    ///
    /// @return in whole seconds
    public Instant intakeUntil() {
        return manifest.intakeUntil();
    }

    /// How many key holders must agree.
    ///
    /// @return k, or 0 without seats
    public int seatThreshold() {
        return manifest.seatThreshold();
    }

    /// The key holders, seat 1 first.
    ///
    /// @return n recipients; none if nothing can be locked
    public List<HybridRecipient> seats() {
        return manifest.seats();
    }

    /// The desks of an epoch.
    ///
    /// @param epoch its number
    /// @return the roster root, unless the epoch is unknown or destroyed
    public Optional<Hash> rosterRoot(int epoch) {
        return manifest.epochs().stream()
                .filter(known -> known.epoch() == epoch)
                .map(EpochRoot::rosterRoot)
                .findFirst();
    }

    /// What the service must serve to everybody.
    ///
    /// @return by ascending path
    public List<ServedFile> files() {
        return manifest.files();
    }
}
