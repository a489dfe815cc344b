package org.postern;

import org.junit.jupiter.api.Test;

final class MainTest {
    @Test
    void runs() {
        Main.main(new String[0]);
    }
}
