package org.postern.console;

import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Arrival;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.Hash;
import org.postern.message.Opener;
import org.postern.message.Sealer;
import org.postern.message.ThreadId;
import org.postern.triage.TriageEvent;

/// How answers and notices go out. Each waits a random moment, looks once more whether the person or a colleague wrote,
/// is sealed to the next free place of the mailbox, sent, and written into the log.
final class Courier {
    private static final String NO_ROOM = "This mailbox is full: it holds 64 answers.";
    private static final int TRIES_MAX = 3;

    /// Said when a message came that the author of an answer has not seen: it may change everything.
    static final String WROTE_AGAIN =
            "The person wrote again in the meantime. Read the newest message above first. What you typed is still here.";

    /// Said once when a colleague, or the same person in another tab, was quicker; the author may send all the same.
    static final String ANSWERED =
            "Another answer went out in the meantime. Read that answer above first. You can still send yours.";

    private final Settings settings;
    private final Ring ring;
    private final Casebook book;
    private final Fetch fetch;
    private final Sealer sealer;
    private final ReentrantLock posting = new ReentrantLock();
    private volatile boolean closed;

    Courier(Settings settings, Ring ring, Casebook book, Fetch fetch) {
        this.settings = settings;
        this.ring = ring;
        this.book = book;
        this.fetch = fetch;
        this.sealer = new Sealer(settings.randomness(), settings.clock());
    }

    /// Waits a random moment, which makes it harder for a watcher of the server to match typing with sending.
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

    /// Looks for what is new, seals, unless that was done before, and posts. One at a time, because each reply
    /// names the one before it.
    ///
    /// @param whenSealed called when the sealed form is made and not yet sent: whatever ends this console then, the
    ///     same bytes are sent again
    void post(Parcel parcel, Runnable whenSealed) {
        posting.lock();
        try {
            for (int tries = 1; !isPosted(parcel, whenSealed, tries == TRIES_MAX); tries++) {
                // A colleague's answer or notice took the place. Look what it is: an answer stops this one.
                parcel.unseal();
            }
        } finally {
            posting.unlock();
        }
    }

    private boolean isPosted(Parcel parcel, Runnable whenSealed, boolean last) {
        fetch.look();
        var one = book.find(parcel.thread()).orElseThrow(() -> new ProblemException(Problem.CLOSED));
        if (closed) {
            throw new IllegalStateException("locked");
        }
        if (parcel.frame().isPresent() && one.holds(parcel.frameHash())) {
            parcel.stored();
            return true;
        }
        requireNothingNew(parcel, one);
        if (parcel.frame().isEmpty()) {
            seal(parcel, one);
            whenSealed.run();
        }
        var frame = parcel.frame().orElseThrow();
        try {
            deliver(parcel, frame);
            return true;
        } catch (ProblemException e) {
            if (e.problem() != Problem.TAKEN || last) {
                throw e;
            }
            book.taken(Hash.ofRaw(frame.tag()), frame.number());
            return false;
        }
    }

    private static void requireNothingNew(Parcel parcel, Case one) {
        parcel.seen().flatMap(seen -> news(seen, one.sight())).ifPresent(words -> {
            parcel.unseal();
            throw new OvertakenException(words);
        });
    }

    /// What to say to an author who has seen less than there is.
    ///
    /// @param seen what they had before them
    /// @param now what there is
    /// @return nothing if that is the same
    static Optional<String> news(Case.Sight seen, Case.Sight now) {
        if (seen.equals(now)) {
            return Optional.empty();
        }
        return Optional.of(seen.messages().equals(now.messages()) ? ANSWERED : WROTE_AGAIN);
    }

    private void deliver(Parcel parcel, ReplyFrame frame) {
        var tag = Hash.ofRaw(frame.tag());
        fetch.team().reply(frame.frame(), book.hasErased(tag));
        parcel.stored();
        book.taken(tag, frame.number());
        ring.identity(frame.epoch())
                .flatMap(identity -> Opener.reply(frame, identity, ring))
                .ifPresent(reply -> book.add(new Answered(reply, parcel.frameHash(), justNow(frame.epoch()))));
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
    void logReplied(Parcel parcel) {
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

    /// From now on nothing is sent.
    void close() {
        closed = true;
    }

    /// Something came that the author of an answer has not seen.
    static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OvertakenException(String message) {
            super(message);
        }
    }
}
