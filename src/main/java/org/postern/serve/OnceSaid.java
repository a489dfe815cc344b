package org.postern.serve;

import java.util.Optional;
import java.util.logging.Level;

/// Something that may be wrong for a while: the log says it once when it begins, again only when it becomes another
/// wrong, and once when it is over.
final class OnceSaid {
    private final String over;
    private Optional<String> said = Optional.empty();

    /// All is right so far.
    ///
    /// @param over what to say when it is right again
    OnceSaid(String over) {
        this.over = over;
    }

    /// Says what has changed, if anything has.
    ///
    /// @param wrong what is wrong now, one line; empty if nothing is
    synchronized void say(Optional<String> wrong) {
        if (wrong.equals(said)) {
            return;
        }
        said = wrong;
        Quiet.LOG.log(wrong.isPresent() ? Level.WARNING : Level.INFO, wrong.orElse(over));
    }

    /// Says one wrong or that it is over.
    ///
    /// @param isSo whether it is wrong now
    /// @param wrong what is wrong then
    void say(boolean isSo, String wrong) {
        say(isSo ? Optional.of(wrong) : Optional.empty());
    }
}
