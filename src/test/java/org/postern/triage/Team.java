package org.postern.triage;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;
import org.postern.manifest.Roster;

/// A few desks that share one log behind a server which tests may make lie.
final class Team implements LogRing {
    static final int EPOCH = 3;

    final SeededRandomness randomness;
    final List<Author> desks = new ArrayList<>();
    final Author stranger;
    final Server server = new Server();
    final CaseKey caseKey;
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final LogKey logKey;
    private final Roster roster;

    Team(long seed) {
        randomness = new SeededRandomness(seed);
        var keys = new ArrayList<byte[]>();
        for (int i = 0; i < 5; i++) {
            var desk = SecretBytes.random(randomness, 32);
            keys.add(Ed25519.publicKey(desk));
            desks.add(new Author(EPOCH, desk));
        }
        stranger = new Author(EPOCH, SecretBytes.random(randomness, 32));
        roster = Roster.draw(EPOCH, keys, randomness);
        logKey = new LogKey(EPOCH, SecretBytes.random(randomness, 32));
        try (var key = SecretBytes.random(randomness, 32)) {
            caseKey = new CaseKey(key);
        }
    }

    @Override
    public Optional<LogKey> logKey(int epoch) {
        return epoch == EPOCH ? Optional.of(logKey) : Optional.empty();
    }

    @Override
    public Optional<Roster> roster(int epoch) {
        return epoch == EPOCH ? Optional.of(roster) : Optional.empty();
    }

    TriageLog log(LogPort port, Seen before) {
        InstantSource clock = () -> now;
        return new TriageLog(port, this, randomness, clock, before);
    }

    /// A console that knows the case.
    TriageLog console() {
        var log = log(server, Seen.NOTHING);
        log.know(caseKey);
        return log;
    }

    UUID id() {
        var bytes = ByteBuffer.wrap(randomness.bytes(16));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    TriageEvent.Replied replied(int number) {
        return new TriageEvent.Replied(Hash.of(new byte[] {1}), number, Hash.ofRaw(randomness.bytes(32)));
    }

    HybridIdentity identity() {
        try (var seed = SecretBytes.random(randomness, 32)) {
            return HybridIdentity.fromSeed(seed);
        }
    }

    /// An honest server, until somebody takes its list away.
    static final class Server implements LogPort {
        final List<LogEntry> entries = new ArrayList<>();

        Server copy() {
            var copy = new Server();
            copy.entries.addAll(entries);
            return copy;
        }

        @Override
        public Seen append(LogEntry entry) {
            entries.add(entry);
            var head = Seen.NOTHING;
            for (var one : entries) {
                head = head.next(Hash.ofRaw(one.hash()));
            }
            return head;
        }

        @Override
        public List<Stored> read(long after, int max) {
            var out = new ArrayList<Stored>();
            for (long i = after; i < Math.min(entries.size(), after + max); i++) {
                var entry = entries.get((int) i);
                out.add(new Stored(i + 1, Hash.ofRaw(entry.hash()), Optional.of(entry)));
            }
            return out;
        }
    }
}
