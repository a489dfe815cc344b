package org.postern.serve;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.manifest.EpochState;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.StoppedDesk;
import org.postern.note.SignedNote;
import org.postern.serve.Pages.Encoded;
import org.postern.store.Published;
import org.postern.store.Shown;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;

/// What is shown: the notes that everybody gets, and what the server itself believes because of them.
///
/// The database is the truth that several nodes share; this is one node's verified copy, looked up again every
/// second, and before anything is refused because this node does not know it.
final class Board {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OnceSaid unbelievable = new OnceSaid("what is published follows from the pinned root again");
    private final Object looking = new Object();
    private final Store store;
    private final Leaves leaves;
    private final Hash pinned;
    private final Root first;
    private final InstantSource clock;
    private volatile Posted posted = Posted.NOTHING;
    private volatile Optional<SignedManifest> waiting = Optional.empty();
    private long lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;

    /// Opens the board and reads what is shown.
    ///
    /// @param store where it is kept
    /// @param leaves the public log
    /// @param pinned SHA-256 of the first root note
    /// @param first the root of that note, which counts until something is published
    /// @param clock says when intake ends
    /// @throws ManifestException if what is shown does not follow from the pinned root
    Board(Store store, Leaves leaves, Hash pinned, Root first, InstantSource clock) {
        this.store = store;
        this.leaves = leaves;
        this.pinned = pinned;
        this.first = first;
        this.clock = clock;
        refresh();
    }

    /// {@return the body of `GET /notes`, ready to send}
    Encoded notes() {
        return posted.notes();
    }

    /// {@return the log's checkpoint, signed and cosigned; empty before the founding}
    byte[] checkpoint() {
        return posted.checkpoint();
    }

    /// A static file of the log.
    ///
    /// @param path `tile/…`
    /// @return empty if there is no such file
    Optional<Encoded> logFile(String path) {
        return posted.logFile(path);
    }

    /// {@return the epoch to write into empty places of a mailbox page: the intake's, or 1 before the first}
    int epochForEmptyPlaces() {
        return posted.manifest().map(signed -> signed.manifest().intakeEpoch()).orElse(1);
    }

    /// Refuses a request for an epoch that takes none.
    ///
    /// @param epoch what the request is sealed to
    /// @throws RefusedException EPOCH_CLOSED if its intake ended more than a day ago, or it is unknown or destroyed
    void requireIntake(int epoch) {
        if (!EpochState.of(manifestWith(epoch), epoch, clock).takesRequests()) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
    }

    /// Says whether a desk may call now: it is on the roster of the epoch that it names, and was not stopped.
    ///
    /// @param epoch what the caller names
    /// @param desk its key, 32 bytes
    /// @return false for a stranger and for a desk that was stopped, even by a manifest that still waits for its
    ///         witnesses: k admins signed it, and whoever was removed must not read on while a witness is away
    /// @throws RefusedException EPOCH_CLOSED if the epoch is unknown, over, or destroyed
    boolean mayCall(int epoch, byte[] desk) {
        requireWriting(epoch);
        var roster = posted.rosters().get(epoch);
        return roster != null
                && roster.leafOf(desk).isPresent()
                && manifest().takesCalls(epoch, desk, clock.instant())
                && waiting.filter(next -> next.manifest().stopped().contains(new StoppedDesk(epoch, desk)))
                        .isEmpty();
    }

    /// Refuses what the team writes under an epoch that is over. In the intake epoch it goes on working while intake
    /// is closed.
    ///
    /// @param epoch what a reply or an entry of the triage log is sealed to
    /// @throws RefusedException EPOCH_CLOSED if the epoch is unknown, over, or destroyed
    void requireWriting(int epoch) {
        var manifest = manifestWith(epoch);
        if (epoch != manifest.intakeEpoch()
                && !EpochState.of(manifest, epoch, clock).takesRequests()) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
    }

    /// Lists the epochs from which a case may move into the intake epoch.
    ///
    /// @param epoch what a moved frame is sealed to
    /// @return the living epochs before it
    /// @throws RefusedException EPOCH_CLOSED if it is not the intake epoch
    List<Integer> epochsBefore(int epoch) {
        var manifest = manifestWith(epoch);
        if (manifest.intakeEpoch() != epoch) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
        return manifest.epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(older -> older < epoch)
                .toList();
    }

    /// {@return SHA-256 of the manifest note in force; zeros before the founding}
    Hash inForce() {
        return posted.manifest().map(SignedManifest::noteHash).orElse(Hash.NONE);
    }

    /// {@return what was taken in and is not shown yet, because witnesses are missing}
    Optional<SignedManifest> waiting() {
        return waiting;
    }

