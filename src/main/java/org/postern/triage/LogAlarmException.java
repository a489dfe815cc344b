package org.postern.triage;

/// Thrown by every use of a log after an [Alarm].
public final class LogAlarmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Alarm alarm;

    LogAlarmException(Alarm alarm) {
        super(
                switch (alarm) {
                    case BROKEN -> "the log that the server shows does not fit its own chain";
                    case ROLLED_BACK -> "the log that the server shows is shorter than it was";
                    case FORKED -> "the server shows different logs to different people";
                    case LOST -> "an entry that the server had taken is gone";
                });
        this.alarm = alarm;
    }

    /// What was found.
    public Alarm alarm() {
        return alarm;
    }
}
