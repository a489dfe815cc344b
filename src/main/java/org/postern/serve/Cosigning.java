package org.postern.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.manifest.VerifiedRoot;
import org.postern.note.SignedNote;
import org.postern.store.Published;
import org.postern.store.Shown;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;
import org.postern.store.StoredNote;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.Cosignature;
import org.postern.tlog.LogException;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.LogSigner;
import org.postern.tlog.MerkleTree;

/// Brings what was taken in before everybody's eyes: signs the log's checkpoint, asks the witnesses, and shows the new
/// state once as many of them cosigned as the newest root demands. Until then the old state stays.
///
/// Nothing of the way is kept but its two ends. The same tree gives the same checkpoint on every node, and witnesses
/// cosign it again, so any step may be lost and done once more.
final class Cosigning {
    /// The page refuses cosignatures that are older than 72 h: these come in good time.
    static final Duration RENEWED_AFTER = Duration.ofHours(12);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(32);

    private final OnceSaid missing = new OnceSaid("all witnesses cosigned again");
    private final OnceSaid otherKey = new OnceSaid("log-key is the key that the newest root names again");
    private final OnceSaid contradiction = new OnceSaid("the log in the database is the one that is shown again");
    private final Store store;
    private final Leaves leaves;
    private final LogKeys keys;
    private final Witnesses witnesses;
    private final Hash pinned;
    private final InstantSource clock;
    private volatile Progress progress = Progress.NONE;
    private Duration pause = FIRST_PAUSE;
    private Instant notBefore = Instant.MIN;

    /// Makes the way from taken to shown.
    ///
    /// @param store holds both states
    /// @param leaves the log
    /// @param keys sign checkpoints
    /// @param witnesses cosign them
    /// @param pinned SHA-256 of the first root note
    /// @param clock says how old a cosignature is
    Cosigning(Store store, Leaves leaves, LogKeys keys, Witnesses witnesses, Hash pinned, InstantSource clock) {
        this.store = store;
        this.leaves = leaves;
        this.keys = keys;
        this.witnesses = witnesses;
        this.pinned = pinned;
        this.clock = clock;
    }

    /// Where it stands, for the operator.
    ///
    /// @param leaves the log's size
    /// @param waiting how many of them are not shown yet
    /// @param asked how many witnesses were asked last
    /// @param answered how many of them cosigned
    /// @param cosigned when enough of them had seen what is shown
    record Progress(int leaves, int waiting, int asked, int answered, Optional<Instant> cosigned) {
        static final Progress NONE = new Progress(0, 0, 0, 0, Optional.empty());
    }

    /// {@return where it stands}
    Progress progress() {
        return progress;
    }

    /// Does what is due, unless the last try failed a short while ago; says in one line if it can't be done.
    synchronized void keepUpQuietly() {
        if (clock.instant().isBefore(notBefore)) {
            return;
        }
        try {
            advance();
            contradiction.say(Optional.empty());
        } catch (StoreUnavailable away) {
            // The store and /health say so already.
        } catch (IllegalStateException lost) {
            contradiction.say(Optional.of(lost.getMessage()));
        }
    }

    /// Does what is due now.
    ///
    /// @return whether what was taken in last is shown
    synchronized boolean advance() {
        var taken = store.taken();
        var shown = store.shown();
        if (taken.leaves() == 0) {
            return true;
        }
        var root = newestRoot(taken);
        var isShown = shown.published().leaves() == taken.leaves();
        if (isShown && !isDue(shown, root)) {
            report(taken, shown, root, progress.answered());
            return true;
        }
        var signer = keys.of(root);
        otherKey.say(signer.isEmpty(), "log-key is not the key that the newest root names: nothing new is shown");
        if (signer.isEmpty()) {
            return isShown;
        }
        var cosigned = cosigned(signer.get(), taken, shown, root);
        var reached = isBelieved(cosigned.checkpoint(), root, clock.instant());
        missing.say(missing(cosigned.answered(), root, reached, isShown));
        if (reached) {
            store.show(new Shown(taken, cosigned.checkpoint().bytes()));
        }
        plan(reached);
        report(taken, store.shown(), root, cosigned.answered());
        return store.shown().published().leaves() >= taken.leaves();
    }

