package org.postern.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Tells the person in front of a terminal that a server lets them wait: a command that says nothing for a minute looks
/// broken. Only calls on the thread of the command are told of; what a program does in the background is not.
public final class Patience {
    /// So long nothing is said: one over Tor may take as long.
    static final Duration SILENT = Duration.ofSeconds(10);

    private static final ScopedValue<Consumer<String>> SAYS = ScopedValue.newInstance();

    private Patience() {}

    /// Runs a command.
    ///
    /// @param says takes one sentence, each time a server has not answered for ten seconds
    /// @param command whose calls are meant
    /// @param <T> what it gives
    /// @param <X> what it may throw
    /// @return what it gives
    /// @throws X what it throws
    public static <T, X extends Throwable> T saying(Consumer<String> says, ScopedValue.CallableOp<T, X> command)
            throws X {
        return ScopedValue.where(SAYS, says).call(command);
    }

    /// Waits for an answer.
    ///
    /// @param pending what is waited for
    /// @param most how long
    /// @return the answer
    static <T> T get(CompletableFuture<T> pending, Duration most)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!SAYS.isBound() || most.compareTo(SILENT) <= 0) {
            return pending.get(most.toMillis(), TimeUnit.MILLISECONDS);
        }
        try {
            return pending.get(SILENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            SAYS.get().accept("The server has not answered yet. It is waited for; that can take some minutes.");
            return pending.get(most.minus(SILENT).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
