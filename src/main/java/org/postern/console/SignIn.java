package org.postern.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.DeskSigner;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.TeamClient;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.StoppedDesk;
import org.postern.manifest.VerifiedManifest;

/// Finds the newest desk of this person that the server takes, and says plainly when there is none.
final class SignIn {
    private final Settings settings;
    private final Keyring keyring;
    private volatile Optional<TeamClient> team = Optional.empty();
    private volatile Standing standing = Standing.WORKING;
    private volatile int epoch;
    private Hash tried = Hash.NONE;

    SignIn(Settings settings, Keyring keyring) {
        this.settings = settings;
        this.keyring = keyring;
    }

    /// Signs in, unless that was done under this manifest.
    ///
    /// @param manifest in force
    /// @return whether a desk works
    /// @throws ProblemException if the server can't be reached
    boolean with(VerifiedManifest manifest) {
        if (team.isEmpty() || !tried.equals(manifest.noteHash())) {
            tried = manifest.noteHash();
            choose(manifest);
        }
        return team.isPresent();
    }

    private void choose(VerifiedManifest manifest) {
        team = Optional.empty();
        var own = ownEpochs(manifest);
        var going = new ArrayList<>(own);
        going.removeIf(candidate -> isStopped(manifest, candidate));
        for (int candidate : going) {
            var client = new TeamClient(settings.team(), signer(candidate), settings.clock());
            if (isTaken(client)) {
                epoch = candidate;
                team = Optional.of(client);
                standing = Standing.WORKING;
                return;
            }
        }
        standing = own.isEmpty() ? Standing.TOO_OLD : going.size() < own.size() ? Standing.STOPPED : Standing.LEFT_OUT;
    }

    /// Living epochs for which there is a desk, newest first. Keys that were drawn ahead and then not taken into the
    /// roster are among them: only the server knows that.
    private List<Integer> ownEpochs(VerifiedManifest manifest) {
        return manifest.manifest().epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(number -> keyring.desk(number).isPresent())
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private boolean isStopped(VerifiedManifest manifest, int number) {
        var desk =
                new StoppedDesk(number, Ed25519.publicKey(keyring.desk(number).orElseThrow()));
        return manifest.manifest().stopped().contains(desk);
    }

    private static boolean isTaken(TeamClient client) {
        try {
            client.days();
            return true;
        } catch (ProblemException e) {
            if (isRefusal(e.problem())) {
                return false;
            }
            throw e;
        }
    }

    /// Whether the server does not take a desk: it does not know it, or its epoch is over.
    static boolean isRefusal(Problem problem) {
        return problem == Problem.NOT_SIGNED_IN || problem == Problem.CLOSED;
    }

    /// The server refused a desk that it took before: look again with the next round.
    void again() {
        tried = Hash.NONE;
        team = Optional.empty();
    }

    /// The client of the desk that works now.
    ///
    /// @throws ProblemException before a desk was found
    TeamClient team() {
        return team.orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
    }

    /// Whether a desk works, and if not, why.
    Standing standing() {
        return standing;
    }

    /// The epoch of the desk that works; 0 before.
    int epoch() {
        return epoch;
    }

    private DeskSigner signer(int number) {
        var seed = keyring.desk(number).orElseThrow();
        return new Signer(number, seed, Ed25519.publicKey(seed));
    }

    @SuppressWarnings("ArrayRecordComponent") // a key, never compared
    private record Signer(int epoch, SecretBytes seed, byte[] publicKey) implements DeskSigner {
        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public byte[] sign(String context, byte[] message) {
            return ContextSignature.sign(seed, context, message);
        }
    }
}
