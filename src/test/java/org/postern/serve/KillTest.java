package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// One short round of [KillSoak]; `deploy/soak` runs more.
final class KillTest {
    @Test
    void whatWasAcknowledgedIsStoredOnceAfterKillingServerAndDatabase() throws Exception {
        var counts = KillSoak.run(1, 20_261_122);
        assertTrue(counts.acknowledged() > 0);
        assertEquals(0, counts.lost(), "lost");
        assertEquals(0, counts.doubled(), "stored twice");
    }
}
