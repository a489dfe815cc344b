package org.postern.console;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.age.HybridRecipient;
import org.postern.api.CeremonyClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Drawer;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Proposal;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.VerifiedManifest;

/// Draws the next epoch's secret when admins propose one, unaided (DESIGN.md 3): an epoch is drawn by a responder's
/// console, never by an admin. Several consoles may draw; the server keeps the first.
final class Preparation {
    private final Settings settings;
    private final Keyring keyring;
    private final Ring ring;
    private final Fetch fetch;
    private final Courier courier;
    private final CeremonyClient board;
    private final Set<Hash> settled = new HashSet<>();
    private volatile boolean underWay;

    Preparation(Settings settings, Keyring keyring, Ring ring, Fetch fetch, Courier courier) {
        this.settings = settings;
        this.keyring = keyring;
        this.ring = ring;
        this.fetch = fetch;
        this.courier = courier;
        this.board = new CeremonyClient(settings.team());
    }

    /// Looks at the board and draws for what may be drawn here.
    ///
    /// @param manifest in force
    /// @throws ProblemException if the server can't be reached or refuses; the next call tries again
    void draw(VerifiedManifest manifest) {
        var now = InForce.of(manifest.root(), manifest.manifest(), manifest.noteHash());
        boolean any = false;
        for (var bytes : board.proposals()) {
            var proposal = read(bytes);
            if (proposal.isPresent() && proposal.get().lineup().isPresent()) {
                any |= settle(now, proposal.get());
            }
        }
        underWay = any;
    }

    /// Whether a new epoch is being prepared.
    boolean isUnderWay() {
        return underWay;
    }

    /// Anybody can put bytes on the board.
    private static Optional<Proposal> read(byte[] bytes) {
        try {
            return Optional.of(Proposal.parse(bytes));
        } catch (ManifestException e) {
            return Optional.empty();
        }
    }

    /// Gives whether the proposal is one that this console draws or drew for.
    private boolean settle(InForce now, Proposal proposal) {
        var id = proposal.id();
        if (proposal.drawn().isPresent() || settled.contains(id)) {
            return settled.contains(id);
        }
        try {
            var drawn = Drawing.draw(now, proposal, new Own(), settings.clock(), settings.randomness());
            // A random wait, so that consoles of one team do not all come in the same moment.
            courier.linger();
            fetch.team().drawn(id, drawn.bytes());
            settled.add(id);
            return true;
        } catch (CeremonyException | ManifestException e) {
            // Not for this console, or not as it has to be: the admins' command says so to the admins.
            return false;
        } catch (ProblemException e) {
            if (e.problem() != Problem.TAKEN && e.problem() != Problem.CLOSED) {
                throw e;
            }
            settled.add(id);
            return true;
        }
    }

    /// This person's keys, lent to a drawing.
    private final class Own implements Drawer {
        @Override
        public Optional<SecretBytes> desk(int epoch) {
            return keyring.desk(epoch);
        }

        @Override
        public SecretBytes person() {
            throw new CeremonyException("A console draws only where there are desks.");
        }

        @Override
        public Optional<HybridRecipient> preKey(int epoch) {
            return keyring.preKey(epoch).map(identity -> {
                try (identity) {
                    return identity.recipient();
                }
            });
        }

        @Override
        public Optional<EpochSeed> seed(int epoch) {
            return keyring.epochSeed(epoch);
        }

        @Override
        public List<Hash> files(int epoch) {
            return ring.files(epoch);
        }
    }
}
