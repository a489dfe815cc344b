package org.postern.verify;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.api.ProblemException;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Reason;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedManifest;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.tlog.Cosignature;
import org.postern.tlog.LogException;
import org.postern.tlog.LogProof;

/// One look at a service from outside: the keys as a page would check them, the whole log, every change of keys, every
/// served file, and what is about to expire (DESIGN section 8).
public final class Verification {
    private static final String CHECKPOINT = "checkpoint";

    private final Service service;
    private final Hash pinned;
    private final Optional<Seen> before;
    private final InstantSource clock;
    private final Report report = new Report();

    private Optional<Seen> remember = Optional.empty();
    private Optional<byte[]> forked = Optional.empty();
    private Optional<Notes> looked = Optional.empty();
    private int quorum;
    private String summary = "";

    private Verification(Service service, Hash pinned, Optional<Seen> before, InstantSource clock) {
        this.service = service;
        this.pinned = pinned;
        this.before = before;
        this.clock = clock;
    }

    /// Looks.
    ///
    /// @param service what to look at
    /// @param pinned  SHA-256 of the first root note, from a source that is not the service
    /// @param before  what was seen of this service before
    /// @param clock   the verifier's clock
    /// @return what was found
    public static Verification of(Service service, Hash pinned, Optional<Seen> before, InstantSource clock) {
        var first = new Verification(service, pinned, before, clock);
        first.look();
        if (first.isGood() || !first.isOvertaken()) {
            return first;
        }
        // A publication in the middle of a look changes keys, log and page at once. The second look stands.
        var second = new Verification(service, pinned, before, clock);
        second.look();
        return second;
    }

    private boolean isOvertaken() {
        try {
            return looked.isPresent()
                    && !Hash.of(service.notes().bytes())
                            .equals(Hash.of(looked.get().bytes()));
        } catch (ProblemException away) {
            return false;
        }
    }

    private void look() {
        try {
            // In this order, so that the keys can't be older than the log.
            var checkpoint = service.log(CHECKPOINT, SignedNote.NOTE_BYTES_MAX);
            var notes = service.notes();
            looked = Optional.of(notes);
            var manifest = keys(notes);
            if (manifest.isPresent()) {
                log(checkpoint, notes, manifest.get());
                files(manifest.get());
                new Expiry(clock, report)
                        .check(manifest.get().root(), manifest.get().manifest());
            }
        } catch (ProblemException e) {
            report.alarm(Alarm.NOT_REACHED, "The keys or the log can't be had. " + e.getMessage());
        }
    }

    private Optional<SignedManifest> keys(Notes notes) {
        SignedManifest found;
        try {
            found = SignedManifest.verifyOpenOrClosed(notes, pinned, 0);
            report.good("The list of admins goes back to the root that you gave; it is now at version "
                    + found.root().version() + ".");
            report.good("Manifest " + found.manifest().version() + " is signed by at least "
                    + found.root().threshold() + " of " + found.root().admins().size() + " admins.");
            quorum = found.root().quorum();
        } catch (ManifestException e) {
            report.alarm(alarmOf(e.reason()), e.reason().words());
            return Optional.empty();
        }
        try {
            VerifiedManifest.verifyOpenOrClosed(
                    notes, pinned, before.map(Seen::version).orElse(0), clock);
            report.good("A page believes these keys, by the rules that it checks.");
        } catch (ManifestException e) {
            report.alarm(alarmOf(e.reason()), e.reason().words());
        }
        if (before.filter(seen -> seen.version() == found.manifest().version()
                        && !seen.manifest().equals(found.noteHash()))
                .isPresent()) {
            report.alarm(
                    Alarm.FORK,
                    "There are two different manifests with version "
                            + found.manifest().version() + ".");
        }
        return Optional.of(found);
    }

    private void log(byte[] checkpoint, Notes notes, SignedManifest manifest) {
        if (notes.proof().isEmpty()) {
            report.alarm(Alarm.SKIPPED_LOG, Reason.NOT_LOGGED.words());
        }
        SignedNote atLog;
        SignedNote atNotes;
        try {
            atLog = SignedNote.parse(checkpoint);
            atNotes = notes.proof().isPresent()
                    ? LogProof.parse(notes.proof().get()).checkpoint()
                    : atLog;
        } catch (NoteException | LogException e) {
            report.alarm(Alarm.BROKEN_LOG, "The state of the log, or the proof beside the keys, can't be read.");
            return;
        }
        var check = new LogCheck(service, manifest.root(), clock, report);
        var believed = check.read(atLog, atNotes, before.map(Seen::checkpoint));
        forked = check.forked();
        if (believed.isEmpty()) {
            return;
        }
        var state = believed.get().state();
        new Expiry(clock, report).check(state, quorum);
        try {
            var history = History.of(believed.get().entries().entries(), pinned, clock);
            if (isLast(history, manifest)) {
                var size = state.checkpoint().size();
                remember = Optional.of(new Seen(
                        pinned,
                        manifest.manifest().version(),
                        manifest.noteHash(),
                        state.note().bytes()));
                var witnesses =
                        state.cosignatures().stream().map(Cosignature::witness).collect(Collectors.toSet());
                summary = "manifest " + manifest.manifest().version() + ", " + size + " entries in the log, "
                        + witnesses.size() + " witnesses.";
                report.good("The log holds " + size + " entries. Each follows from those before it, and the keys shown"
                        + " are the last.");
                report.good(witnesses.size() + " witnesses have seen the log in this state; the admins ask for "
                        + quorum + ".");
            }
        } catch (History.BrokenHistory e) {
            report.alarm(
                    Alarm.BROKEN_LOG,
                    "Entry " + e.entry() + " of the log does not follow from those before it. "
                            + e.reason().words());
        }
    }

