package org.postern.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.ceremony.Because;
import org.postern.ceremony.Deposits;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.NextEpoch;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Opening;
import org.postern.ceremony.People;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.PublicKey;
import org.postern.crypto.Ed25519;

/// One change of keys, step by step. Every step looks at what lies on the server's board and does what is
/// missing, so each can be done again.
final class Rotation {
    private final World world;
    private final Server server;
    private final InForce now;
    private final Optional<People> people;

    Rotation(World world) {
        this.world = world;
        server = world.server;
        now = server.inForce();
        people = now.manifest().isEmpty()
                ? Optional.of(People.NONE)
                : People.open(server.people(), world.admins.identity(0));
    }

    /// Opens the next epoch.
    ///
    /// @return the ledger afterwards
    People open(Opening opening, People draft, World.Crash crash) {
        while (true) {
            var board = server.board().map(Proposal::parse);
            var next = board.isEmpty() ? Optional.of(compose(opening, draft)) : grown(board.get());
            if (crash.comes()) {
                // What was just made was not yet kept anywhere.
                world.team.forEach(Responder::restart);
            } else if (next.isPresent()) {
                server.board(next.get().bytes());
            } else {
                var publication = board.orElseThrow().publication();
                server.publish(publication);
                // Whoever does not hear the answer publishes again.
                server.publish(publication);
                return People.open(server.people(), world.admins.identity(1)).orElseThrow();
            }
        }
    }

    private Proposal compose(Opening opening, People draft) {
        var deposits = Deposits.open(server.deposits(), world.admins.identity(0));
        var next = NextEpoch.compose(now, people.orElseThrow(), draft, deposits, opening, world.randomness);
        return next.proposal(world.admins.sign(next.lineup().text(), 1));
    }

    /// The proposal with the next thing that it lacks; nothing if it can be published.
    private Optional<Proposal> grown(Proposal proposal) {
        var lineup = proposal.lineup().orElseThrow();
        var needed = Drawing.signaturesNeeded(now, proposal.keys().orElseThrow());
        if (proposal.drawn().isEmpty() && lineup.signatureCount() < needed) {
            return Optional.of(sign(lineup.signatureCount(), proposal));
        }
        if (proposal.drawn().isEmpty()) {
            return Optional.of(draw(proposal));
        }
        var signed = proposal.manifest().map(note -> note.signatureCount()).orElse(0);
        return signed < Admins.THRESHOLD ? Optional.of(sign(signed, proposal)) : Optional.empty();
    }

    private Proposal sign(int admin, Proposal proposal) {
        return world.admins.reviewAndSign(admin, now, people, proposal, world.clock());
    }

    private Proposal draw(Proposal proposal) {
        var lineup = Lineup.parse(proposal.lineup().orElseThrow().text());
        var drawer = world.team.stream()
                .filter(person -> canDraw(person, proposal, lineup.because()))
                .findFirst()
                .orElseThrow(() -> new Broken("nobody can draw"));
        return proposal.withDrawn(Drawing.draw(now, proposal, drawer.drawer(server), world.clock(), world.randomness));
    }

    /// Whoever has a desk now, if there are any, and can read the older epochs that somebody joins.
    private boolean canDraw(Responder person, Proposal proposal, Because because) {
        var needsNoDesk = because == Because.FOUNDING || because == Because.RECOVERY;
        var desk = people.orElseThrow()
                .of(person.key())
                .flatMap(entry -> Optional.ofNullable(entry.reads().get(now.nextEpoch() - 1)));
        var hasDesk = person.ring()
                .desk(now.nextEpoch() - 1)
                .map(seed -> PublicKey.of(Ed25519.publicKey(seed)))
                .filter(own -> desk.equals(Optional.of(own)))
                .isPresent();
        return (needsNoDesk || hasDesk)
                && proposal.keys().orElseThrow().joiners().keySet().stream()
                        .allMatch(epoch -> person.ring().epochSeed(epoch).isPresent());
    }

    /// Moves the end of intake, without a new epoch.
    void renew(Instant until) {
        if (!until.isAfter(server.manifest().intakeUntil())) {
            return;
        }
        var change = new NextManifest.Change(
                Optional.of(until), Optional.empty(), Optional.empty(), List.of(), new TreeMap<>());
        var text = NextManifest.changing(now, now.root(), change).text();
        var proposal = Proposal.ofChange(Optional.empty(), Optional.empty(), Optional.of(world.admins.sign(text, 1)));
        server.publish(sign(1, proposal).publication());
    }
}
