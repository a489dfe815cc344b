package org.postern.ceremony;

import java.util.Arrays;
import org.postern.manifest.ManifestException;

/// Why a new epoch is opened.
public enum Because {
    /// The service opens for the first time.
    FOUNDING("founding", "the service opens for the first time"),
    /// The weekly change of keys.
    SCHEDULED("scheduled", "the weekly change of keys"),
    /// Somebody left: the old keys take nothing more, at once.
    REMOVAL("removal", "somebody is removed"),
    /// Somebody is let in before the weekly change.
    JOIN("join", "somebody is let in"),
    /// Every vault was lost, and the seats restored the old keys.
    RECOVERY("recovery", "the old keys were restored by the seats");

    private final String word;
    private final String words;

    Because(String word, String words) {
        this.word = word;
        this.words = words;
    }

    /// The reason as a lineup and the command line write it.
    ///
    /// @return one lower-case word
    public String word() {
        return word;
    }

    /// Says it in plain English.
    ///
    /// @return a few words
    public String words() {
        return words;
    }

    /// Reads a reason.
    ///
    /// @param word as `word` gives it
    /// @return the reason
    /// @throws ManifestException MALFORMED
    public static Because of(String word) {
        return Arrays.stream(values())
                .filter(because -> because.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () -> ManifestException.malformed("expected founding, scheduled, removal, join or recovery"));
    }

    /// Whether there is no desk of an epoch in force that could sign for what it drew: the person key signs
    /// then.
    ///
    /// @return true for founding and recovery
    boolean hasNoDesks() {
        return this == FOUNDING || this == RECOVERY;
    }

    @Override
    public String toString() {
        return word;
    }
}
