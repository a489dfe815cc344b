package org.postern.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.postern.crypto.Randomness;
import org.postern.crypto.Sha256;

/// Launch secrets, each good for one exchange, and the bearers given for them, one for each browser tab.
///
/// Both are 32 random bytes in base64url (43 characters). Only their SHA-256 is kept, so looking one up tells nothing
/// by its timing.
final class Bearers {
    private static final int SECRET_BYTES = 32;
    private static final int UNUSED_LAUNCHES_MAX = 8;

    private final Randomness randomness;
    private final Deque<String> launches = new ArrayDeque<>();
    private final Set<String> bearers = new HashSet<>();

    Bearers(Randomness randomness) {
        this.randomness = randomness;
    }

    /// Draws a launch secret. Eight unused ones are kept; a ninth displaces the oldest.
    ///
    /// @return the secret, for the fragment of the page's address
    synchronized String launch() {
        var secret = draw();
        if (launches.size() == UNUSED_LAUNCHES_MAX) {
            launches.removeFirst();
        }
        launches.addLast(hash(secret));
        return secret;
    }

    /// Takes a launch secret and gives a bearer for it, once.
    ///
    /// @param launch what the page read from its address
    /// @return the bearer, or empty when the secret is unknown or used
    synchronized Optional<String> exchange(String launch) {
        if (!launches.remove(hash(launch))) {
            return Optional.empty();
        }
        var bearer = draw();
        bearers.add(hash(bearer));
        return Optional.of(bearer);
    }

    /// Tells whether a bearer was given out.
    ///
    /// @param bearer what a call carries
    /// @return true when it was
    synchronized boolean knows(String bearer) {
        return bearers.contains(hash(bearer));
    }

    /// Makes every launch secret and bearer worthless.
    synchronized void forget() {
        launches.clear();
        bearers.clear();
    }

    private String draw() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(SECRET_BYTES));
    }

    private static String hash(String secret) {
        return HexFormat.of().formatHex(Sha256.hash(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
