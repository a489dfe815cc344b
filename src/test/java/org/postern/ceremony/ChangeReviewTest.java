package org.postern.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.ServedFile;
import org.postern.manifest.StoppedDesk;
import org.postern.note.SignedNote;

/// Proposals that no command of ours makes: whatever a dishonest admin changes by hand is refused, or said in words.
final class ChangeReviewTest {
    private static final String NOTHING = "changes nothing";
    private static final Hash OTHER = Hash.of(new byte[] {42});

    private final Circle circle = withOldEpochs();

    /// Epochs 1 (destroyed), 2 and 3 (intake), and one desk that stopped.
    private static Circle withOldEpochs() {
        var circle = Circle.founded(4_713);
        circle.vet("Dee", false);
        later(circle, Because.JOIN, 7);
        circle.remove("Dee");
        later(circle, Because.REMOVAL, 1);
        circle.time = circle.time.plus(Duration.ofDays(31));
        circle.rotate(Opening.usual(Because.SCHEDULED, circle.clock()).withDestroyed(Set.of(1)), circle.person("Ana"));
        return circle;
    }

    private static void later(Circle circle, Because because, int days) {
        circle.time = circle.time.plus(Duration.ofDays(days));
        circle.rotate(Opening.usual(because, circle.clock()), circle.person("Ana"));
    }

    private Manifest unchanged() {
        return NextManifest.changing(
                circle.now,
                circle.now.root(),
                new NextManifest.Change(
                        Optional.empty(), Optional.empty(), Optional.empty(), List.of(), new TreeMap<>()));
    }

    @Test
    void nothingIsSaidToChangeOnlyWhereEveryFieldIsTheSame() {
        assertEquals(List.of("This changes nothing."), summary(unchanged()));
    }

    @Test
    void everyFieldOfTheManifestThatDiffersIsRefusedOrSaid() {
        var said = new LinkedHashMap<String, List<Manifest>>();
        said.put("origin", List.of(with("origin", "other.example")));
        said.put("version", List.of(with("version", 9), with("version", 3)));
        said.put("rootVersion", List.of(with("rootVersion", 2)));
        said.put("intakeRecipient", List.of(otherIntake()));
        said.put("epochs", epochs());
        said.put("destroyed", destroyed());
        said.put("stopped", stopped());
        said.put("people", List.of(with("people", OTHER), with("people", Hash.NONE)));
        said.put("seatThreshold", List.of(with("seatThreshold", 3)));
        said.put("seats", seats());
        said.put(
                "files",
                List.of(
                        with("files", List.of()),
                        with("files", List.of(new ServedFile("/", OTHER))),
                        with("files", List.of(new ServedFile("/a", OTHER)))));
        said.put("previous", List.of(with("previous", OTHER)));
        assertEquals(Altered.names(Manifest.class), List.copyOf(said.keySet()), "a new field needs its row here");
        said.forEach((field, mutations) -> mutations.forEach(mutation -> assertRefusedOrSaid(field, mutation)));
    }

    @Test
    void moreDesksThanPeopleWereRemovedAreRefused() {
        var ana = circle.ledger.called("Ana").orElseThrow();
        int epoch = circle.now.nextEpoch() - 1;
        var desk = new StoppedDesk(epoch, ana.reads().get(epoch).raw());
        var alone = with(
                "stopped",
                Stream.concat(unchanged().stopped().stream(), Stream.of(desk))
                        .sorted()
                        .toList());
        assertEquals(
                "This proposal must not be signed: it stops a desk of somebody who is not removed. Throw it away, and"
                        + " propose again: postern keys rotate",
                assertThrows(CeremonyException.class, () -> summary(alone)).getMessage());

        circle.remove("Cem");
        var living = circle.now.epochs().stream().map(LivingEpoch::epoch).toList();
        var after = LedgerChange.next(circle.ledger, circle.draft, living);
        var sealed = after.seal(circle.adminRecipients(), circle.randomness);
        var due = LedgerChange.stopped(circle.now.manifest().orElseThrow(), circle.ledger, circle.draft, living);
        var more = Stream.concat(due.stream(), Stream.of(desk)).sorted().toList();
        var beside = NextManifest.changing(
                circle.now,
                circle.now.root(),
                new NextManifest.Change(
                        Optional.empty(), Optional.empty(), Optional.of(Hash.of(sealed)), more, new TreeMap<>()));
        var refused = assertThrows(
                CeremonyException.class,
                () -> circle.review(2, proposal(Optional.of(sealed), Optional.empty(), beside)));
        assertTrue(refused.getMessage().contains("a desk of somebody who is not removed"), refused.getMessage());
    }

