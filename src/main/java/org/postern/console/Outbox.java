package org.postern.console;

import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Arrival;
import org.postern.manifest.Hash;
import org.postern.message.Opener;
import org.postern.message.Reply;
import org.postern.message.Sealer;
import org.postern.message.ThreadId;
import org.postern.triage.LogAlarmException;
import org.postern.triage.TriageEvent;

/// Answers and notices on their way. Each waits a random moment, is sealed to the next free place of the
/// mailbox, sent, and written into the log. A failed one is kept and sent again as the same bytes, so nothing
/// is stored twice.
final class Outbox {
    private static final String NO_ROOM = "This mailbox is full: it holds 64 answers.";

    /// Said when a message came that the author of an answer has not seen: it may change everything.
    static final String WROTE_AGAIN =
            "The person wrote again in the meantime. Read the newest message above first. What you typed is still here.";

    private final Settings settings;
    private final Ring ring;
    private final Casebook book;
    private final Fetch fetch;
    private final Sealer sealer;
    private final ReentrantLock posting = new ReentrantLock();
    private final Map<ThreadId, Parcel> answers = new HashMap<>();

    Outbox(Settings settings, Ring ring, Casebook book, Fetch fetch) {
        this.settings = settings;
        this.ring = ring;
        this.book = book;
        this.fetch = fetch;
        this.sealer = new Sealer(settings.randomness(), settings.clock());
    }

    /// Sends an answer. While one is on its way to a person, a second is not taken.
    ///
    /// @param thread whom
    /// @param draft what to say
    /// @param shown how many of the person's messages its author had before them
    /// @return whether it was taken
    synchronized boolean answer(ThreadId thread, Reply.Draft draft, int shown) {
        var before = Optional.ofNullable(answers.get(thread));
        if (before.isPresent() && !(before.get().fate() instanceof Parcel.Fate.Returned)) {
            return false;
        }
        var parcel = new Parcel(thread, draft, shown);
        parcel.with(this::linger, () -> post(parcel), () -> logReplied(parcel), () -> done(parcel));
        answers.put(thread, parcel);
        send(parcel);
        return true;
    }

    /// The answer on its way to a person, if there is one.
    synchronized Optional<Parcel> answerTo(ThreadId thread) {
        return Optional.ofNullable(answers.get(thread));
    }

    /// Sends a stuck answer again, as the same bytes.
    synchronized void resend(ThreadId thread) {
        answerTo(thread)
                .filter(parcel -> parcel.fate() instanceof Parcel.Fate.Stuck)
                .ifPresent(this::send);
    }

    /// Takes a stuck answer back to be changed; should the first one have arrived after all, it shows above.
    synchronized void takeBack(ThreadId thread) {
        answerTo(thread)
                .filter(parcel -> parcel.fate() instanceof Parcel.Fate.Stuck)
                .ifPresent(parcel -> parcel.fate(new Parcel.Fate.Returned("")));
        book.touch();
    }

    /// Whether something is being sent at this moment.
    synchronized boolean isMoving() {
        return answers.values().stream().anyMatch(parcel -> parcel.fate() instanceof Parcel.Fate.Moving);
    }

    /// Takes a parcel's steps on a thread of its own.
    void send(Parcel parcel) {
        parcel.fate(new Parcel.Fate.Moving());
        book.touch();
        Thread.ofVirtual().name("outbox").start(() -> {
            try {
                parcel.go();
            } catch (ProblemException e) {
                parcel.fate(
                        e.problem().passes()
                                ? new Parcel.Fate.Stuck(e.getMessage())
                                : new Parcel.Fate.Returned(returned(e)));
            } catch (OvertakenException e) {
                parcel.fate(new Parcel.Fate.Returned(WROTE_AGAIN));
            } catch (Parcel.UndeliverableException e) {
                parcel.fate(new Parcel.Fate.Stuck(e.getMessage()));
            } catch (LogAlarmException e) {
                parcel.fate(new Parcel.Fate.Stuck("The shared log raised an alarm. Read the notice above first."));
            } catch (RuntimeException e) {
                // The console is being locked, or a bound was broken that the page should have kept.
                parcel.fate(new Parcel.Fate.Stuck("This console could not send it."));
            }
            book.touch();
        });
    }

