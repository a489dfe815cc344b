package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;

final class LockedLayerTest {
    private static final Answers CONTACT =
            Scene.answers("contact_way", List.of("call"), "contact_value", List.of("+00 555 0100"));

    private final Scene scene = new Scene(61);

    @Test
    void anyKOfNSharesOpenIt() {
        for (int[] kn : new int[][] {{2, 2}, {2, 3}, {3, 5}, {5, 5}}) {
            var seats = scene.seats(kn[1]);
            var layer = LockedLayer.seal(CONTACT, kn[0], Scene.recipients(seats), scene.randomness);
            for (int set = 0; set < 1 << kn[1]; set++) {
                var shares = shares(layer, seats, set);
                var opened = layer.open(shares);
                assertEquals(shares.size() >= kn[0], opened.isPresent(), kn[0] + " of " + kn[1] + ", set " + set);
                opened.ifPresent(answers -> assertEquals(CONTACT.all(), answers.all()));
            }
        }
    }

    @Test
    void aSeatOpensItsOwnShareAndNoOther() {
        var seats = scene.seats(3);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        for (int seat = 1; seat <= 3; seat++) {
            for (int holder = 0; holder < 3; holder++) {
                assertEquals(
                        seat == holder + 1, layer.share(seat, seats.get(holder)).isPresent());
            }
        }
        assertTrue(layer.share(0, seats.getFirst()).isEmpty());
        assertTrue(layer.share(4, seats.getFirst()).isEmpty());
    }

    @Test
    void oneShareTwiceIsOneShare() {
        var seats = scene.seats(3);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        var share = layer.share(1, seats.getFirst()).orElseThrow();
        assertTrue(layer.open(List.of(share, share)).isEmpty());
    }

    @Test
    void theShareOfAnotherRequestIsRefused() {
        var seats = scene.seats(3);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        var other = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        var foreign = other.share(1, seats.getFirst()).orElseThrow();
        assertTrue(layer.share(1, SecretBytes.takeOwnershipOf(foreign.raw().copy()))
                .isEmpty());
        var own = layer.share(2, seats.get(1)).orElseThrow();
        assertTrue(layer.open(List.of(foreign, own)).isEmpty());
    }

    @Test
    void aLayerSwappedUnderItsSharesIsRefused() {
        var seats = scene.seats(3);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        var other = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        // A dishonest sender puts the shares of one layer beside the file of another.
        var swapped = LockedLayer.read(new FieldReader(joined(other, layer)));
        assertTrue(swapped.share(1, seats.getFirst()).isEmpty());
        assertTrue(swapped.open(shares(layer, seats, 3)).isEmpty());
    }

    @Test
    void aFlippedBitInARawShareIsRefused() {
        var seats = scene.seats(3);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        byte[] raw = layer.share(1, seats.getFirst()).orElseThrow().raw().copy();
        for (int bit = 0; bit < raw.length * 8; bit++) {
            byte[] changed = raw.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertTrue(layer.share(1, SecretBytes.takeOwnershipOf(changed)).isEmpty());
        }
        assertTrue(layer.share(1, SecretBytes.takeOwnershipOf(new byte[32])).isEmpty());
        assertTrue(layer.share(2, SecretBytes.takeOwnershipOf(raw)).isEmpty());
    }

    @Test
    void refusedSharesAreWiped() {
        var seats = scene.seats(2);
        var layer = LockedLayer.seal(CONTACT, 2, Scene.recipients(seats), scene.randomness);
        var raw = SecretBytes.takeOwnershipOf(new byte[33]);
        assertTrue(layer.share(1, raw).isEmpty());
        assertThrows(IllegalStateException.class, raw::copy);
    }

    @Test
    void numbersOutOfBoundsAreRefused() {
        var six = Scene.recipients(scene.seats(6));
        assertThrows(
                IllegalArgumentException.class,
                () -> LockedLayer.seal(CONTACT, 1, six.subList(0, 3), scene.randomness));
        assertThrows(
                IllegalArgumentException.class,
                () -> LockedLayer.seal(CONTACT, 4, six.subList(0, 3), scene.randomness));
        assertThrows(IllegalArgumentException.class, () -> LockedLayer.seal(CONTACT, 2, six, scene.randomness));
        var long1 = Scene.answers("contact_value", List.of("x".repeat(2_048 - 1 - 14 - 1 - 2 + 1)));
        assertThrows(
                IllegalArgumentException.class, () -> LockedLayer.seal(long1, 2, six.subList(0, 3), scene.randomness));
    }

    private static List<Share> shares(LockedLayer layer, List<HybridIdentity> seats, int set) {
        var shares = new ArrayList<Share>();
        for (int i = 0; i < seats.size(); i++) {
            if ((set & (1 << i)) != 0) {
                shares.add(layer.share(i + 1, seats.get(i)).orElseThrow());
            }
        }
        return shares;
    }

    private static byte[] joined(LockedLayer fileOf, LockedLayer sharesOf) {
        var out = new FieldWriter(20_000).u8(2).u8(3);
        var from = in(fileOf);
        out.bytes16(from.bytes16(LockedLayer.LAYER_BYTES_MAX), LockedLayer.LAYER_BYTES_MAX);
        var rest = in(sharesOf);
        rest.bytes16(LockedLayer.LAYER_BYTES_MAX);
        for (int i = 0; i < 3; i++) {
            out.fixed(rest.fixed(32), 32);
        }
        for (int i = 0; i < 3; i++) {
            out.bytes16(rest.bytes16(LockedLayer.SHARE_FILE_BYTES_MAX), LockedLayer.SHARE_FILE_BYTES_MAX);
        }
        return out.written();
    }

    private static FieldReader in(LockedLayer layer) {
        var out = new FieldWriter(20_000);
        layer.write(out);
        var in = new FieldReader(out.written());
        in.u8();
        in.u8();
        return in;
    }
}