    @Test
    void anEarlierEndOfAnOlderEpochIsRefused() {
        var old = unchanged().epochs().getFirst();
        var shorter = with(unchanged(), old.withUntil(old.until().minusSeconds(60)));
        assertTrue(assertThrows(CeremonyException.class, () -> summary(shorter))
                .getMessage()
                .contains("more than it may change"));
    }

    @Test
    void aLedgerThatIsSealedAnewIsSaid() {
        var living = circle.now.epochs().stream().map(LivingEpoch::epoch).toList();
        var sealed = LedgerChange.next(circle.ledger, circle.ledger, living)
                .seal(circle.adminRecipients(), circle.randomness);
        var manifest = with("people", Hash.of(sealed));
        assertEquals(
                List.of("This seals the list of people anew, with the same people on it."),
                circle.review(2, proposal(Optional.of(sealed), Optional.empty(), manifest))
                        .summary());
    }

    @Test
    void whoVouchesAnewIsSaid() {
        var ana = circle.ledger.called("Ana").orElseThrow();
        var draft = circle.ledger.with(ana.renewed(ana.vettedUntil(), List.of("admin-3")));
        assertEquals(
                List.of("changes the entry of 1 person (Ana)"),
                LedgerDiff.of(circle.ledger, draft).words());
    }

    private void assertRefusedOrSaid(String field, Manifest mutation) {
        List<String> lines;
        try {
            lines = summary(mutation);
        } catch (CeremonyException | ManifestException refused) {
            return;
        }
        assertFalse(String.join("\n", lines).contains(NOTHING), field + ": " + lines);
        var files = "This changes the served files.";
        var until = "This lets epoch 4 take requests until ";
        var isSaid = switch (field) {
            case "files" -> lines.getFirst().equals(files) && lines.size() == 2;
            case "epochs" -> lines.getFirst().startsWith(until);
            case "destroyed" -> lines.getFirst().startsWith("This destroys epoch 2");
            default -> false;
        };
        assertTrue(isSaid, field + ": " + lines);
    }

    private Manifest otherIntake() {
        var other = circle.identity().recipient();
        var epochs = new ArrayList<>(unchanged().epochs());
        var last = epochs.removeLast();
        epochs.add(epoch(last, "recipient", LivingEpoch.hashOf(other)));
        return rebuilt(unchanged(), Map.of("epochs", epochs, "intakeRecipient", other));
    }

    /// Every field of every epoch, an epoch more, and an epoch less.
    private List<Manifest> epochs() {
        var all = new ArrayList<Manifest>();
        for (var epoch : unchanged().epochs()) {
            var changes = new LinkedHashMap<String, List<Object>>();
            changes.put("epoch", List.of(70));
            changes.put(
                    "until",
                    List.of(epoch.until().minusSeconds(60), epoch.until().plusSeconds(60)));
            changes.put(
                    "destroyOn",
                    List.of(epoch.destroyOn().minusDays(1), epoch.destroyOn().plusDays(1)));
            List.of("rosterRoot", "recipient", "files", "recovery").forEach(name -> changes.put(name, List.of(OTHER)));
            assertEquals(
                    Altered.names(LivingEpoch.class), List.copyOf(changes.keySet()), "a new field needs its row here");
            changes.forEach((name, values) -> values.forEach(value -> {
                try {
                    all.add(with(unchanged(), epoch, epoch(epoch, name, value)));
                } catch (ManifestException impossible) {
                    // No such text can be written.
                }
            }));
        }
        var without = new ArrayList<>(unchanged().epochs());
        without.removeFirst();
        all.add(rebuilt(unchanged(), Map.of("epochs", without, "stopped", List.of())));
        assertTrue(all.size() > 12, "most can be written: " + all.size());
        return all;
    }

