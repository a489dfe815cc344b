package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConsentTest {
    @Test
    void whatWasNeverGivenIsNotAllowed() {
        assertFalse(Consent.allows(List.of(), Consent.Purpose.CONTACT));
        assertFalse(Consent.allows(List.of(given(9)), Consent.Purpose.KEEP));
    }

    @Test
    void theHighestSerialWins() {
        assertTrue(Consent.allows(List.of(given(1), takenBack(2), given(3)), Consent.Purpose.CONTACT));
        assertFalse(Consent.allows(List.of(given(1), takenBack(3), given(2)), Consent.Purpose.CONTACT));
    }

    @Test
    void takingBackWinsATieInAnyOrder() {
        assertFalse(Consent.allows(List.of(given(5), takenBack(5)), Consent.Purpose.CONTACT));
        assertFalse(Consent.allows(List.of(takenBack(5), given(5)), Consent.Purpose.CONTACT));
    }

    @Test
    void orderAndRepetitionChangeNothing() {
        var random = new Random(81);
        System.out.println("seed 81");
        for (int round = 0; round < 500; round++) {
            var consents = new ArrayList<Consent>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                consents.add(new Consent(Consent.Purpose.CONTACT, random.nextBoolean(), random.nextInt(4)));
            }
            boolean allowed = Consent.allows(consents, Consent.Purpose.CONTACT);
            consents.add(consents.get(random.nextInt(consents.size())));
            Collections.shuffle(consents, random);
            assertEquals(allowed, Consent.allows(consents, Consent.Purpose.CONTACT));
        }
    }

    @Test
    void serialsHave32Bits() {
        assertThrows(IllegalArgumentException.class, () -> given(-1));
        assertThrows(IllegalArgumentException.class, () -> given(1L << 32));
    }

    private static Consent given(long serial) {
        return new Consent(Consent.Purpose.CONTACT, true, serial);
    }

    private static Consent takenBack(long serial) {
        return new Consent(Consent.Purpose.CONTACT, false, serial);
    }
}
