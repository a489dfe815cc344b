package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.console.Guard.Kind;

final class GuardTest {
    private static final int PORT = 40123;
    private static final List<String> HOST = List.of("127.0.0.1:40123");
    private static final List<String> ORIGIN = List.of("http://127.0.0.1:40123");
    private static final List<String> SAME = List.of("same-origin");
    private static final List<String> ABSENT = List.of();

    private final Guard guard = new Guard(PORT);

    @Test
    void admitsItsOwnPageAndItsCalls() {
        assertTrue(guard.admits(Kind.PAGE, HOST, ABSENT, List.of("none")));
        assertTrue(guard.admits(Kind.PAGE, HOST, ABSENT, ABSENT));
        assertTrue(guard.admits(Kind.PAGE, HOST, ORIGIN, SAME));
        assertTrue(guard.admits(Kind.CALL, HOST, ORIGIN, SAME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "attacker.example:40123",
                "127.attacker.example:40123",
                "127.0.0.1.attacker.example:40123",
                "localhost:40123",
                "localhost.:40123",
                "LOCALHOST:40123",
                "[::1]:40123",
                "[::ffff:127.0.0.1]:40123",
                "0.0.0.0:40123",
                "127.1:40123",
                "127.0.1:40123",
                "2130706433:40123",
                "0x7f000001:40123",
                "0177.0.0.1:40123",
                "127.0.0.1.:40123",
                "127.0.0.2:40123",
                "127.0.0.1",
                "127.0.0.1:80",
                "127.0.0.1:40124",
                "127.0.0.1:040123",
                "user@127.0.0.1:40123",
                " 127.0.0.1:40123",
                "",
            })
    void refusesEveryOtherHost(String host) {
        assertFalse(guard.admits(Kind.PAGE, List.of(host), ABSENT, List.of("none")));
        assertFalse(guard.admits(Kind.CALL, List.of(host), ORIGIN, SAME));
    }

    @Test
    void refusesAMissingOrRepeatedHost() {
        assertFalse(guard.admits(Kind.PAGE, ABSENT, ABSENT, List.of("none")));
        assertFalse(guard.admits(Kind.PAGE, List.of(HOST.getFirst(), HOST.getFirst()), ABSENT, List.of("none")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "http://attacker.example",
                "https://127.0.0.1:40123",
                "http://127.0.0.1:40124",
                "http://127.0.0.1",
                "http://localhost:40123",
                "http://127.0.0.1:40123.attacker.example",
            })
    void refusesEveryOtherOrigin(String origin) {
        assertFalse(guard.admits(Kind.CALL, HOST, List.of(origin), SAME));
        assertFalse(guard.admits(Kind.PAGE, HOST, List.of(origin), List.of("none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Same-Origin", "same-origin,same-origin"})
    void refusesEveryOtherSite(String site) {
        assertFalse(guard.admits(Kind.CALL, HOST, ORIGIN, List.of(site)));
        assertFalse(guard.admits(Kind.PAGE, HOST, ABSENT, List.of(site)));
    }

    @Test
    void aCallMustNameItsOriginAndItsSite() {
        assertFalse(guard.admits(Kind.CALL, HOST, ABSENT, SAME));
        assertFalse(guard.admits(Kind.CALL, HOST, ORIGIN, ABSENT));
        assertFalse(guard.admits(Kind.CALL, HOST, ORIGIN, List.of("none")));
    }
}
