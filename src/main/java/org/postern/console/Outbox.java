package org.postern.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.keyring.VaultException;
import org.postern.message.Reply;
import org.postern.message.ThreadId;
import org.postern.triage.LogAlarmException;

/// Answers on their way. A failed one is kept and sent again as the same bytes, so nothing is stored twice. They lie on
/// the [Shelf] from the moment they are taken until the server has them and the log says so.
final class Outbox {
    /// After a lock, what is older than this is not sent without being asked: it may not fit any more.
    static final Duration FRESH = Duration.ofMinutes(10);

    private static final String GONE =
            "An answer was not sent: the message that it answers is gone. The person deleted it.";

    private static final String DELETED = "Somebody deleted their messages, and with them the answer that you had just"
            + " sent. Whether they had read it is not known.";

    private static final Duration LINE_STANDS = Duration.ofMinutes(10);

    private static final String NOT_THERE =
            "The server said that it took this answer, and does not have it. Perhaps the"
                    + " person deleted what it answers. Look, and send it again if it still fits. If that goes on, tell the admins.";

    private final Settings settings;
    private final Ring ring;
    private final Casebook book;
    private final Shelf shelf;
    private final Courier courier;
    private final Map<ThreadId, Parcel> answers = new HashMap<>();
    private final List<Parcel> unlogged = new ArrayList<>();
    private final Map<Parcel, Boolean> waiting = new HashMap<>();
    private final Map<String, Instant> lines = new LinkedHashMap<>();
    private int shelvedUnder;
    private int unsentAtEnd;
    private volatile boolean closed;

    Outbox(Settings settings, Ring ring, Casebook book, Shelf shelf, Courier courier) {
        this.settings = settings;
        this.ring = ring;
        this.book = book;
        this.shelf = shelf;
        this.courier = courier;
        takeFromShelf();
    }

    private void takeFromShelf() {
        try {
            for (var kept : shelf.read()) {
                var parcel = answer(kept.thread(), kept.draft(), kept.seen(), kept.since());
                kept.frame().ifPresent(parcel::seal);
                parcel.fate(new Parcel.Fate.Stuck("This console has to read everything first."));
                answers.put(kept.thread(), parcel);
                waiting.put(parcel, kept.asks());
            }
        } catch (VaultException e) {
            say(e.getMessage());
        }
    }

    private Parcel answer(ThreadId thread, Reply.Draft draft, Case.Sight seen, Instant since) {
        var parcel = new Parcel(thread, draft, Optional.of(seen), since);
        return parcel.with(
                courier::linger,
                () -> courier.post(parcel, this::keep),
                () -> courier.logReplied(parcel),
                () -> forget(parcel));
    }

    /// After a reading: sends on what waited on the shelf, or asks about it, and logs what could not be logged.
    void resume() {
        if (ring.author().isEmpty()) {
            return;
        }
        List<Parcel> late;
        synchronized (this) {
            waiting.forEach(this::resume);
            waiting.clear();
            // Its answer was lost on the way back, and it was read since: nobody is told that it was not sent.
            answers.values().stream()
                    .filter(parcel -> parcel.fate() instanceof Parcel.Fate.Stuck && isThere(parcel))
                    .toList()
                    .forEach(this::send);
            book.lost().forEach(this::giveBack);
            late = List.copyOf(unlogged);
            boolean isNewEpoch = ring.author().orElseThrow().epoch() != shelvedUnder;
            if (isNewEpoch && !answers.isEmpty()) {
                keep();
            }
        }
        late.forEach(Outbox::log);
    }

    private static void log(Parcel sent) {
        try {
            sent.go();
        } catch (ProblemException | VaultException e) {
            // It is sent; the log learns of it with another round.
            return;
        }
    }

