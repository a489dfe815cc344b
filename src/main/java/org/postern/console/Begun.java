package org.postern.console;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.message.Reply;
import org.postern.message.ThreadId;

/// What somebody began at this console: answers that are not sent, by thread, and messages that were opened and are not
/// answered. In memory only, and gone with the lock. Safe for several threads.
final class Begun {
    private static final String UNREAD =
            "A message above is still folded. Open it first: with your answer it counts as read.";

    private final Map<ThreadId, Text> texts = new HashMap<>();
    private final Set<String> unfolded = new HashSet<>();

    /// What stood in the form.
    ///
    /// @param words as typed
    /// @param state which choice was made beside it
    record Text(String words, Reply.State state) {}

    /// Keeps what stands in the form of the case that the page leaves: it says so with whatever it asks for. Nothing
    /// but spaces is as good as nothing.
    ///
    /// @param fields of the page
    /// @param state the choice among them
    synchronized void keep(Map<String, String> fields, Reply.State state) {
        var isAnswer = fields.getOrDefault("go", "").equals("answer");
        var text = fields.getOrDefault("text", "").replace("\r\n", "\n");
        thread(fields.getOrDefault(isAnswer ? "id" : "typed", "")).ifPresent(thread -> {
            if (text.isBlank()) {
                texts.remove(thread);
            } else {
                texts.put(thread, new Text(text, state));
            }
        });
    }

    /// An answer counts for every message before it, so each of them has to have been open on the screen.
    ///
    /// @param one   the thread that is answered
    /// @param fields of the page
    /// @return what is said instead of sending; nothing if all were open
    synchronized Optional<String> unread(Case one, Map<String, String> fields) {
        saw(one, fields);
        var waiting = one.unanswered()
                .map(message -> message.request().id().toString())
                .toList();
        return unfolded.containsAll(waiting) ? Optional.empty() : Optional.of(UNREAD);
    }

    /// Keeps which messages of a thread were open on the screen: the page says so with whatever it asks for.
    synchronized void saw(Case one, Map<String, String> fields) {
        var open = List.of(fields.getOrDefault("unfolded", "").split(" "));
        one.messages().stream()
                .map(message -> message.request().id().toString())
                .filter(open::contains)
                .forEach(unfolded::add);
    }

    /// The thread that a page names, if it names one.
    static Optional<ThreadId> thread(String named) {
        try {
            return Optional.of(new ThreadId(named));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// What was typed for somebody.
    synchronized Optional<Text> of(ThreadId thread) {
        return Optional.ofNullable(texts.get(thread));
    }

    /// Forgets one, because it is sent or not wanted.
    synchronized void forget(ThreadId thread) {
        texts.remove(thread);
    }

    /// How many there are.
    synchronized int count() {
        return texts.size();
    }

    /// Forgets what was typed for somebody who is gone.
    ///
    /// @param book of all who can be answered
    /// @return whether there was any, which the page then says
    synchronized boolean forgetGone(Casebook book) {
        return texts.keySet().removeIf(thread -> book.find(thread).isEmpty());
    }

    /// Forgets all.
    synchronized void clear() {
        texts.clear();
        unfolded.clear();
    }
}
