package org.postern.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.Hash;
import org.postern.message.Reply;
import org.postern.message.ThreadId;

/// Something on its way to a requester's mailbox, with the steps that it still has to take.
///
/// A step that failed is taken again with the same bytes; a step that was taken is not taken twice.
final class Parcel {
    /// What has become of it.
    sealed interface Fate {
        /// Every step is taken.
        record Delivered() implements Fate {}

        /// Waiting or being sent.
        record Moving() implements Fate {}

        /// Not acknowledged: the same bytes may be sent again.
        ///
        /// @param words why
        record Stuck(String words) implements Fate {}

        /// Not taken as it is: it has to be written or sealed anew.
        ///
        /// @param words why
        record Returned(String words) implements Fate {}
    }

    /// Can't be delivered, and trying again would not help by itself; the message is for the person at the page.
    static final class UndeliverableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UndeliverableException(String message) {
            super(message);
        }
    }

    /// One thing to do, that may throw and be done again.
    @FunctionalInterface
    interface Step {
        /// Does it.
        ///
        /// @throws org.postern.api.ProblemException if the server did not take it
        void take();
    }

    private final ThreadId thread;
    private final Reply.Draft draft;
    private final Optional<Case.Sight> seen;
    private final Instant since;
    private List<Step> steps = List.of();
    private int taken;
    private Optional<ReplyFrame> frame = Optional.empty();
    private boolean stored;
    private Fate fate = new Fate.Moving();

    /// @param seen what its author had before them; nothing for a notice, which answers nobody
    /// @param since when it was written
    Parcel(ThreadId thread, Reply.Draft draft, Optional<Case.Sight> seen, Instant since) {
        this.thread = thread;
        this.draft = draft;
        this.seen = seen;
        this.since = since;
    }

    /// Sets out what is to be done, in order.
    Parcel with(Step... inOrder) {
        steps = List.of(inOrder);
        return this;
    }

    ThreadId thread() {
        return thread;
    }

    Optional<Case.Sight> seen() {
        return seen;
    }

    Instant since() {
        return since;
    }

    Reply.Draft draft() {
        return draft;
    }

    /// The sealed reply, once it was sealed.
    synchronized Optional<ReplyFrame> frame() {
        return frame;
    }

    synchronized void seal(ReplyFrame sealed) {
        frame = Optional.of(sealed);
    }

    /// Throws the sealed form away, because its place in the mailbox was taken.
    synchronized void unseal() {
        frame = Optional.empty();
    }

    synchronized Hash frameHash() {
        return Hash.ofRaw(frame.orElseThrow().link());
    }

    /// Whether the server has it: then it is sent, whatever is still to be done.
    synchronized boolean isStored() {
        return stored;
    }

    synchronized void stored() {
        stored = true;
    }

    /// Takes the steps that are left.
    void go() {
        while (taken < steps.size()) {
            steps.get(taken).take();
            taken++;
        }
        fate(new Fate.Delivered());
    }

    synchronized Fate fate() {
        return fate;
    }

    synchronized void fate(Fate now) {
        fate = now;
    }
}
