package org.postern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MainTest {
    @Test
    void printsItsVersion() {
        assertTrue(new Main.Version().getVersion()[0].startsWith("postern "));
    }
}
