package org.postern.simulation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Ed25519;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;

/// What has to hold, whatever happens.
final class Invariants {
    private final World world;
    private final Set<String> opened = new HashSet<>();

    Invariants(World world) {
        this.world = world;
    }

    /// After each step.
    void check() {
        everyLiveCaseIsOpenableByEveryCurrentResponder();
        noDeskOfSomebodyRemovedIsTaken();
        destroyedEpochsAreWiped();
    }

    /// At the end, with everything that was gathered on the way: time makes nobody forget. Most schedules
    /// try the keys that could fit, every eighth tries every key on every lock.
    void checkEverythingKept(boolean everyKey) {
        for (var gone : world.gone) {
            var keys = gone.who().everything();
            for (var sealed : world.server.sealed()) {
                if (sealed.since() >= gone.since() && world.server.openedBy(sealed.epoch()) >= gone.since()) {
                    var fitting = keys.stream().filter(key -> everyKey || key.epoch() == sealed.epoch());
                    cannotOpen(fitting, sealed.file(), gone.who(), "the keys of a later epoch");
                }
            }
            for (var asked : world.asked) {
                if (asked.version() >= gone.since()) {
                    var fitting = keys.stream().filter(key -> everyKey || key.opensRequests());
                    cannotOpen(fitting, asked.request(), gone.who(), "a later request");
                }
            }
        }
    }

    private static void cannotOpen(Stream<Responder.Kept> keys, byte[] file, Responder who, String what) {
        if (keys.anyMatch(key -> opens(key.identity(), file))) {
            throw new Broken(who.called() + " was removed and can open " + what);
        }
    }

    private static boolean opens(HybridIdentity key, byte[] file) {
        try {
            AgeFile.open(file, key);
            return true;
        } catch (AgeException notFor) {
            return false;
        }
    }

    private void everyLiveCaseIsOpenableByEveryCurrentResponder() {
        for (var person : world.current()) {
            for (var one : world.cases) {
                var seed = person.ring()
                        .epochSeed(one.epoch())
                        .orElseThrow(
                                () -> new Broken(person.called() + " can't open a live case of epoch " + one.epoch()));
                // What was opened once can be opened again while the key is there.
                if (opened.add(person.called() + " " + Hash.of(one.request()))) {
                    try (seed;
                            var identity = seed.identity()) {
                        if (!Arrays.equals(AgeFile.open(one.request(), identity), one.words())) {
                            throw new Broken("a case holds other words");
                        }
                    } catch (AgeException e) {
                        throw new Broken(person.called() + " can't open a live case of epoch " + one.epoch());
                    }
                }
                seed.close();
            }
        }
    }

    private void noDeskOfSomebodyRemovedIsTaken() {
        var manifest = world.server.manifest();
        for (var gone : world.gone) {
            for (var epoch : manifest.epochs()) {
                gone.who()
                        .ring()
                        .desk(epoch.epoch())
                        .map(Ed25519::publicKey)
                        .filter(desk -> world.server.hasDesk(epoch.epoch(), desk))
                        .filter(desk -> manifest.takesCalls(
                                epoch.epoch(), desk, world.clock().instant()))
                        .ifPresent(desk -> {
                            throw new Broken(gone.who().called() + " was removed and has a desk that is taken");
                        });
            }
        }
    }

    private void destroyedEpochsAreWiped() {
        var living = world.server.manifest().epochs().stream()
                .map(LivingEpoch::epoch)
                .toList();
        for (var person : world.team) {
            for (var epoch : person.ring().epochs()) {
                if (epoch < living.getFirst() && !living.contains(epoch)) {
                    throw new Broken(person.called() + " still has keys of epoch " + epoch + ", which was destroyed");
                }
            }
        }
    }
}