    private void resume(Parcel parcel, boolean asks) {
        var age = Duration.between(parcel.since(), settings.clock().instant());
        var one = book.find(parcel.thread());
        if (one.isEmpty()) {
            drop(parcel);
        } else if (isThere(parcel) || (!asks && age.abs().compareTo(FRESH) <= 0)) {
            send(parcel);
        } else {
            parcel.fate(new Parcel.Fate.Stuck("This console was locked before it was sent. It was written "
                    + Wording.age(parcel.since(), settings.clock().instant())
                    + ": look whether it still fits."));
            book.touch();
        }
    }

    private void giveBack(Reply lost) {
        var one = book.find(lost.thread());
        if (one.isEmpty()) {
            say(DELETED);
            book.found(lost);
        }
        // Another answer to the same person goes first; this one waits for a later round.
        if (one.isEmpty() || answers.containsKey(lost.thread())) {
            return;
        }
        var draft = new Reply.Draft(lost.state(), Optional.empty(), lost.text());
        var parcel =
                answer(lost.thread(), draft, one.get().sight(), settings.clock().instant());
        parcel.fate(new Parcel.Fate.Returned(NOT_THERE));
        answers.put(lost.thread(), parcel);
        noteFate(true);
        book.found(lost);
        book.touch();
    }

    private boolean isThere(Parcel parcel) {
        return parcel.frame().isPresent()
                && book.find(parcel.thread())
                        .filter(known -> known.holds(parcel.frameHash()))
                        .isPresent();
    }

    /// Sends an answer. While one is on its way to a person, a second is not taken.
    ///
    /// @param thread whom
    /// @param draft what to say
    /// @param seen what its author had before them
    /// @return why it was not taken, or nothing
    synchronized Optional<String> answer(ThreadId thread, Reply.Draft draft, Case.Sight seen) {
        var before = Optional.ofNullable(answers.get(thread));
        if (before.isPresent() && !(before.get().fate() instanceof Parcel.Fate.Returned)) {
            return Optional.of("An earlier answer of yours is still on its way. Send this one after it.");
        }
        if (before.isEmpty() && answers.size() + unlogged.size() >= Shelf.PARCELS_MAX) {
            return Optional.of(
                    Shelf.PARCELS_MAX + " answers are still on their way. Send this one when one of them is gone.");
        }
        var parcel = answer(thread, draft, seen, settings.clock().instant());
        answers.put(thread, parcel);
        try {
            keep();
        } catch (VaultException e) {
            answers.remove(thread);
            return Optional.of(e.getMessage());
        }
        send(parcel);
        return Optional.empty();
    }

    /// The answer on its way to a person, if there is one.
    synchronized Optional<Parcel> answerTo(ThreadId thread) {
        return Optional.ofNullable(answers.get(thread));
    }

    /// Sends a stuck answer again, as the same bytes.
    synchronized void resend(ThreadId thread) {
        answerTo(thread)
                .filter(parcel -> parcel.fate() instanceof Parcel.Fate.Stuck)
                .ifPresent(parcel -> {
                    send(parcel);
                    keep();
                });
    }

    /// Takes a stuck answer back to be changed; should the first one have arrived after all, it shows above.
    synchronized void takeBack(ThreadId thread) {
        answerTo(thread)
                .filter(parcel -> parcel.fate() instanceof Parcel.Fate.Stuck)
                .ifPresent(parcel -> {
                    parcel.fate(new Parcel.Fate.Returned(""));
                    keep();
                });
        book.touch();
    }

    /// Gives up an answer that is not on its way.
    synchronized void giveUp(ThreadId thread) {
        answerTo(thread)
                .filter(parcel -> !(parcel.fate() instanceof Parcel.Fate.Moving))
                .ifPresent(this::forget);
        book.touch();
    }

    /// Whether something is being sent at this moment.
    synchronized boolean isMoving() {
        return answers.values().stream().anyMatch(parcel -> parcel.fate() instanceof Parcel.Fate.Moving);
    }

