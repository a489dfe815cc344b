package org.postern.api;

/// A call did not do what it was for. The message is [Problem#words()]; nothing of what was sent or answered is in it.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /// Tells of a problem.
    ///
    /// @param problem why
    public ProblemException(Problem problem) {
        super(problem.words());
        this.problem = problem;
    }

    /// Tells of a problem.
    ///
    /// @param problem why
    /// @param cause what was met
    public ProblemException(Problem problem, Throwable cause) {
        super(problem.words(), cause);
        this.problem = problem;
    }

    /// {@return why}
    public Problem problem() {
        return problem;
    }
}
