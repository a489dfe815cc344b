package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.PublishClient;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.serve.TestWitness.Mood;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.EntryBundle;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.LogProof;
import org.postern.tlog.Tile;
import org.postern.tlog.TreeHash;

/// From a publication to what is shown: the log grows, witnesses cosign, and nothing is seen before enough of them did.
@Timeout(120)
final class LogTest {
    private static final int QUORUM = 2;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final List<TestWitness> witnesses =
            List.of(new TestWitness(1, now::get), new TestWitness(2, now::get), new TestWitness(3, now::get));
    private final List<Node> nodes = new ArrayList<>();
    private Founding founding;
    private Path folder;

    @BeforeEach
    void empty() {
        Quiet.silence();
        folder = TestPostgres.freshHome();
        founding = new Founding(
                11, now.get(), QUORUM, witnesses.stream().map(TestWitness::key).toList());
        store().close();
        TestPostgres.empty(TestPostgres.shared());
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        TestPostgres.deleteAll(folder);
    }

    private Store store() {
        return Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(5)), now::get);
    }

    /// One server's share of the work, without its listeners.
    private final class Node implements AutoCloseable {
        final Store store = store();
        final LogKeys keys = new LogKeys(founding.config(folder, 10).log());
        final Hash pinned = Hash.of(founding.rootNote());
        final Leaves leaves = new Leaves(store);
        final Board board = new Board(store, leaves, pinned, founding.root(), now::get);
        final Cosigning cosigning = new Cosigning(
                store, leaves, keys, new Witnesses(List.copyOf(witnesses), Duration.ofSeconds(10)), pinned, now::get);
        final Publishing publishing = new Publishing(store, board, cosigning, pinned, Map.of(), now::get);

        Node() {
            nodes.add(this);
        }

        Notes notes() {
            return Notes.parse(board.notes().byEncoding().get("identity"));
        }

        String shownVersion() {
            return notes().manifest()
                    .map(note -> Manifest.parse(SignedNote.parse(note).text()).version())
                    .map(String::valueOf)
                    .orElse("none");
        }

        @Override
        public void close() {
            store.close();
            keys.close();
        }
    }

    private LogPolicy policy() {
        var root = Root.parse(SignedNote.parse(founding.rootNote()).text());
        return new LogPolicy(root.log(), root.witnesses(), root.quorum(), LogPolicy.FRESH_FOR);
    }

    private LogProof proof(Node node) {
        return LogProof.parse(node.notes().proof().orElseThrow());
    }

    @Test
    void logsRootRosterAndManifestLastAndProvesTheManifest() {
        var node = new Node();
        assertTrue(node.publishing.publish(founding.publication()));
        var proof = proof(node);
        var manifest = node.notes().manifest().orElseThrow();
        var believed = proof.verify(TreeHash.leaf(manifest), policy(), now.get());
        assertEquals(3, believed.checkpoint().size());
        assertEquals(2, proof.index());
        assertEquals(3, believed.cosignatures().size());
        assertArrayEquals(node.board.checkpoint(), proof.checkpoint().bytes());

        var bundle = new EntryBundle(0, 3);
        var entries = bundle.entries(
                node.board.logFile(bundle.path()).orElseThrow().byEncoding().get("identity"));
        assertArrayEquals(founding.rootNote(), entries.get(0));
        assertEquals(
                "postern/roster-root/v1\nepoch 1\nroot "
                        + founding.last().epochs().getFirst().rosterRoot() + "\n",
                new String(entries.get(1), StandardCharsets.US_ASCII));
        assertArrayEquals(manifest, entries.get(2));

        assertTrue(node.publishing.publish(founding.renewal(now.get().plus(Duration.ofDays(7)))));
        assertEquals(
                4,
                proof(node)
                        .verify(TreeHash.leaf(node.notes().manifest().orElseThrow()), policy(), now.get())
                        .checkpoint()
                        .size());
        assertTrue(
                node.publishing.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7)))));
        assertEquals(6, Checkpoint.claimedBy(proof(node).checkpoint()).size());
    }

    @Test
    void keepsPartialTilesOfEveryEarlierSizeAndTellsNothingBeyondTheShownOne() {
        var node = new Node();
        node.publishing.publish(founding.publication());
        node.publishing.publish(founding.renewal(now.get().plus(Duration.ofDays(7))));
        witnesses.forEach(witness -> witness.is(Mood.DOWN));
        assertFalse(node.publishing.publish(founding.renewal(now.get().plus(Duration.ofDays(5)))));
        for (var width = 1; width <= 4; width++) {
            assertTrue(node.board.logFile(new Tile(0, 0, width).path()).isPresent());
            assertTrue(node.board.logFile(new EntryBundle(0, width).path()).isPresent());
        }
        assertTrue(node.board.logFile(new Tile(0, 0, 5).path()).isEmpty());
        assertTrue(node.board.logFile(new EntryBundle(0, 5).path()).isEmpty());
        for (var path :
                List.of("tile/0/000", "tile/1/000", "tile/0/000.p/0", "tile/0/../x", "tile/entries/", "tile/x")) {
            assertTrue(node.board.logFile(path).isEmpty(), path);
        }
    }

    @Test
    void oneWitnessLessIsEnoughAndTwoLessIsNot() {
        var node = new Node();
        witnesses.get(0).is(Mood.DOWN);
        assertTrue(node.publishing.publish(founding.publication()));
        assertEquals(
                2,
                proof(node)
                        .verify(TreeHash.leaf(founding.lastNote()), policy(), now.get())
                        .cosignatures()
                        .size());
        assertEquals(0, node.cosigning.progress().waiting());
        assertEquals(2, node.cosigning.progress().answered());

        witnesses.get(1).is(Mood.LYING);
        var before = node.notes().bytes();
        var second = founding.renewal(now.get().plus(Duration.ofDays(7)));
        assertFalse(node.publishing.publish(second));
        assertArrayEquals(before, node.notes().bytes());
        proof(node).verify(TreeHash.leaf(node.notes().manifest().orElseThrow()), policy(), now.get());
        assertEquals(1, node.cosigning.progress().waiting());
        assertTrue(node.cosigning.text().contains("log-waiting 1\nwitnesses-asked 3\nwitnesses-answered 1\n"));

        witnesses.get(1).is(Mood.WELL);
        assertTrue(node.publishing.publish(second), "the same publication asks again");
        assertEquals("2", node.shownVersion());
    }

    @Test
    void keepsAskingWithLongerPausesUntilEnoughWitnessesAnswer() {
        var node = new Node();
        witnesses.forEach(witness -> witness.is(Mood.DOWN));
        assertFalse(node.publishing.publish(founding.publication()));
        witnesses.forEach(witness -> witness.is(Mood.UNHEARD));
        for (var minute = 0; minute < 64; minute++) {
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
            node.cosigning.keepUpQuietly();
        }
        // After 1, 2, 4, 8, 16 and 32 minutes.
        assertEquals(6, witnesses.getFirst().cosigned());
        witnesses.forEach(witness -> witness.is(Mood.WELL));
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(32)));
        node.cosigning.keepUpQuietly();
        node.board.refresh();
        assertEquals("1", node.shownVersion());
    }

    @Test
    void isCosignedAnewEveryTwelveHoursAndKeepsWhatAnAbsentWitnessSaid() {
        var node = new Node();
        node.publishing.publish(founding.publication());
        now.updateAndGet(time -> time.plus(Duration.ofHours(11)));
        node.cosigning.keepUpQuietly();
        assertEquals(1, witnesses.getFirst().cosigned());
        witnesses.get(2).is(Mood.DOWN);
        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
        node.cosigning.keepUpQuietly();
        node.board.refresh();
        assertEquals(2, witnesses.getFirst().cosigned());
        var believed = proof(node).verify(TreeHash.leaf(founding.lastNote()), policy(), now.get());
        assertEquals(3, believed.cosignatures().size());
        now.updateAndGet(time -> time.plus(Duration.ofDays(4)));
        assertThrows(
                RuntimeException.class,
                () -> proof(node).verify(TreeHash.leaf(founding.lastNote()), policy(), now.get()));
        node.cosigning.keepUpQuietly();
        node.board.refresh();
        proof(node).verify(TreeHash.leaf(founding.lastNote()), policy(), now.get());
    }

    /// Power is lost after each step in turn; what is published then is published again.
    @Test
    void endsWellWhereverPowerIsLost() {
        for (var step : List.of(Mood.DOWN, Mood.UNHEARD, Mood.WELL)) {
            TestPostgres.empty(TestPostgres.shared());
            var fresh = List.of(new TestWitness(1, now::get), new TestWitness(2, now::get));
            var first = new Founding(
                    12, now.get(), 2, fresh.stream().map(TestWitness::key).toList());
            var config = first.config(folder, 10);
            fresh.forEach(witness -> witness.is(step));
            // Taken in and appended, and the process ends before it is shown.
            try (var dying =
                    Server.over(store(), config, now::get, new Witnesses(List.copyOf(fresh), Duration.ofSeconds(5)))) {
                new PublishClient(dying.teamUri()).publish(first.publication());
            }
            fresh.forEach(witness -> witness.is(Mood.WELL));
            try (var next =
                    Server.over(store(), config, now::get, new Witnesses(List.copyOf(fresh), Duration.ofSeconds(5)))) {
                var client = new PublishClient(next.teamUri());
                assertTrue(client.publish(first.publication()), step.name());
                assertTrue(client.publish(first.publication()), step.name());
                assertArrayEquals(first.rootNote(), client.notes().roots().getFirst());
                assertEquals(
                        3, LogProof.parse(client.notes().proof().orElseThrow()).index() + 1);
                assertEquals(3, fresh.getFirst().size());
                assertTrue(client.publish(first.renewal(now.get().plus(Duration.ofDays(7)))));
            }
        }
    }

    @Test
    void nothingOfWhatWaitsIsSeenByDesks() {
        var node = new Node();
        node.publishing.publish(founding.publication());
        witnesses.forEach(witness -> witness.is(Mood.DOWN));
        node.publishing.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        assertTrue(node.store.epochKeys(2).isEmpty());
        assertThrows(RuntimeException.class, () -> node.board.requireIntake(2));
        assertTrue(node.board.mayCall(1, founding.desk(1, 0).publicKey()));
        witnesses.forEach(witness -> witness.is(Mood.WELL));
        // The next publication follows the one that waits, and brings it along.
        assertTrue(node.publishing.publish(founding.supplement()));
        assertEquals(2, node.store.epochKeys(2).orElseThrow().files().size());
        assertEquals("3", node.shownVersion());
    }

    @Test
    void twoNodesThatPublishAtOnceGrowOneLog() throws Exception {
        var one = new Node();
        var two = new Node();
        one.publishing.publish(founding.publication());
        two.board.refresh();
        for (var round = 2; round < 8; round++) {
            var days = round;
            var mine = founding.renewal(now.get().plus(Duration.ofHours(100 + days)));
            var base = founding.last();
            // Signed by the same admins, of the same version, and another one.
            var rival = new Manifest(
                    base.origin(),
                    base.version(),
                    base.rootVersion(),
                    base.intakeRecipient(),
                    List.of(base.epochs().getLast().withUntil(now.get().plus(Duration.ofHours(50 + days)))),
                    base.destroyed(),
                    base.stopped(),
                    base.people(),
                    0,
                    List.of(),
                    List.of(),
                    base.previous());
            var theirs = Publication.of(founding.signed(rival.text(), 2)).bytes();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var tries = threads.invokeAll(List.<Callable<Boolean>>of(
                        () -> taken(one, mine),
                        () -> taken(two, theirs),
                        () -> taken(two, mine),
                        () -> taken(one, theirs)));
                var won = 0;
                for (var attempt : tries) {
                    won += attempt.get() ? 1 : 0;
                }
                assertEquals(2, won, "the same one twice, on both nodes");
            }
            one.board.refresh();
            two.board.refresh();
            assertArrayEquals(
                    one.notes().manifest().orElseThrow(), two.notes().manifest().orElseThrow());
            assertEquals(round + 2, witnesses.getFirst().size());
            founding.continueAfter(one.notes().manifest().orElseThrow());
        }
        assertEquals(9, one.store.leaves(0, 100).size());
    }

    private static boolean taken(Node node, byte[] publication) {
        try {
            node.publishing.publish(publication);
            return true;
        } catch (ManifestException taken) {
            return false;
        }
    }

    @Test
    void startsOnlyWithTheKeyThatTheRootNames() {
        var other = new Founding(13, now.get()).config(folder, 10);
        var config = founding.config(folder, 10);
        var wrong = new ServeConfig(
                config.operator(),
                config.open(),
                config.team(),
                config.rootNote(),
                other.log(),
                config.leaveUrl(),
                false,
                config.data(),
                config.database(),
                10,
                config.bounds());
        var refused = assertThrows(StartException.class, () -> Server.over(store(), wrong, now::get));
        assertTrue(refused.getMessage().contains("log-key is not the key that the newest root names"));
    }

    @Test
    void aServiceWithoutWitnessesIsShownAtOnceAndNeverAsksAgain() {
        founding = new Founding(14, now.get());
        var node = new Node();
        assertTrue(node.publishing.publish(founding.publication()));
        var checkpoint = node.board.checkpoint();
        now.updateAndGet(time -> time.plus(Duration.ofDays(3)));
        node.cosigning.keepUpQuietly();
        assertArrayEquals(checkpoint, node.store.shown().checkpoint());
    }
}