    private boolean isLast(History history, SignedManifest manifest) {
        var newest = history.newest();
        if (newest.filter(last -> last.noteHash().equals(manifest.noteHash())).isPresent()) {
            return true;
        }
        if (history.holds(manifest.noteHash())) {
            report.alarm(
                    Alarm.ROLLBACK,
                    "Manifest " + manifest.manifest().version() + " is shown, and there are newer entries in the log.");
        } else {
            report.alarm(
                    Alarm.SKIPPED_LOG,
                    "Manifest " + manifest.manifest().version() + " is shown, and it is not in the log.");
        }
        return false;
    }

    private void files(SignedManifest found) {
        var files = found.manifest().files();
        for (var file : files) {
            try {
                if (Hash.of(service.file(file.path())).equals(file.hash())) {
                    report.good("The file " + file.path() + " is the one that the admins signed.");
                } else {
                    report.alarm(
                            Alarm.PAGE_DIFFERS, "The file " + file.path() + " is not the one that the admins signed.");
                }
            } catch (ProblemException e) {
                report.alarm(Alarm.NOT_REACHED, "The file " + file.path() + " can't be had. " + e.getMessage());
            }
        }
        if (files.isEmpty()) {
            report.alarm(Alarm.PAGE_DIFFERS, "The manifest names no files, so the page itself can't be checked.");
        }
    }

    /// Which alarm a reason of PROTOCOL 8.5 is, once keys are published.
    private static Alarm alarmOf(Reason reason) {
        return switch (reason) {
            case OLDER_THAN_SEEN -> Alarm.ROLLBACK;
            case NOT_LOGGED, NOT_NEWEST -> Alarm.SKIPPED_LOG;
            case WRONG_LOG -> Alarm.BROKEN_LOG;
            case TOO_FEW_WITNESSES, STALE -> Alarm.WITNESSES;
            case ROOT_EXPIRED, CLOSED, TOO_FAR_AHEAD -> Alarm.EXPIRES;
            case NOT_PUBLISHED,
                    MALFORMED,
                    WRONG_ROOT,
                    BAD_SIGNATURE,
                    BROKEN_ROOT_CHAIN,
                    ROOT_UNDER_SIGNED,
                    WRONG_ORIGIN,
                    WRONG_ROOT_VERSION,
                    UNDER_SIGNED,
                    VERSION_TAKEN,
                    WRONG_PREVIOUS,
                    WRONG_EPOCH,
                    TOO_EARLY,
                    WRONG_HISTORY,
                    WRONG_EPOCH_FILE,
                    WRONG_ROSTER,
                    WRONG_RECOVERY,
                    WRONG_PEOPLE -> Alarm.WRONG_KEYS;
        };
    }

    /// What was checked and holds.
    ///
    /// @return plain sentences
    public List<String> good() {
        return report.good();
    }

    /// What does not hold.
    ///
    /// @return in the order in which it was found; empty if all is well
    public List<Finding> findings() {
        return report.findings();
    }

    /// What nobody can find out this way.
    ///
    /// @return plain sentences
    public List<String> notExcluded() {
        var freeze = "No witnesses are asked for, so a freeze can't be excluded: the service could show you old keys"
                + " that are still good, and somebody else the newest.";
        var page = "The service could show this program another page than it shows a person.";
        return quorum == 0 ? List.of(freeze, page) : List.of(page);
    }

    /// Whether everything holds.
    ///
    /// @return true without any finding
    public boolean isGood() {
        return report.findings().isEmpty();
    }

    /// Whether nothing is known to be wrong, and the service or a part of it can't be had.
    ///
    /// @return true if that is all
    public boolean isOnlyUnreached() {
        return !isGood() && alarms().equals(EnumSet.of(Alarm.NOT_REACHED));
    }

    /// The kinds of what was found.
    ///
    /// @return empty if all is well
    public Set<Alarm> alarms() {
        return report.findings().stream().map(Finding::alarm).collect(Collectors.toSet());
    }

    /// A good look in a few words.
    ///
    /// @return versions and counts
    public String summary() {
        return summary;
    }

    /// What to remember for the next time: this look, unless log and keys don't hold together.
    ///
    /// @return nothing if what was seen before is to be kept
    public Optional<Seen> toRemember() {
        // A changed page or an old key is no reason to forget how far the log has come.
        var harmless = EnumSet.of(Alarm.PAGE_DIFFERS, Alarm.EXPIRES, Alarm.WITNESSES, Alarm.NOT_REACHED);
        return remember.filter(seen -> harmless.containsAll(alarms()));
    }

    /// The log's signed checkpoint that contradicts the one seen before, if there is one.
    ///
    /// @return the note, all bytes
    public Optional<byte[]> forked() {
        return forked;
    }
}
