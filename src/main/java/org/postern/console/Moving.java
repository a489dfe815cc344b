package org.postern.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Mover;
import org.postern.message.Reply;
import org.postern.message.ThreadId;
import org.postern.triage.ContactGate;
import org.postern.triage.Logged;
import org.postern.triage.Openings;
import org.postern.triage.TriageEvent;

/// Takes open cases out of epochs that are soon destroyed, into the intake epoch (PROTOCOL.md 5.5).
///
/// Every console does it, in any order and as often as it likes: the server takes a frame only in the place of an
/// older one, so what was erased meanwhile stays erased, and what a colleague moved stays moved. Before its rows, a
/// case's history of openings is written into the log of the new epoch.
final class Moving {
    /// Cases leave an epoch that is destroyed within so many days.
    static final int DAYS_AHEAD = 7;

    /// After a pass that left something behind, the next one waits this long.
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Settings settings;
    private final Ring ring;
    private final Casebook book;
    private final Fetch fetch;
    private final Courier courier;
    private Instant notBefore = Instant.MIN;
    private volatile Progress progress = Progress.NONE;

    /// How far it is.
    ///
    /// @param moved frames that are in the new epoch now
    /// @param all frames that have to go there; 0 when there is nothing to do
    record Progress(int moved, int all) {
        static final Progress NONE = new Progress(0, 0);
    }

    Moving(Settings settings, Ring ring, Casebook book, Fetch fetch, Courier courier) {
        this.settings = settings;
        this.ring = ring;
        this.book = book;
        this.fetch = fetch;
        this.courier = courier;
    }

    /// How far it is.
    Progress progress() {
        return progress;
    }

    /// Moves what has to be moved, if there is anything.
    ///
    /// @param manifest in force
    /// @throws org.postern.api.ProblemException if the server can't be reached or refuses; the next call goes on
    void move(VerifiedManifest manifest) {
        var leaving = leaving(manifest);
        var cases = leaving.isEmpty() || ring.desk().isEmpty() ? List.<Case>of() : cases(leaving);
        if (cases.isEmpty() || settings.clock().instant().isBefore(notBefore)) {
            return;
        }
        notBefore = settings.clock().instant().plus(PAUSE);
        try {
            cases.forEach(one -> writeHistory(one, leaving.getLast(), manifest.intakeEpoch()));
            var threads = cases.stream().map(Case::thread).collect(Collectors.toSet());
            var mover = new Mover(manifest.intakeEpoch(), manifest.intakeRecipient(), settings.randomness());
            progress = new Progress(0, (int)
                    cases.stream().mapToLong(one -> one.framesIn(leaving)).sum());
            new Days()
                    .read(
                            fetch.team(),
                            (frame, day, ordinal) -> moveRequest(frame, leaving, threads, mover),
                            (frame, day, ordinal) -> moveReply(frame, leaving, threads, mover));
        } finally {
            progress = Progress.NONE;
        }
        if (cases(leaving).isEmpty()) {
            notBefore = Instant.MIN;
        }
    }

    /// The epochs to leave: not the intake epoch, and only those that this console can read.
    private SortedSet<Integer> leaving(VerifiedManifest manifest) {
        var last =
                LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC).plusDays(DAYS_AHEAD);
        return manifest.manifest().epochs().stream()
                .filter(epoch -> epoch.epoch() != manifest.intakeEpoch()
                        && !epoch.destroyOn().isAfter(last)
                        && ring.identity(epoch.epoch()).isPresent())
                .map(LivingEpoch::epoch)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Case> cases(Set<Integer> leaving) {
        return book.cases().stream()
                .filter(one -> one.state() != Reply.State.CLOSED && one.framesIn(leaving) > 0)
                .toList();
    }

    /// Sums up in the new epoch what the log says about openings, unless a sum says as much already.
    private void writeHistory(Case one, int from, int into) {
        var key = fetch.caseKey(one);
        if (key.isEmpty()) {
            return;
        }
        var events = fetch.log().events(key.get().tag());
        var today = LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC);
        var openings = Openings.fold(events, ContactGate.fold(events, one.standings(), today));
        var snapshot = openings.snapshot(from);
        boolean stands = events.stream()
                .map(Logged::event)
                .anyMatch(event -> event.epoch() == into
                        && event.event() instanceof TriageEvent.Moved moved
                        && moved.from() >= from
                        && moved.openings() >= snapshot.openings());
        if (!stands) {
            courier.append(one.thread(), snapshot);
        }
    }

    private void moveRequest(byte[] bytes, Set<Integer> leaving, Set<ThreadId> threads, Mover mover) {
        try {
            var from = RequestEnvelope.parse(bytes);
            var thread = book.threadOf(from.id()).filter(threads::contains);
            if (thread.isEmpty()) {
                return;
            }
            if (leaving.contains(from.epoch())) {
                var to = ring.identity(from.epoch()).flatMap(identity -> mover.request(from, identity));
                to.ifPresent(envelope -> {
                    fetch.team().move(envelope.frame());
                    book.movedTo(from.id(), envelope.epoch());
                    progress = new Progress(progress.moved + 1, progress.all);
                });
            } else {
                book.movedTo(from.id(), from.epoch());
            }
        } catch (RefusedException e) {
            // Not a request: the round has counted it as unreadable.
            return;
        }
    }

    private void moveReply(byte[] bytes, Set<Integer> leaving, Set<ThreadId> threads, Mover mover) {
        try {
            var from = ReplyFrame.parse(bytes);
            var tag = Hash.ofRaw(from.tag());
            var thread = book.threadOf(tag, from.number()).filter(threads::contains);
            if (thread.isEmpty()) {
                return;
            }
            if (leaving.contains(from.epoch())) {
                var to = ring.identity(from.epoch()).flatMap(identity -> mover.reply(from, identity, ring));
                to.ifPresent(frame -> {
                    fetch.team().move(frame.frame());
                    book.movedTo(tag, from.number(), frame.epoch());
                    progress = new Progress(progress.moved + 1, progress.all);
                });
            } else {
                book.movedTo(tag, from.number(), from.epoch());
            }
        } catch (RefusedException e) {
            // Not a reply: the round has counted it as unreadable.
            return;
        }
    }
}