    /// Somebody whose answer was not sent and waits for what its author says.
    ///
    /// @param shown who is on the screen already, or empty
    synchronized Optional<ThreadId> unsentTo(Optional<ThreadId> shown) {
        return answers.values().stream()
                .filter(parcel -> !(parcel.fate() instanceof Parcel.Fate.Moving))
                .map(Parcel::thread)
                .filter(thread -> book.find(thread).isPresent() && !shown.equals(Optional.of(thread)))
                .findFirst();
    }

    /// How many answers have not gone out.
    synchronized int unsent() {
        return closed ? unsentAtEnd : answers.size();
    }

    /// What the page has to say for some minutes about answers whose case is not here any more.
    synchronized List<String> lines() {
        var now = settings.clock().instant();
        lines.values().removeIf(since -> since.plus(LINE_STANDS).isBefore(now));
        return List.copyOf(lines.keySet());
    }

    private synchronized void say(String line) {
        lines.put(line, settings.clock().instant());
    }

    /// Takes a parcel's steps on a thread of its own.
    void send(Parcel parcel) {
        parcel.fate(new Parcel.Fate.Moving());
        book.touch();
        Thread.ofVirtual().name("outbox").start(() -> {
            try {
                parcel.go();
            } catch (ProblemException e) {
                fail(
                        parcel,
                        e.problem().passes()
                                ? new Parcel.Fate.Stuck(e.getMessage())
                                : new Parcel.Fate.Returned(e.getMessage()));
            } catch (Courier.OvertakenException e) {
                fail(parcel, new Parcel.Fate.Returned(e.getMessage()));
            } catch (Parcel.UndeliverableException | VaultException e) {
                fail(parcel, new Parcel.Fate.Stuck(e.getMessage()));
            } catch (LogAlarmException e) {
                fail(parcel, new Parcel.Fate.Stuck("The shared log raised an alarm. Read the notice above first."));
            } catch (RuntimeException e) {
                // The console is being locked, or a bound was broken that the page should have kept.
                fail(parcel, new Parcel.Fate.Stuck("This console could not send it."));
            }
            book.touch();
        });
    }

    /// What the server has is sent, whatever failed after that: the log learns of it with a later round.
    private synchronized void fail(Parcel parcel, Parcel.Fate fate) {
        boolean isAnswer = answers.get(parcel.thread()) == parcel;
        if (isAnswer && parcel.isStored()) {
            answers.remove(parcel.thread());
            unlogged.add(parcel);
        } else if (isAnswer && !closed && book.find(parcel.thread()).isEmpty()) {
            drop(parcel);
        } else {
            parcel.fate(fate);
            noteFate(isAnswer);
        }
    }

    private void noteFate(boolean isAnswer) {
        try {
            if (isAnswer) {
                keep();
            }
        } catch (ProblemException | VaultException e) {
            // The shelf still holds it as it was, and the page says why it was not sent.
            return;
        }
    }

    private synchronized void drop(Parcel parcel) {
        say(GONE);
        forget(parcel);
    }

    private synchronized void forget(Parcel parcel) {
        answers.remove(parcel.thread(), parcel);
        unlogged.remove(parcel);
        keep();
    }

    /// Writes the shelf; once the console is locked it stays as it is.
    private synchronized void keep() {
        if (closed) {
            return;
        }
        var author = ring.author().orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
        shelf.write(
                author.epoch(),
                Stream.concat(answers.values().stream(), unlogged.stream())
                        .map(parcel -> new Shelf.Kept(
                                parcel.thread(),
                                parcel.draft(),
                                parcel.seen().orElseThrow(),
                                parcel.since(),
                                parcel.frame(),
                                !(parcel.fate() instanceof Parcel.Fate.Moving)))
                        .toList());
        shelvedUnder = author.epoch();
    }

    /// From now on nothing is sent and the shelf is not written: what lies there goes on after the next unlocking.
    void close() {
        closed = true;
        courier.close();
        synchronized (this) {
            unsentAtEnd = answers.size();
            answers.clear();
            unlogged.clear();
            waiting.clear();
        }
    }
}
