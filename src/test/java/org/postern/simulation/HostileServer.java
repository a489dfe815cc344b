package org.postern.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Reason;
import org.postern.manifest.VerifiedManifest;
import org.postern.verify.Alarm;
import org.postern.verify.Seen;
import org.postern.verify.Service;
import org.postern.verify.Verification;
import org.postern.verify.View;

/// The same server in wrong hands: it has the log's key and everything that ever came in, and perhaps
/// bribed admins. What it shows is looked at by a page and by somebody who verifies and has seen the true
/// state just before.
final class HostileServer {
    private final World world;
    private final Server server;
    private Optional<Seen> seen = Optional.empty();

    HostileServer(World world) {
        this.world = world;
        this.server = world.server;
    }

    /// Looks at the honest server, as a monitor does every hour. Nothing may be wrong but what the hours
    /// do.
    void monitor() {
        var found = Verification.of(server.view(), server.pinned(), seen, world.clock());
        if (!EnumSet.of(Alarm.EXPIRES).containsAll(found.alarms())) {
            throw new Broken("verify gives an alarm about an honest server: " + found.findings());
        }
        seen = found.toRemember().or(() -> seen);
    }

    /// Lies once; and it must be noticed.
    void play(Step step) {
        monitor();
        var lie = lie(step);
        if (lie.isPresent() && !isNoticedByThePage(lie.get()) && !isNoticedByVerify(lie.get())) {
            throw new Broken("nobody notices: " + step);
        }
    }

    private Optional<View> lie(Step step) {
        var honest = server.view();
        return switch (step.what()) {
            case ROLL_BACK -> older(server.shown(), step).filter(view -> !isCurrent(view.notes()));
            case REPLAY ->
                older(server.manifests(), step).filter(note -> !isCurrent(note)).map(this::replayed);
            case FORK -> Optional.of(forked(step));
            case SWAP_KEY -> Optional.of(honest.with(swapped(honest.notes(), step.number() % 2)));
            case SKIP_LOG -> Optional.of(honest.with(swapped(honest.notes(), Admins.THRESHOLD)));
            case SWAP_PAGE -> Optional.of(honest.with("/", "<!doctype html>!".getBytes(StandardCharsets.US_ASCII)));
            case SWAP_TILE -> Optional.of(torn(honest, step));
            case JOIN, REMOVE, ROTATE, RENEW, ASK, CLOSE, LOSE, RESTORE, LOSE_ALL, WAIT ->
                throw new IllegalArgumentException("that is no lie");
        };
    }

    private static <T> Optional<T> older(List<T> all, Step step) {
        return Optional.of(all.get(step.number() % all.size()));
    }

    private boolean isCurrent(Notes notes) {
        return isCurrent(notes.manifest().orElseThrow());
    }

    private boolean isCurrent(byte[] note) {
        return Arrays.equals(note, server.manifests().getLast());
    }

    /// An old manifest, with a true proof that it is in the newest log.
    private View replayed(byte[] note) {
        var log = server.log();
        var index = log.indexOf(note);
        return server.view(log, log.checkpoint(server.asked(), world.clock().instant()), note, index);
    }

    /// A second history, signed by the log and by as many admins as it takes; no witness signs it.
    private View forked(Step step) {
        var log = server.log();
        var other = log.fork(log.size() - 1 - step.number() % (log.size() - 1));
        var note = world.admins.sign(ghost().text(), Admins.THRESHOLD).bytes();
        other.append(note);
        var checkpoint = other.checkpoint(server.asked(), world.clock().instant());
        return server.view(other, checkpoint, note, other.size() - 1);
    }

    /// The true answer with the server's own recipient, signed by so many admins.
    private Notes swapped(Notes notes, int bribed) {
        var text = ghost().text();
        var note = bribed > 0
                ? world.admins.sign(text, bribed).bytes()
                : new String(notes.manifest().orElseThrow(), StandardCharsets.UTF_8)
                        .replaceFirst("(?s)^.*?\n\n", text + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        return new Notes(notes.roots(), Optional.of(note), notes.proof());
    }

    /// The manifest in force, but sealed to the server.
    private Manifest ghost() {
        var honest = server.manifest();
        try (var own = HybridIdentity.fromSeed(SecretBytes.random(world.randomness, 32))) {
            var epochs = new ArrayList<>(honest.epochs());
            var intake = epochs.removeLast();
            epochs.add(new LivingEpoch(
                    intake.epoch(),
                    intake.until(),
                    intake.destroyOn(),
                    intake.rosterRoot(),
                    LivingEpoch.hashOf(own.recipient()),
                    intake.files(),
                    intake.recovery()));
            return new Manifest(
                    honest.origin(),
                    honest.version() + 1,
                    honest.rootVersion(),
                    own.recipient(),
                    epochs,
                    honest.destroyed(),
                    honest.stopped(),
                    honest.people(),
                    honest.seatThreshold(),
                    honest.seats(),
                    honest.files(),
                    server.inForce().hash());
        }
    }

    private View torn(View honest, Step step) {
        var width = server.log().size();
        var path = "tile/" + (step.number() % 2 == 0 ? "0" : "entries") + "/000.p/" + width;
        var bytes = honest.log(path, 1 << 24);
        bytes[step.number() * 7 % bytes.length] ^= 1;
        return honest.with("/log/" + path, bytes);
    }

    private boolean isNoticedByThePage(Service view) {
        try {
            VerifiedManifest.verify(view.notes(), server.pinned(), 0, world.clock());
            return false;
        } catch (ManifestException e) {
            return !ignored().contains(e.reason());
        }
    }

    /// What a page that lacks a rule would not notice.
    private Set<Reason> ignored() {
        var ignored = EnumSet.noneOf(Reason.class);
        if (world.broken.contains(Rule.LOGGED)) {
            ignored.add(Reason.NOT_LOGGED);
        }
        if (world.broken.contains(Rule.LAST_LEAF)) {
            ignored.add(Reason.NOT_NEWEST);
        }
        return ignored;
    }

    private boolean isNoticedByVerify(Service view) {
        var found = Verification.of(view, server.pinned(), seen, world.clock());
        var alarms = EnumSet.noneOf(Alarm.class);
        alarms.addAll(found.alarms());
        // That something expires is said of the truth, too.
        alarms.remove(Alarm.EXPIRES);
        if (world.broken.contains(Rule.LOGGED)) {
            alarms.remove(Alarm.SKIPPED_LOG);
        }
        if (world.broken.contains(Rule.LAST_LEAF)) {
            alarms.removeAll(EnumSet.of(Alarm.ROLLBACK, Alarm.SKIPPED_LOG));
        }
        if (world.broken.contains(Rule.SERVED_FILES)) {
            alarms.remove(Alarm.PAGE_DIFFERS);
        }
        if (world.broken.contains(Rule.CONSISTENCY)) {
            alarms.removeAll(EnumSet.of(Alarm.FORK, Alarm.ROLLBACK));
        }
        return !alarms.isEmpty();
    }
}
