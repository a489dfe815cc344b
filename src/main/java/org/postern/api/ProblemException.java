package org.postern.api;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A call did not do what it was for. The message is [Problem#words()], the date that this computer believes where time
/// can be the cause, and whether what was sent may have arrived all the same; nothing of what was sent or answered is
/// in it.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private final Problem problem;
    private final boolean isUnsure;

    /// Tells of a problem.
    ///
    /// @param problem why
    public ProblemException(Problem problem) {
        this(problem, null, false);
    }

    /// Tells of a problem.
    ///
    /// @param problem why
    /// @param cause what was met
    public ProblemException(Problem problem, Throwable cause) {
        this(problem, cause, false);
    }

    private ProblemException(Problem problem, Throwable cause, boolean isUnsure) {
        super(message(problem, isUnsure), cause);
        this.problem = problem;
        this.isUnsure = isUnsure;
    }

    private static String message(Problem problem, boolean isUnsure) {
        var time = problem.isOfTime()
                ? " This computer believes that it is " + DATE.format(ZonedDateTime.now(ZoneId.systemDefault())) + "."
                : "";
        return problem.words() + time + (isUnsure ? " It is not known whether anything arrived." : "");
    }

    /// The same of something that was sent and may have arrived all the same, now or at an earlier try.
    ProblemException unsure() {
        return new ProblemException(problem, this, true);
    }

    /// Whether what was sent may have arrived all the same; the message says so.
    public boolean isUnsure() {
        return isUnsure;
    }

    /// {@return why}
    public Problem problem() {
        return problem;
    }
}
