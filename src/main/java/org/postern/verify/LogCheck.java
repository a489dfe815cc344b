package org.postern.verify;

import java.time.InstantSource;
import java.util.Optional;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.LogException;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.WitnessedCheckpoint;

/// Whether the log is one log: signed, seen by its witnesses, adding up, and the one seen before grown.
final class LogCheck {
    private static final String TWO_HISTORIES =
            "The log signed one history for its readers and another one beside the keys.";

    private final Service service;
    private final LogPolicy policy;
    private final InstantSource clock;
    private final Report report;
    private Optional<byte[]> forked = Optional.empty();

    LogCheck(Service service, Root root, InstantSource clock, Report report) {
        this.service = service;
        this.policy = new LogPolicy(root.log(), root.witnesses(), root.quorum(), LogPolicy.FRESH_FOR);
        this.clock = clock;
        this.report = report;
    }

    /// Reads the whole log.
    ///
    /// @param atLog   the checkpoint that the log shows
    /// @param atNotes the checkpoint in the proof beside the keys, fetched after it
    /// @param before  what was seen before
    /// @return the larger state with all its entries, if it is believed and continues what was seen
    Optional<Believed> read(SignedNote atLog, SignedNote atNotes, Optional<Checkpoint> before) {
        var one = signed(atLog);
        var other = signed(atNotes);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        var isOne = one.get().checkpoint().size() > other.get().checkpoint().size();
        var larger = isOne ? one.get() : other.get();
        var smaller = isOne ? other.get() : one.get();
        if (goesBack(larger, before)) {
            return Optional.empty();
        }
        if (larger.checkpoint().size() == smaller.checkpoint().size()
                && !larger.checkpoint().root().equals(smaller.checkpoint().root())) {
            report.alarm(Alarm.FORK, TWO_HISTORIES);
            return Optional.empty();
        }
        LogCopy copy;
        try {
            copy = LogCopy.read(service, larger.checkpoint().size());
        } catch (LogException e) {
            report.alarm(Alarm.BROKEN_LOG, "The entries of the log can't be read.");
            return Optional.empty();
        }
        if (!copy.has(larger.checkpoint())) {
            report.alarm(Alarm.BROKEN_LOG, "The entries of the log do not add up to what the log signed.");
            return Optional.empty();
        }
        if (!copy.has(smaller.checkpoint())) {
            report.alarm(Alarm.FORK, TWO_HISTORIES);
            return Optional.empty();
        }
        if (before.filter(seen -> !copy.has(seen)).isPresent()) {
            forked = Optional.of(larger.note().bytes());
            report.alarm(Alarm.FORK, "The log does not continue the one that was seen before.");
            return Optional.empty();
        }
        for (var path : copy.wrongTiles(service)) {
            report.alarm(Alarm.BROKEN_LOG, "The log's file " + path + " does not belong to its entries.");
        }
        before.ifPresentOrElse(
                seen -> report.good("The log continues the one that was seen before, of " + seen.size() + " entries."),
                () -> report.good("This is the first look: nothing was seen before to compare the log with."));
        return Optional.of(new Believed(larger, copy));
    }

    /// The other half of the evidence of a fork, beside what was seen before.
    ///
    /// @return the contradicting checkpoint note, if there is one
    Optional<byte[]> forked() {
        return forked;
    }

    /// A state of the log that its signer, the witnesses and the entries agree on.
    ///
    /// @param state   signatures and size
    /// @param entries all of it
    record Believed(WitnessedCheckpoint state, LogCopy entries) {}

    /// What can be said without reading the log: it shrank, or it is another one of the same size.
    private boolean goesBack(WitnessedCheckpoint state, Optional<Checkpoint> before) {
        var now = state.checkpoint();
        if (before.isEmpty() || before.get().size() < now.size()) {
            return false;
        }
        if (before.get().size() > now.size()) {
            report.alarm(
                    Alarm.ROLLBACK,
                    "The log has " + now.size() + " entries, and it had "
                            + before.get().size() + " when it was seen before.");
            return true;
        }
        if (!before.get().root().equals(now.root())) {
            forked = Optional.of(state.note().bytes());
            report.alarm(Alarm.FORK, "The log signed two different histories of " + now.size() + " entries.");
            return true;
        }
        return false;
    }

    private Optional<WitnessedCheckpoint> signed(SignedNote note) {
        try {
            return Optional.of(policy.check(note, clock.instant()));
        } catch (LogException e) {
            return switch (e.reason()) {
                case TOO_FEW_WITNESSES ->
                    unwitnessed(note, "Fewer witnesses than the admins ask for have seen this state of the log.");
                case STALE ->
                    unwitnessed(note, "It is too long since enough witnesses have seen this state of the log.");
                case MALFORMED, WRONG_LOG, BAD_SIGNATURE, NOT_IN_LOG, INCONSISTENT -> {
                    report.alarm(Alarm.BROKEN_LOG, "The state of the log is not signed by the log's key.");
                    yield Optional.empty();
                }
            };
        }
    }

    /// The witnesses are one thing, what the log itself says another: it is read all the same.
    private Optional<WitnessedCheckpoint> unwitnessed(SignedNote note, String sentence) {
        report.alarm(Alarm.WITNESSES, sentence);
        var lenient = new LogPolicy(policy.log(), policy.witnesses(), 0, policy.freshFor());
        return Optional.of(lenient.check(note, clock.instant()));
    }
}
