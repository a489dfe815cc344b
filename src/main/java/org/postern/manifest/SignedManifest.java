package org.postern.manifest;

import java.time.Duration;
import java.time.InstantSource;

/// A manifest that k different admins signed, under the newest root of the chain from the pinned root. Whether anybody
/// else was shown the same one is another question: `VerifiedManifest` asks the log and its witnesses, too, and
/// nothing is sealed to less. This is what the server has when somebody publishes, before the note is in the log.
public final class SignedManifest {
    /// How far ahead of the verifier's clock `intake-until` may lie.
    public static final Duration INTAKE_AHEAD_MAX = Duration.ofDays(8);

    private final VerifiedRoot root;
    private final Manifest manifest;
    private final Hash noteHash;

    private SignedManifest(VerifiedRoot root, Manifest manifest, Hash noteHash) {
        this.root = root;
        this.manifest = manifest;
        this.noteHash = noteHash;
    }

    /// Verifies the root chain from the pinned root, form, origin, root version, k different admins, and version.
    ///
    /// @param notes           root notes and the newest manifest; a proof is not looked at
    /// @param pinned          SHA-256 of the first root note
    /// @param lastSeenVersion highest manifest version this verifier has seen; 0 for none
    /// @return the manifest, whose intake may be open or closed
    /// @throws ManifestException with the first `Reason` that applies
    public static SignedManifest verifyOpenOrClosed(Notes notes, Hash pinned, int lastSeenVersion) {
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
        return new SignedManifest(root, manifest, Hash.of(bytes));
    }

    /// Requires that intake is open now.
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
}
