package org.postern.console;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Received;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Hash;
import org.postern.message.Consent;
import org.postern.message.HelpRequest;
import org.postern.message.HelpRequest.Urgency;
import org.postern.message.Reply;
import org.postern.message.ThreadId;
import org.postern.triage.ContactGate.Standing;

/// One person's thread: every message under one signing key and every answer to it.
///
/// Urgency comes from what the person said and from nothing else. What is ticked about a situation is not read here at
/// all.
final class Case {
    private final ThreadId thread;
    private final List<Received> messages;
    private final List<Answered> replies;
    private final Urgency urgency;
    private final Instant waitingSince;
    private final boolean isAnswered;

    /// @param thread whose
    /// @param messages at least one, in any order
    /// @param replies to this thread, in any order
    Case(ThreadId thread, Collection<Received> messages, Collection<Answered> replies) {
        this.thread = thread;
        this.messages = messages.stream().sorted(Case::inOrder).toList();
        this.replies = replies.stream()
                .sorted(Comparator.comparingInt(answered -> answered.reply().number()))
                .toList();
        this.urgency = highestNamed();
        this.waitingSince = oldestUnanswered();
        this.isAnswered = isEveryMessageAnswered();
    }

    /// What of a thread somebody had before them, told by two short hashes: its messages, and its answers.
    ///
    /// @param messages 16 hex digits
    /// @param answers 16 hex digits
    record Sight(String messages, String answers) {
        private static final int HALF = 16;

        /// Length of [#token].
        static final int CHARS = 2 * HALF;

        /// Reads what a page sends back.
        ///
        /// @throws IllegalArgumentException if it is none
        static Sight of(String token) {
            if (!token.matches("[0-9a-f]{" + CHARS + "}")) {
                throw new IllegalArgumentException("a sight has " + CHARS + " hex digits");
            }
            return new Sight(token.substring(0, HALF), token.substring(HALF));
        }

        /// In one, for a page and for a file.
        String token() {
            return messages + answers;
        }

