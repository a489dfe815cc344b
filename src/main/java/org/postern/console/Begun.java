package org.postern.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.message.Reply;
import org.postern.message.ThreadId;

/// Answers that somebody began and has not sent, by thread. They are in memory only, and gone with the lock. Safe for
/// several threads.
final class Begun {
    private final Map<ThreadId, Text> texts = new HashMap<>();

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

    /// How many there are; what was typed for somebody who is gone is forgotten.
    ///
    /// @param book of all who can be answered
    synchronized int count(Casebook book) {
        texts.keySet().removeIf(thread -> book.find(thread).isEmpty());
        return texts.size();
    }

    /// Forgets all.
    synchronized void clear() {
        texts.clear();
    }
}
