package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.PublishClient;
import org.postern.api.Routes;
import org.postern.api.TeamClient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.envelope.Frames;
import org.postern.manifest.Hash;
import org.postern.manifest.Parts;
import org.postern.manifest.ProposalFrame;
import org.postern.manifest.Roster;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// The board of proposals over the real PostgreSQL: who may write on it, how copies grow together, when it is wiped.
@Timeout(120)
final class CeremonyTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Frames frames = new Frames(78);
    private final Founding founding = new Founding(22, CLOCK.instant());
    private Path folder;
    private Server server;
    private PublishClient publisher;

    @BeforeEach
    void found() {
        Quiet.silence();
        folder = TestPostgres.freshHome();
        store().close();
        TestPostgres.empty(TestPostgres.shared());
        server = Server.over(store(), founding.config(folder, 5), CLOCK);
        publisher = new PublishClient(server.teamUri());
        publisher.publish(founding.publication());
    }

    private static Store store() {
        return Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(5)), CLOCK);
    }

    @AfterEach
    void stop() {
        server.close();
        TestPostgres.deleteAll(folder);
    }

    /// A lineup as the server reads it, with its key list, roster and ledger.
    private final class Plan {
        final byte[] keys = frames.bytes(2_000);
        final byte[] people = frames.bytes(3_000);
        final Roster roster = Roster.draw(
                2,
                List.of(Ed25519.publicKey(
                        SecretBytes.random(new SeededRandomness(frames.id().getLeastSignificantBits()), 32))),
                new SeededRandomness(5));
        final String text;

        Plan(Hash after) {
            text = "postern/lineup/v1\norigin " + Founding.ORIGIN + "\nafter " + after + "\nepoch 2\nkeys "
                    + Hash.of(keys) + "\nroster " + roster.root() + "\npeople " + Hash.of(people) + "\n";
        }

        Hash id() {
            return Hash.of(text.getBytes(StandardCharsets.US_ASCII));
        }

        byte[] drawn(int seed) {
            var drawn = new byte[5_000];
            drawn[0] = 1;
            System.arraycopy(id().raw(), 0, drawn, 1, 32);
            drawn[100] = (byte) seed;
            return drawn;
        }

        byte[] signedBy(int admin, Parts.Part... more) {
            return with(founding.signedBy(text, admin), more);
        }

        byte[] with(SignedNote lineup, Parts.Part... more) {
            var parts = new ArrayList<>(List.of(
                    new Parts.Part("lineup", lineup.bytes()),
                    new Parts.Part("keys", keys),
                    new Parts.Part("roster", roster.bytes()),
                    new Parts.Part("people", people)));
            parts.addAll(List.of(more));
            return Parts.bytes(ProposalFrame.HEADER, parts);
        }
    }

    private Hash inForce() {
        return Hash.of(publisher.notes().manifest().orElseThrow());
    }

    private int post(byte[] proposal) throws IOException {
        try (var http = RawHttp.to(server.teamUri().getPort())) {
            return http.post(Routes.CEREMONY_PROPOSAL, proposal).reply().status();
        }
    }

    private List<ProposalFrame> board() throws IOException {
        try (var http = RawHttp.to(server.teamUri().getPort())) {
            var body = http.get(Routes.CEREMONY_PROPOSALS).body();
            return Parts.parse(body, "postern/proposals/v1", body.length).stream()
                    .map(part -> ProposalFrame.parse(part.bytes()))
                    .toList();
        }
    }

    private TeamClient desk(int number) {
        return new TeamClient(server.teamUri(), founding.desk(number), CLOCK);
    }

    private static void problem(Problem expected, Runnable call) {
        assertEquals(expected, assertThrows(ProblemException.class, call::run).problem());
    }

    @Test
    void copiesGrowTogetherWhateverTheirOrder() throws IOException {
        var plan = new Plan(inForce());
        assertEquals(200, post(plan.signedBy(1)));
        assertEquals(200, post(plan.signedBy(1)));
        assertEquals(200, post(plan.signedBy(2)));
        assertEquals(1, board().size());
        assertEquals(2, board().getFirst().signers(founding.root().keys()).size());

        desk(0).drawn(plan.id(), plan.drawn(1));
        desk(0).drawn(plan.id(), plan.drawn(1));
        problem(Problem.TAKEN, () -> desk(1).drawn(plan.id(), plan.drawn(2)));
        assertEquals(200, post(plan.signedBy(3)));
        assertEquals(3, board().getFirst().signers(founding.root().keys()).size());
        var drawn = Parts.parse(board().getFirst().bytes(), ProposalFrame.HEADER, 1 << 20).stream()
                .filter(part -> part.name().equals("drawn"))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(plan.drawn(1), drawn.bytes());
    }

    @Test
    void leavesOutWhatNobodyStandsFor() throws IOException {
        var plan = new Plan(inForce());
        var stranger = new NoteSigner(Founding.ORIGIN + "/admin-1", SecretBytes.random(new SeededRandomness(6), 32));
        assertEquals(422, post(plan.with(SignedNote.sign(plan.text, stranger))));
        assertTrue(board().isEmpty());
        // A drawing by whoever can write here would keep the desks' out.
        var noisy = founding.signedBy(plan.text, 1).with(stranger);
        assertEquals(200, post(plan.with(noisy, new Parts.Part("drawn", plan.drawn(9)))));
        var stored = board().getFirst();
        assertArrayEquals(plan.signedBy(1), stored.bytes());
        desk(0).drawn(plan.id(), plan.drawn(1));
    }

    @Test
    void refusesWhatFollowsAnotherManifestAndForgetsItWhenTheNextOneIsShown() throws IOException {
        var old = new Plan(inForce());
        assertEquals(410, post(new Plan(Hash.NONE).signedBy(1)));
        assertEquals(200, post(old.signedBy(1)));
        publisher.publish(
                founding.renewal(CLOCK.instant().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS)));
        assertTrue(board().isEmpty());
        assertEquals(410, post(old.signedBy(1)));
        problem(Problem.CLOSED, () -> desk(0).drawn(old.id(), old.drawn(1)));
        assertEquals(200, post(new Plan(inForce()).signedBy(1)));
    }

    @Test
    void aManifestAloneIsAProposal() throws IOException {
        var after = inForce();
        founding.renewal(Instant.now().plus(Duration.ofDays(5)));
        var text = founding.last().text();
        var one = Parts.bytes(
                ProposalFrame.HEADER,
                List.of(new Parts.Part("manifest", founding.signedBy(text, 1).bytes())));
        var two = Parts.bytes(
                ProposalFrame.HEADER,
                List.of(new Parts.Part("manifest", founding.signedBy(text, 2).bytes())));
        assertEquals(200, post(one));
        assertEquals(200, post(two));
        assertEquals(after, board().getFirst().after());
        assertEquals(2, board().getFirst().signers(founding.root().keys()).size());
    }

    @Test
    void oneAdminAloneCantFillTheBoardAndNobodyFillsItFurther() throws IOException {
        for (var i = 0; i < 4; i++) {
            assertEquals(200, post(new Plan(inForce()).signedBy(1)));
        }
        assertEquals(429, post(new Plan(inForce()).signedBy(1)));
        for (var i = 0; i < 4; i++) {
            assertEquals(200, post(new Plan(inForce()).signedBy(2)));
        }
        assertEquals(429, post(new Plan(inForce()).signedBy(3)));
        assertEquals(8, board().size());
    }

    @Test
    void refusesOtherFramesAndLogsNothing() throws IOException {
        var plan = new Plan(inForce());
        var other = new Plan(inForce());
        try (var log = new LogCapture()) {
            assertEquals(422, post(Founding.ascii("nonsense")));
            assertEquals(422, post(Founding.ascii(ProposalFrame.HEADER + "\n")));
            assertEquals(422, post(plan.signedBy(1, new Parts.Part("lineup", new byte[1]))));
            assertEquals(422, post(plan.signedBy(1, new Parts.Part("drawn", other.drawn(1)))));
            assertEquals(
                    422,
                    post(Parts.bytes(
                            ProposalFrame.HEADER,
                            List.of(
                                    new Parts.Part(
                                            "lineup",
                                            founding.signedBy(plan.text, 1).bytes()),
                                    new Parts.Part("keys", other.keys),
                                    new Parts.Part("roster", plan.roster.bytes()),
                                    new Parts.Part("people", plan.people)))));
            assertEquals(413, post(new byte[(4 << 20) + 1]));
            problem(Problem.CLOSED, () -> desk(0).drawn(plan.id(), plan.drawn(1)));
            problem(Problem.NOT_UNDERSTOOD, () -> desk(0).drawn(plan.id(), new byte[0]));
            assertEquals(List.of(), log.lines());
        }
        assertTrue(board().isEmpty());
    }
}
