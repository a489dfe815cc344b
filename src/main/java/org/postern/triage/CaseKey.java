package org.postern.triage;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.postern.crypto.Hkdf;
import org.postern.crypto.SecretBytes;

/// The key of one case, from the first request of its thread. Without it nobody reads what the log says about
/// the case, so erasing that request erases its triage (DESIGN.md 6).
public final class CaseKey implements AutoCloseable {
    /// Length in bytes.
    public static final int BYTES = 32;

    private static final byte[] NO_SALT = {};
    private static final String TEAM_CASE = "postern/v1/team-case";
    private static final int TAG_BYTES = 16;

    private final CaseTag tag;
    private final SecretBytes eventKey;

    /// Derives what the log needs; the given key is neither kept nor closed.
    ///
    /// @param key 32 bytes
    public CaseKey(SecretBytes key) {
        if (key.length() != BYTES) {
            throw new IllegalArgumentException("a case key has " + BYTES + " bytes");
        }
        try (var bytes = Hkdf.derive(key, NO_SALT, "postern/v1/case-tag", TAG_BYTES)) {
            tag = bytes.use(raw -> {
                var longs = ByteBuffer.wrap(raw);
                return new CaseTag(new UUID(longs.getLong(), longs.getLong()));
            });
        }
        eventKey = Hkdf.derive(key, NO_SALT, "postern/v1/case-event", BYTES);
    }

    /// The key of what concerns no person but the team: derived from an epoch's log key, so that it lives as long as
    /// the epoch.
    ///
    /// @param logKey of the epoch in which the team writes
    /// @return the key, which the caller closes
    public static CaseKey ofTeam(LogKey logKey) {
        try (var key = Hkdf.derive(logKey.key(), NO_SALT, TEAM_CASE, BYTES)) {
            return new CaseKey(key);
        }
    }

    /// The case's name inside the log.
    public CaseTag tag() {
        return tag;
    }

    /// Seals the case's events; still owned by this key.
    SecretBytes eventKey() {
        return eventKey;
    }

    /// Wipes the key.
    @Override
    public void close() {
        eventKey.close();
    }
}
