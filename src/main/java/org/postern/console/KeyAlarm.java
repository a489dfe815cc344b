package org.postern.console;

/// How the keys that the server shows contradict those that it showed before. Nothing that happens by accident looks
/// like this, unless the server was set back to an older copy of itself.
enum KeyAlarm {
    /// An older manifest than one seen before.
    ROLLED_BACK("They are older than those that this console saw before."),
    /// Another manifest of the same version, or a log that does not contain what it contained.
    FORKED("They are not the same as those that this console saw before, under the same number.");

    private final String words;

    KeyAlarm(String words) {
        this.words = words;
    }

    /// One plain sentence.
    String words() {
        return words;
    }

    /// Thrown when it is raised, and at every use after that, until the console is locked.
    static final class RaisedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final KeyAlarm alarm;

        RaisedException(KeyAlarm alarm) {
            super("the server shows other keys than before");
            this.alarm = alarm;
        }

        KeyAlarm alarm() {
            return alarm;
        }
    }
}
