package org.postern.console;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;

/// How a console works.
///
/// @param team the server's team listener: scheme, host, port
/// @param pinnedRoot hash of the first root note, from a source that is not the server
/// @param poll how often everything is fetched, give or take a fifth
/// @param replyDelayMax longest random wait before an answer is sent; one tick of the server
/// @param autoLock after this long without use everything is wiped
/// @param clock the machine's clock
/// @param randomness for keys, ids, nonces and waits
public record Settings(
        URI team,
        Hash pinnedRoot,
        Duration poll,
        Duration replyDelayMax,
        Duration autoLock,
        InstantSource clock,
        Randomness randomness) {
    /// Checks the durations.
    public Settings {
        if (poll.isNegative() || poll.isZero() || replyDelayMax.isNegative() || autoLock.isNegative()) {
            throw new IllegalArgumentException("a console polls, waits and locks after some time, not before");
        }
    }

    /// What production uses: a round every 30 s, answers within a 5 s tick, locked after 10 minutes.
    ///
    /// @param team the team listener
    /// @param pinnedRoot hash of the first root note
    /// @return the settings
    public static Settings standard(URI team, Hash pinnedRoot) {
        return new Settings(
                team,
                pinnedRoot,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                InstantSource.system(),
                Randomness.system());
    }
}
