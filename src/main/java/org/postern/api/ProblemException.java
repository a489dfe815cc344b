package org.postern.api;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A call did not do what it was for. The message is [Problem#words()], and the date that this computer believes where
/// time can be the cause; nothing of what was sent or answered is in it.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private final Problem problem;

    /// Tells of a problem.
    ///
    /// @param problem why
    public ProblemException(Problem problem) {
        super(message(problem));
        this.problem = problem;
    }

    /// Tells of a problem.
    ///
    /// @param problem why
    /// @param cause what was met
    public ProblemException(Problem problem, Throwable cause) {
        super(message(problem), cause);
        this.problem = problem;
    }

    private static String message(Problem problem) {
        return problem.isOfTime()
                ? problem.words() + " This computer believes that it is "
                        + DATE.format(ZonedDateTime.now(ZoneId.systemDefault())) + "."
                : problem.words();
    }

    /// {@return why}
    public Problem problem() {
        return problem;
    }
}
