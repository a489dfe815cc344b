package org.postern.simulation;

/// An invariant that does not hold, with the schedule that shows it.
final class Broken extends AssertionError {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
        super(what);
    }

    Broken(Schedule schedule, int step, Throwable cause) {
        super(
                "After step " + step + " of the schedule below: " + cause.getMessage()
                        + "\nPlay it again: mvn test -Dtest=SimulationTest -Dsimulation.schedule='" + schedule + "'",
                cause);
    }
}
