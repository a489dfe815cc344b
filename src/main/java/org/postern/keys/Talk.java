package org.postern.keys;

import java.util.List;

/// The person at the keyboard.
interface Talk {
    /// Says one sentence.
    void say(String sentence);

    /// Shows what is about to be signed and asks; false ends the command without a trace.
    default boolean consents(List<String> lines) {
        return agrees(lines, "Sign this?", "Nothing was signed.");
    }

    /// The same with another question.
    ///
    /// @param question what is asked
    /// @param declined what is said when the answer is not yes
    boolean agrees(List<String> lines, String question, String declined);

    /// Says what is waited for and waits a while; false when patience is over.
    boolean waitsMore(String what);

    /// Whether nothing may be written, sent or signed.
    boolean isDryRun();
}