        private static String half(Stream<String> names) {
            var all = names.sorted().collect(Collectors.joining("\n"));
            return Hash.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HALF);
        }
    }

    /// What stands here now.
    Sight sight() {
        return new Sight(
                Sight.half(
                        messages.stream().map(message -> message.request().id().toString())),
                Sight.half(answers().map(answered -> answered.frame().hex())));
    }

    /// Whether an answer stands here already.
    boolean holds(Hash frame) {
        return replies.stream().anyMatch(answered -> answered.frame().equals(frame));
    }

    /// The queue: the most urgent level first, then the one who has waited longest.
    static Comparator<Case> mostUrgentFirst() {
        return Comparator.<Case>comparingInt(one -> level(one.urgency()))
                .thenComparing(Case::waitingSince)
                .thenComparing(one -> one.thread.hex());
    }

    private static int inOrder(Received one, Received other) {
        var kinds =
                Comparator.comparing((Received received) -> received.request().kind());
        return kinds.thenComparingInt(received -> received.arrival().day())
                .thenComparingInt(received -> received.arrival().ordinal())
                .thenComparing(Received::writtenAt)
                .thenComparing(received -> received.request().id())
                .compare(one, other);
    }

    ThreadId thread() {
        return thread;
    }

    /// Oldest first.
    List<Received> messages() {
        return messages;
    }

    /// By number.
    List<Answered> replies() {
        return replies;
    }

    HelpRequest newest() {
        return messages.getLast().request();
    }

    /// When the newest message was written.
    Instant lastWroteAt() {
        return messages.getLast().writtenAt();
    }

    /// Since when the person waits: when the oldest message was written that no answer came after. Writing again sends
    /// nobody to the back. Of an answered case, when the newest was written.
    Instant waitingSince() {
        return waitingSince;
    }

    /// The messages that no answer came after.
    Stream<Received> unanswered() {
        return messages.stream().filter(message -> answers().noneMatch(answered -> isAfter(answered, message)));
    }

    private Instant oldestUnanswered() {
        return unanswered()
                .map(Received::writtenAt)
                .min(Comparator.naturalOrder())
                .orElseGet(this::lastWroteAt);
    }

    /// Answers, without the notices that a console sends by itself.
    private Stream<Answered> answers() {
        return replies.stream().filter(answered -> answered.reply().notice().isEmpty());
    }

    /// Every need of every message, once, in order.
    List<String> needs() {
        var needs = new LinkedHashSet<String>();
        messages.forEach(message -> needs.addAll(message.request().needs()));
        return List.copyOf(needs);
    }

    /// The highest level that the person ever named: writing again never lowers it (domain.md B.2).
    Urgency urgency() {
        return urgency;
    }

    private Urgency highestNamed() {
        return messages.stream()
                .map(message -> message.request().urgency())
                .filter(urgency -> urgency != Urgency.UNKNOWN)
                .min(Comparator.comparingInt(Case::level))
                .orElse(Urgency.UNKNOWN);
    }

    /// Unknown counts as today until somebody has read it.
    static int level(Urgency urgency) {
        return switch (urgency) {
            case NOW -> 1;
            case TODAY, UNKNOWN -> 2;
            case WEEK -> 3;
            case NO_RUSH -> 4;
        };
    }

    /// Whether the newest thing in the thread is an answer. Ticks of the same day decide; of re-dealt days only
    /// the times inside the seal are left, and then a tie counts as unanswered.
    boolean isAnswered() {
        return isAnswered;
    }

    private boolean isEveryMessageAnswered() {
        return answers().anyMatch(answered -> messages.stream().allMatch(message -> isAfter(answered, message)));
    }

    private static boolean isAfter(Answered answered, Received message) {
        var reply = answered.arrival();
        var request = message.arrival();
        if (reply.day() != request.day()) {
            return reply.day() > request.day();
        }
        if (reply.ordinal() > 0 && request.ordinal() > 0) {
            return reply.ordinal() > request.ordinal();
        }
        return answered.writtenAt().isAfter(message.writtenAt());
    }

    /// Where things stand, as the person was last told.
    Reply.State state() {
        return replies.isEmpty()
                ? Reply.State.RECEIVED
                : replies.getLast().reply().state();
    }

    /// Hash of the newest reply's frame, which the next one names.
    Hash lastFrame() {
        return replies.isEmpty() ? Hash.NONE : replies.getLast().frame();
    }

    /// The case key, still owned by its request; nothing until the first message is here.
    Optional<SecretBytes> caseKey() {
        return messages.stream()
                .flatMap(message -> message.request().caseKey().stream())
                .findFirst();
    }

    /// How many of its messages and answers are sealed to one of some epochs.
    long framesIn(Set<Integer> epochs) {
        var arrivals = Stream.concat(
                messages.stream().map(Received::arrival), replies.stream().map(Answered::arrival));
        return arrivals.filter(arrival -> epochs.contains(arrival.epoch())).count();
    }

    /// The newest message that carries locked details.
    Optional<HelpRequest> withDetails() {
        return messages.reversed().stream()
                .map(Received::request)
                .filter(request -> request.locked().isPresent())
                .findFirst();
    }

    /// Whether the person may be contacted, by all consents of the thread.
    boolean mayBeContacted() {
        return Consent.allows(
                messages.stream()
                        .flatMap(message -> message.request().consents().stream())
                        .toList(),
                Consent.Purpose.CONTACT);
    }

    /// When the newest consent to be contacted was given.
    Optional<Instant> contactAllowedSince() {
        return messages.reversed().stream()
                .filter(received -> received.request().consents().stream()
                        .anyMatch(consent -> consent.purpose() == Consent.Purpose.CONTACT && consent.given()))
                .map(Received::writtenAt)
                .findFirst();
    }

    /// What the contact gate needs to know about each request with locked details.
    List<Standing> standings() {
        return messages.stream()
                .map(Received::request)
                .flatMap(request -> request.locked().stream()
                        .map(layer -> new Standing(request.id(), layer.hash(), layer.k(), layer.n(), mayBeContacted())))
                .toList();
    }
}