    private void plan(boolean reached) {
        if (reached) {
            pause = FIRST_PAUSE;
            notBefore = Instant.MIN;
        } else {
            notBefore = clock.instant().plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private Witnesses.Cosigned cosigned(LogSigner signer, Published taken, Shown shown, Root root) {
        var tree = leaves.tree(taken.leaves());
        var checkpoint = signer.sign(tree);
        if (shown.checkpoint().length > 0) {
            var before = SignedNote.parse(shown.checkpoint());
            mustHaveGrown(tree, Checkpoint.claimedBy(before));
            if (before.text().equals(checkpoint.text())) {
                // What a witness said that is away now still stands for three days.
                for (var line : before.signatures()) {
                    checkpoint = root.witnesses().stream().anyMatch(line::isBy) ? checkpoint.with(line) : checkpoint;
                }
            }
        }
        return witnesses.ask(tree, checkpoint, root.witnesses());
    }

    /// The one thing that a log must never do is to sign two trees of which neither is the other one grown.
    private static void mustHaveGrown(MerkleTree tree, Checkpoint shown) {
        if (shown.size() > tree.size() || !tree.root(shown.size()).equals(shown.root())) {
            throw new IllegalStateException("the log in the database is not the one that is shown, grown");
        }
    }

    /// Which witnesses did not answer this service does not know by name: the settings list addresses, the root keys.
    private Optional<String> missing(int answered, Root root, boolean reached, boolean isShown) {
        if (root.witnesses().isEmpty() || (reached && answered >= witnesses.count())) {
            return Optional.empty();
        }
        var line = answered + " of the " + witnesses.count() + " witnesses in the settings cosigned, and "
                + root.quorum() + " must";
        if (reached) {
            return Optional.of(line + ": enough for now");
        }
        return Optional.of(
                isShown
                        ? line + ": pages believe what is shown for three days after the last time"
                        : line + ": what was published is not shown yet");
    }

    /// Says whether pages and consoles believe a checkpoint.
    ///
    /// @param checkpoint signed by the log
    /// @param root names the log's key and the witnesses
    /// @param now what time it is
    /// @return false if too few witnesses saw it, or too long ago
    static boolean isBelieved(SignedNote checkpoint, Root root, Instant now) {
        try {
            new LogPolicy(root.log(), root.witnesses(), root.quorum(), LogPolicy.FRESH_FOR).check(checkpoint, now);
            return true;
        } catch (LogException notYet) {
            return false;
        }
    }

    /// Without witnesses nothing grows old.
    private boolean isDue(Shown shown, Root root) {
        if (root.witnesses().isEmpty()) {
            return false;
        }
        return seenByEnough(shown, root)
                .map(seen -> !clock.instant().isBefore(seen.plus(RENEWED_AFTER)))
                .orElse(true);
    }

    /// When the last of the witnesses that are needed saw what is shown; where none is needed, the first of all.
    private static Optional<Instant> seenByEnough(Shown shown, Root root) {
        if (shown.checkpoint().length == 0) {
            return Optional.empty();
        }
        try {
            return Cosignature.of(SignedNote.parse(shown.checkpoint()), root.witnesses()).stream()
                    .map(Cosignature::time)
                    .sorted(Comparator.reverseOrder())
                    .skip(Math.max(1, root.quorum()) - 1L)
                    .findFirst();
        } catch (LogException otherWitnesses) {
            return Optional.empty();
        }
    }

    private Root newestRoot(Published taken) {
        return VerifiedRoot.verify(taken.roots().stream().map(StoredNote::body).toList(), pinned)
                .root();
    }

    private void report(Published taken, Shown shown, Root root, int answered) {
        progress = new Progress(
                taken.leaves(),
                taken.leaves() - shown.published().leaves(),
                witnesses.count(),
                answered,
                seenByEnough(shown, root));
    }

    /// Says whether a root can be served here.
    ///
    /// @param root the newest one of a publication
    /// @return false if its log's key is not here, so that nothing under it could ever be shown
    boolean canServe(Root root) {
        return keys.of(root).isPresent();
    }

    /// Requires the key of the log that the newest root names.
    ///
    /// @param first the root of the configuration, which counts until something is published
    /// @throws StartException if it is not here
    void requireServable(Root first) {
        var taken = store.taken();
        if (!canServe(taken.roots().isEmpty() ? first : newestRoot(taken))) {
            throw new StartException("log-key is not the key that the newest root names in its line `log`; "
                    + "use the key file that was made for this service");
        }
    }

    /// {@return a few lines for the operator; nothing in them comes from a client}
    String text() {
        var now = progress;
        var cosigned = now.cosigned()
                .map(seen -> Long.toString(
                        Math.max(0, Duration.between(seen, clock.instant()).toHours())))
                .orElse("never");
        return "log-leaves " + now.leaves() + "\nlog-waiting " + now.waiting() + "\nwitnesses-asked " + now.asked()
                + "\nwitnesses-answered " + now.answered() + "\ncosigned-hours-ago " + cosigned + "\n";
    }
}