    /// {@return the newest root; before the founding that of the configuration}
    Root newestRoot() {
        return posted.manifest().map(SignedManifest::root).orElse(first);
    }

    /// {@return what the manifest in force lists as served; empty before the founding}
    Optional<List<ServedFile>> listedFiles() {
        return posted.manifest().map(signed -> signed.manifest().files());
    }

    /// {@return what keeps a page from sealing to what is shown, one word; empty if nothing does}
    String obstacle() {
        var now = posted;
        if (now.manifest().isEmpty()) {
            return "keys";
        }
        var signed = now.manifest().get();
        var manifest = signed.manifest();
        if (EpochState.of(manifest, manifest.intakeEpoch(), clock) != EpochState.OPEN) {
            return "keys";
        }
        var seen = Cosigning.isBelieved(SignedNote.parse(now.checkpoint()), signed.root(), clock.instant());
        return seen ? "" : "witnesses";
    }

    private Manifest manifest() {
        return posted.manifest()
                .map(SignedManifest::manifest)
                .orElseThrow(() -> new RefusedException(Refusal.EPOCH_CLOSED));
    }

    /// The manifest in force, looked up once more if it knows nothing of an epoch: another node may have published it.
    private Manifest manifestWith(int epoch) {
        var known = posted.manifest().map(SignedManifest::manifest);
        if (known.isEmpty() || epoch > known.get().intakeEpoch()) {
            lookAgain();
        }
        return manifest();
    }

    /// Reads what is shown once more before something unknown is refused. All who ask at the same time share one look,
    /// and there is one a second, so that nobody can make it load.
    ///
    /// @throws StoreUnavailable if the database can't be read: nothing may be refused for good then
    void lookAgain() {
        var asked = System.nanoTime();
        synchronized (looking) {
            if (lookedAt - asked >= 0) {
                return;
            }
            try {
                for (long left; (left = lookedAt + LOOK_EVERY_NANOS - System.nanoTime()) > 0; ) {
                    TimeUnit.NANOSECONDS.sleep(left);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new RefusedException(Refusal.UNAVAILABLE);
            }
            lookedAt = System.nanoTime();
            refreshSaying();
        }
    }

    /// Reads what is shown, if it is not what this node shows already, and removes what it has left behind.
    ///
    /// @throws ManifestException if it does not follow from the pinned root; what was shown stays
    void refresh() {
        if (isNewlyShown()) {
            reap();
        }
    }

    private synchronized boolean isNewlyShown() {
        // What was taken is read first, so that what is shown meanwhile never looks as if it waited.
        var taken = store.taken();
        var shown = store.shown();
        var now = posted;
        waiting = waiting(taken, shown);
        if (Arrays.equals(shown.checkpoint(), now.checkpoint())) {
            return false;
        }
        var next = Posted.of(shown, leaves, store, pinned);
        posted = next;
        if (version(next) == version(now)) {
            return false;
        }
        Quiet.LOG.info(() -> "showing manifest version " + version(next));
        return true;
    }

    private Optional<SignedManifest> waiting(Published taken, Shown shown) {
        if (taken.manifest().isEmpty() || taken.leaves() <= shown.published().leaves()) {
            return Optional.empty();
        }
        return Optional.of(SignedManifest.verifyOpenOrClosed(Publishing.notes(taken), pinned, 0));
    }

    private static int version(Posted state) {
        return state.manifest().map(signed -> signed.manifest().version()).orElse(0);
    }

    /// Removes what belongs to epochs that the newest manifest no longer names as living: their keys are destroyed. And
    /// proposals for an older manifest.
    void reap() {
        var signed = posted.manifest();
        if (signed.isEmpty()) {
            return;
        }
        var manifest = signed.get().manifest();
        for (var epoch : store.epochs()) {
            if (!epoch.destroyed()
                    && epoch.epoch() < manifest.intakeEpoch()
                    && manifest.living(epoch.epoch()).isEmpty()) {
                store.destroyed(epoch.epoch());
            }
        }
        store.tidy(
                signed.get().noteHash().raw(),
                waiting.orElse(signed.get()).noteHash().raw());
    }

    /// Looks the board up again; if that can't be done, the log says why, once.
    void refreshQuietly() {
        try {
            refreshSaying();
        } catch (StoreUnavailable away) {
            // The store and /health say so already.
        }
    }

    private void refreshSaying() {
        try {
            refresh();
            unbelievable.say(Optional.empty());
        } catch (ManifestException | IllegalArgumentException | IllegalStateException broken) {
            unbelievable.say(Optional.of(
                    "what is published does not follow from the pinned root; still showing the last that did"));
        }
    }
}