    private List<Manifest> destroyed() {
        var gone = unchanged().destroyed().getFirst();
        var all = new ArrayList<Manifest>();
        all.add(with("destroyed", List.of()));
        all.add(with("destroyed", List.of(new DestroyedEpoch(1, gone.day().plusDays(1), gone.rosterRoot()))));
        all.add(with("destroyed", List.of(new DestroyedEpoch(1, gone.day(), OTHER))));
        assertEquals(3, DestroyedEpoch.class.getRecordComponents().length, "a new field needs its row here");
        for (var epoch : unchanged().epochs()) {
            for (var day : List.of(epoch.destroyOn(), LocalDate.parse("2026-12-31"))) {
                var epochs = new ArrayList<>(unchanged().epochs());
                epochs.remove(epoch);
                var list = List.of(gone, new DestroyedEpoch(epoch.epoch(), day, epoch.rosterRoot()));
                var stopped = unchanged().stopped().stream()
                        .filter(desk -> desk.epoch() != epoch.epoch())
                        .toList();
                try {
                    all.add(rebuilt(unchanged(), Map.of("stopped", stopped, "epochs", epochs, "destroyed", list)));
                } catch (ManifestException impossible) {
                    // The intake epoch can't go.
                }
            }
        }
        return all;
    }

    private List<Manifest> stopped() {
        var all = new ArrayList<Manifest>();
        all.add(with("stopped", List.of()));
        for (var person : circle.ledger.living()) {
            person.reads()
                    .forEach((epoch, desk) -> all.add(with(
                            "stopped",
                            Stream.concat(unchanged().stopped().stream(), Stream.of(new StoppedDesk(epoch, desk.raw())))
                                    .sorted()
                                    .toList())));
        }
        return all;
    }

    private List<Manifest> seats() {
        var turned = new ArrayList<>(unchanged().seats()).reversed();
        var other = new ArrayList<>(unchanged().seats());
        other.set(0, circle.identity().recipient());
        var fewer = unchanged().seats().subList(0, 2);
        return List.of(with("seats", turned), with("seats", other), with("seats", fewer));
    }

    private List<String> summary(Manifest manifest) {
        return circle.review(2, proposal(Optional.empty(), Optional.empty(), manifest))
                .summary();
    }

    private Proposal proposal(Optional<byte[]> people, Optional<SignedNote> root, Manifest manifest) {
        return Proposal.ofChange(people, root, Optional.of(sign(manifest.text())));
    }

    private SignedNote sign(String text) {
        return SignedNote.sign(text, circle.signers.getFirst());
    }

    private Manifest with(String field, Object value) {
        return rebuilt(unchanged(), Map.of(field, value));
    }

    private Manifest with(Manifest manifest, LivingEpoch epoch) {
        return with(manifest, manifest.living(epoch.epoch()).orElseThrow(), epoch);
    }

    private static Manifest with(Manifest manifest, LivingEpoch before, LivingEpoch after) {
        var epochs = new ArrayList<>(manifest.epochs());
        epochs.set(epochs.indexOf(before), after);
        return rebuilt(manifest, Map.of("epochs", epochs));
    }

    private static LivingEpoch epoch(LivingEpoch epoch, String field, Object value) {
        return (LivingEpoch) Altered.record(epoch, Map.of(field, value));
    }

    private static Manifest rebuilt(Manifest manifest, Map<String, ?> changes) {
        return (Manifest) Altered.record(manifest, changes);
    }
}
