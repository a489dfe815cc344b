package org.postern.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Publication.EpochPart;

final class PublishedTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Ceremony.NOW);

    private final Ceremony c = new Ceremony(11);
    private final HybridIdentity preKey = HybridIdentity.fromSeed(SecretBytes.random(c.randomness, 32));
    private final ResponderCard card =
            new ResponderCard(1, preKey.recipient(), c.randomness.bytes(32), Optional.empty());
    private final EpochSeed seed = EpochSeed.draw(1, c.randomness);
    private final EpochFile file = seed.seal(List.of(card), c.randomness);
    private final EpochFiles files = new EpochFiles(List.of(file));
    private final byte[] recovery = "recovery".getBytes(StandardCharsets.US_ASCII);
    private final byte[] people = "people".getBytes(StandardCharsets.US_ASCII);
    private final Roster roster = Roster.draw(1, List.of(card.desk()), c.randomness);
    private final String text = text();

    private String text() {
        return c.manifest()
                .text()
                .replace(c.intake.text(), seed.recipient().text())
                .replace(
                        LivingEpoch.hashOf(c.intake).hex(),
                        LivingEpoch.hashOf(seed.recipient()).hex())
                .replace(Ceremony.FILES.hex(), files.hash().hex())
                .replace(c.roster.root().hex(), roster.root().hex());
    }

    private Publication founding() {
        return new Publication(
                Optional.of(c.rootNote()),
                Optional.of(c.sign(text, 1, 2)),
                List.of(new EpochPart(1, file)),
                Optional.of(roster.bytes()),
                Optional.of(recovery),
                Optional.of(people));
    }

    private Published accept(Publication publication, Notes current) {
        return Published.accept(Publication.parse(publication.bytes()), current, this::kept, c.pinned(), CLOCK);
    }

    private EpochFiles kept(int epoch) {
        return epoch == 1 ? files : EpochFiles.NONE;
    }

    private Publication manifest(String next) {
        return Publication.of(c.sign(next, 1, 2));
    }

    private String next() {
        return text.replace("version 1\n", "version 2\n")
                .replace(Hash.NONE.hex(), Hash.of(c.sign(text, 1, 2)).hex());
    }

    private void refused(Reason reason, Publication publication, Notes current) {
        assertEquals(
                reason,
                assertThrows(ManifestException.class, () -> accept(publication, current))
                        .reason());
    }

    @Test
    void acceptsTheFoundingAndTheSameAgain() {
        var first = accept(founding(), Notes.NONE);
        assertEquals(1, first.manifest().orElseThrow().manifest().version());
        assertTrue(first.epochFiles().size() == 1 && first.roster().isPresent());
        var again = accept(founding(), first.notes());
        assertArrayEquals(first.notes().bytes(), again.notes().bytes());
    }

    @Test
    void acceptsTheNextManifestOnly() {
        var current = accept(founding(), Notes.NONE).notes();
        assertEquals(
                2,
                accept(manifest(next()), current)
                        .manifest()
                        .orElseThrow()
                        .manifest()
                        .version());
        refused(Reason.VERSION_TAKEN, manifest(text.replace("seats 2 3", "seats 3 3")), current);
        refused(Reason.WRONG_PREVIOUS, manifest(text.replace("version 1\n", "version 2\n")), current);
        var second = accept(manifest(next()), current).notes();
        refused(Reason.OLDER_THAN_SEEN, manifest(text), second);
        refused(Reason.WRONG_EPOCH_FILE, manifest(next().replace(files.hash().hex(), Hash.NONE.hex())), current);
        refused(Reason.WRONG_ROSTER, manifest(next().replace(roster.root().hex(), Hash.NONE.hex())), current);
    }

    @Test
    void refusesANewEpochWithoutItsFiles() {
        var whole = founding();
        refused(
                Reason.WRONG_EPOCH_FILE,
                new Publication(
                        whole.root(), whole.manifest(), List.of(), whole.roster(), whole.recovery(), whole.people()),
                Notes.NONE);
        refused(
                Reason.WRONG_ROSTER,
                new Publication(
                        whole.root(),
                        whole.manifest(),
                        whole.epochFiles(),
                        Optional.empty(),
                        whole.recovery(),
                        whole.people()),
                Notes.NONE);
        refused(
                Reason.WRONG_ROSTER,
                new Publication(
                        whole.root(),
                        whole.manifest(),
                        whole.epochFiles(),
                        Optional.of(c.roster.bytes()),
                        whole.recovery(),
                        whole.people()),
                Notes.NONE);
        refused(
                Reason.WRONG_RECOVERY,
                new Publication(
                        whole.root(),
                        whole.manifest(),
                        whole.epochFiles(),
                        whole.roster(),
                        Optional.empty(),
                        whole.people()),
                Notes.NONE);
        refused(
                Reason.WRONG_PEOPLE,
                new Publication(
                        whole.root(),
                        whole.manifest(),
                        whole.epochFiles(),
                        whole.roster(),
                        whole.recovery(),
                        Optional.of(new byte[] {1})),
                Notes.NONE);
    }

    @Test
    void refusesARootThatWouldLeaveAnUnbelievedManifest() {
        var current = accept(founding(), Notes.NONE).notes();
        var root = Optional.of(c.sign(c.root(2, 2, 3, 4).text(), 1, 2, 4));
        var alone = new Publication(
                root, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        refused(Reason.WRONG_ROOT_VERSION, alone, current);
        var under = c.sign(next().replace("root 1\n", "root 2\n"), 3, 4);
        var both = new Publication(
                root, Optional.of(under), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(2, accept(both, current).notes().roots().size());
    }

    @Test
    void refusesTheSignatureOfAnAdminWhoLeft() {
        var current = accept(founding(), Notes.NONE).notes();
        var root = Optional.of(c.sign(c.root(2, 2, 3, 4).text(), 1, 2, 4));
        var under = next().replace("root 1\n", "root 2\n");
        for (var left : List.of(c.sign(under, 1, 4), Ceremony.doubled(c.sign(under, 4)), c.sign(under, 3))) {
            refused(
                    Reason.UNDER_SIGNED,
                    new Publication(
                            root, Optional.of(left), List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                    current);
        }
    }

    @Test
    void aClockThatIsADayOffDecidesNothing() {
        for (var days : new int[] {-1, 0, 1}) {
            Published.accept(founding(), Notes.NONE, this::kept, c.pinned(), daysOff(days));
        }
        assertEquals(Reason.TOO_FAR_AHEAD, refusal(daysOff(-2)));
        assertEquals(Reason.CLOSED, refusal(daysOff(7)));
    }

    private static InstantSource daysOff(int days) {
        return InstantSource.fixed(Ceremony.NOW.plus(Duration.ofDays(days)));
    }

    private Reason refusal(InstantSource clock) {
        return assertThrows(
                        ManifestException.class,
                        () -> Published.accept(founding(), Notes.NONE, this::kept, c.pinned(), clock))
                .reason();
    }

    @Test
    void takesSupplementsBehindTheFilesThatAreThere() {
        var current = accept(founding(), Notes.NONE).notes();
        var joiner = HybridIdentity.fromSeed(SecretBytes.random(c.randomness, 32));
        var supplement = seed.sealTo(List.of(joiner.recipient()), c.randomness);
        var longer = files.with(List.of(supplement));
        var joined = next().replace(files.hash().hex(), longer.hash().hex());
        var accepted = accept(supplemented(joined, 1, supplement), current);
        assertEquals(1, accepted.epochFiles().size());
        assertTrue(EpochSeed.open(supplement, joiner, 1, LivingEpoch.hashOf(seed.recipient()))
                .isPresent());
        var other = seed.sealTo(List.of(joiner.recipient()), c.randomness);
        refused(Reason.WRONG_EPOCH_FILE, supplemented(joined, 1, other), current);
        refused(Reason.WRONG_EPOCH_FILE, supplemented(joined, 2, supplement), current);
        refused(Reason.WRONG_EPOCH_FILE, manifest(joined), current);
        var replaced = new EpochFiles(List.of(supplement)).hash().hex();
        refused(
                Reason.WRONG_EPOCH_FILE,
                supplemented(next().replace(files.hash().hex(), replaced), 1, supplement),
                current);
        assertFalse(longer.contains(other));
        joiner.close();
    }

    private Publication supplemented(String text, int epoch, EpochFile supplement) {
        return new Publication(
                Optional.empty(),
                Optional.of(c.sign(text, 1, 2)),
                List.of(new EpochPart(epoch, supplement)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void namesAnEpochFileInOneWayOnly() {
        var body = new String(founding().bytes(), StandardCharsets.ISO_8859_1);
        assertTrue(body.contains("\nepoch-file-0001 "));
        for (var label :
                List.of("epoch-file-1", "epoch-file-00001", "epoch-file-0000", "epoch-file", "epoch-file-+001")) {
            var renamed = body.replace("\nepoch-file-0001 ", "\n" + label + " ");
            assertThrows(
                    ManifestException.class,
                    () -> Publication.parse(renamed.getBytes(StandardCharsets.ISO_8859_1)),
                    label);
        }
        var many = List.of(new EpochPart(2, file), new EpochPart(1, file));
        assertThrows(
                ManifestException.class,
                () -> new Publication(
                        Optional.empty(),
                        Optional.of(new byte[] {1}),
                        many,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void twoAdminsPairsCanNotBothPublishTheSameVersion() {
        var current = accept(founding(), Notes.NONE).notes();
        var one = Publication.of(c.sign(next(), 1, 2));
        var other = Publication.of(c.sign(next().replace("seats 2 3", "seats 3 3"), 2, 3));
        var afterOne = accept(one, current).notes();
        refused(Reason.VERSION_TAKEN, other, afterOne);
        refused(Reason.VERSION_TAKEN, Publication.of(c.sign(next(), 1, 2, 3)), afterOne);
        assertArrayEquals(afterOne.bytes(), accept(one, afterOne).notes().bytes());
    }

    @Test
    void refusesEveryShorterPublicationAndEveryLongerOne() {
        var whole = founding().bytes();
        for (var cut = 0; cut < whole.length; cut += 97) {
            var shorter = Arrays.copyOf(whole, cut);
            assertThrows(ManifestException.class, () -> accept(Publication.parse(shorter), Notes.NONE));
        }
        var longer = new byte[Publication.PUBLICATION_BYTES_MAX + 1];
        assertThrows(ManifestException.class, () -> Publication.parse(longer));
    }

    @Test
    void noSampledByteOfAManifestNoteCanBeChanged() {
        var note = c.sign(text, 1, 2);
        for (var round = 0; round < 300; round++) {
            var at = Math.floorMod(new BigInteger(c.randomness.bytes(4)).intValue(), note.length);
            var tampered = note.clone();
            tampered[at] ^= (byte) (1 << (round % 8));
            assertThrows(
                    ManifestException.class,
                    () -> VerifiedManifest.verify(c.notes(tampered), c.pinned(), 0, CLOCK),
                    "byte " + at);
        }
    }

    @Test
    void opensAnEpochFileOnlyForItsEpochAndRecipient() {
        var recipient = LivingEpoch.hashOf(seed.recipient());
        try (var opened = EpochSeed.open(file, preKey, 1, recipient).orElseThrow();
                var logKey = opened.logKey();
                var expected = seed.logKey()) {
            assertArrayEquals(expected.copy(), logKey.copy());
        }
        assertTrue(EpochSeed.open(file, preKey, 2, recipient).isEmpty());
        assertTrue(EpochSeed.open(file, preKey, 1, LivingEpoch.hashOf(c.intake)).isEmpty());
        try (var other = HybridIdentity.fromSeed(SecretBytes.random(c.randomness, 32))) {
            assertTrue(EpochSeed.open(file, other, 1, recipient).isEmpty());
        }
    }

    @Test
    void countsTheStanzasOfAnEpochFile() {
        file.requireStanzas(1);
        assertEquals(
                Reason.WRONG_EPOCH_FILE,
                assertThrows(ManifestException.class, () -> file.requireStanzas(2))
                        .reason());
        assertThrows(ManifestException.class, () -> EpochFile.parse(new byte[100]));
        assertThrows(ManifestException.class, () -> EpochFile.parse(Arrays.copyOf(file.bytes(), 500)));
    }

    @Test
    void aCardReadsBackAndRefusesOneLineMore() {
        var admin = new AdminCard(c.root(1, 1, 2, 3).admins().getFirst());
        var bytes = admin.bytes();
        assertEquals(admin, AdminCard.parse(bytes));
        var longer = Arrays.copyOf(bytes, bytes.length + 2);
        longer[bytes.length] = 'x';
        longer[bytes.length + 1] = '\n';
        assertThrows(ManifestException.class, () -> AdminCard.parse(longer));
    }

    @Test
    void noPathLeadsFromAnotherLeafOrDesk() {
        for (var leaf = 0; leaf < Roster.LEAVES; leaf++) {
            var desk = roster.desks().get(leaf);
            var path = roster.path(leaf);
            assertTrue(Roster.verifyPath(roster.root(), leaf, desk, path));
            assertFalse(Roster.verifyPath(roster.root(), leaf ^ 1, desk, path));
            assertFalse(Roster.verifyPath(roster.root(), leaf, card.preKey().raw(), path));
            path[leaf * 3] ^= 1;
            assertFalse(Roster.verifyPath(roster.root(), leaf, desk, path));
        }
        assertFalse(Roster.verifyPath(roster.root(), 64, card.desk(), roster.path(0)));
        assertFalse(Roster.verifyPath(roster.root(), -1, card.desk(), roster.path(0)));
    }

    @Test
    void aRosterHoldsAtMost64Desks() {
        var desks = new ArrayList<byte[]>();
        for (var i = 0; i < 65; i++) {
            desks.add(c.randomness.bytes(32));
        }
        assertThrows(ManifestException.class, () -> Roster.draw(1, desks, c.randomness));
        assertEquals(
                64, Roster.draw(1, desks.subList(0, 64), c.randomness).desks().size());
    }
}
