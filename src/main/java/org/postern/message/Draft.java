package org.postern.message;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// What a person wants to say, before it is sealed. Nothing but the consent to read, and one need or some text, has to
/// be there.
///
/// @param kind the first message of a thread, or a later one
/// @param answers the ticks of the form; keys as in PROTOCOL.md 5.1
/// @param message at most [HelpRequest#MESSAGE_BYTES_MAX] bytes of UTF-8; may be empty
/// @param contact answers for the locked layer; empty when the person gave none, and then there is no layer
/// @param given what is allowed from now on; must hold [Consent.Purpose#READ]
/// @param takenBack what is no longer allowed
public record Draft(
        HelpRequest.Kind kind,
        Answers answers,
        String message,
        Answers contact,
        Set<Consent.Purpose> given,
        Set<Consent.Purpose> takenBack) {
    // Spaces, marks of layout, zero-width signs, and letters that have no ink.
    private static final Pattern VISIBLE =
            Pattern.compile("[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
                    + "\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0\\x{e0000}-\\x{e0fff}]");

    /// Checks that there is something to send and that it may be read.
    public Draft {
        Objects.requireNonNull(kind);
        given = Set.copyOf(given);
        takenBack = Set.copyOf(takenBack);
        if (!given.contains(Consent.Purpose.READ) || takenBack.contains(Consent.Purpose.READ)) {
            throw new IllegalArgumentException("nothing is sent without the consent to read it");
        }
        if (kind == HelpRequest.Kind.FIRST && answers.values("needs").isEmpty() && !isVisible(message)) {
            throw new IllegalArgumentException("tick one need or write some text");
        }
    }

    /// Whether anything of a text can be seen, by the page's rule.
    ///
    /// @param text any text
    /// @return false for a text of spaces, zero-width signs, blank Braille, the fillers of Hangul and the like
    public static boolean isVisible(String text) {
        return VISIBLE.matcher(text).find();
    }

    /// The consents in the format's order, all with one serial.
    List<Consent> consents(long serial) {
        return List.of(Consent.Purpose.values()).stream()
                .filter(purpose -> given.contains(purpose) || takenBack.contains(purpose))
                .map(purpose -> new Consent(purpose, !takenBack.contains(purpose), serial))
                .toList();
    }

    /// Shows nothing of what the person said.
    @Override
    public String toString() {
        return "Draft[" + kind + "]";
    }
}