    private static String returned(ProblemException e) {
        return e.problem() == Problem.TAKEN
                ? "Somebody else answered in the meantime. Read that answer first, then send yours."
                : e.getMessage();
    }

    /// Waits a random moment, so that a watcher of the server can't match typing with sending.
    void linger() {
        var most = BigInteger.valueOf(settings.replyDelayMax().toMillis() + 1);
        var draw = new BigInteger(1, settings.randomness().bytes(16));
        try {
            Thread.sleep(Duration.ofMillis(draw.mod(most).longValue()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.NOT_REACHED, e);
        }
    }

    /// Seals, unless that was done before, and posts. One at a time, because each reply names the one before it.
    void post(Parcel parcel) {
        posting.lock();
        try {
            var one = book.find(parcel.thread()).orElseThrow(() -> new ProblemException(Problem.CLOSED));
            if (parcel.frame().isEmpty()) {
                if (one.messages().size() > parcel.shown()) {
                    throw new OvertakenException();
                }
                seal(parcel, one);
            }
            var frame = parcel.frame().orElseThrow();
            var tag = Hash.ofRaw(frame.tag());
            fetch.team().reply(frame.frame(), book.hasErased(tag));
            book.taken(tag, frame.number());
            ring.identity(frame.epoch())
                    .flatMap(identity -> Opener.reply(frame, identity, ring))
                    .ifPresent(reply -> book.add(new Answered(reply, parcel.frameHash(), justNow(frame.epoch()))));
        } catch (ProblemException e) {
            if (e.problem() == Problem.TAKEN) {
                parcel.frame().ifPresent(frame -> book.taken(Hash.ofRaw(frame.tag()), frame.number()));
                parcel.unseal();
            }
            throw e;
        } finally {
            posting.unlock();
        }
    }

    private void seal(Parcel parcel, Case one) {
        var to = one.newest();
        var number = book.nextNumber(to.tag()).orElseThrow(() -> new Parcel.UndeliverableException(NO_ROOM));
        var desk = ring.desk().orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
        parcel.seal(sealer.reply(parcel.draft(), to, number, one.lastFrame(), desk));
    }

    /// Its tick is not known before the next round; until then it stands after everything of its day.
    private Arrival justNow(int epoch) {
        var today = LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC);
        return new Arrival((int) today.toEpochDay(), Days.JUST_SENT, epoch);
    }

    /// Whoever erased and wrote again has a case without a key: the first message had it. Nothing can be logged there.
    private void logReplied(Parcel parcel) {
        var isLogged = book.find(parcel.thread()).flatMap(Case::caseKey).isPresent();
        if (!isLogged) {
            return;
        }
        var frame = parcel.frame().orElseThrow();
        append(parcel.thread(), new TriageEvent.Replied(Hash.ofRaw(frame.tag()), frame.number(), parcel.frameHash()));
    }

    /// Appends an event unless the log holds it already, from an attempt whose answer was lost.
    ///
    /// @param thread whose case
    /// @param event what happened
    void append(ThreadId thread, TriageEvent event) {
        var author = ring.author().orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
        var key = book.find(thread).flatMap(fetch::caseKey).orElseThrow(() -> new ProblemException(Problem.CLOSED));
        fetch.log().read();
        boolean stands = fetch.log().events(key.tag()).stream()
                .anyMatch(logged -> logged.event().desk().equals(author.desk())
                        && logged.event().event().equals(event));
        if (!stands) {
            fetch.log().append(event, key, author);
        }
    }

    /// A message came before the answer was sealed.
    private static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private synchronized void done(Parcel parcel) {
        answers.remove(parcel.thread());
    }
}
