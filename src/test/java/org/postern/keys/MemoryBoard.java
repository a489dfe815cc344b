package org.postern.keys;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.TeamAnswer;
import org.postern.ceremony.Proposal;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.note.VerifierKey;
import org.postern.tlog.LogSigner;
import org.postern.tlog.TiledLog;

/// A server's board in memory, with the server's own rules for what may be published.
final class MemoryBoard implements Board {
    final List<Proposal> proposals = new ArrayList<>();
    final Map<Integer, List<EpochFile>> files = new HashMap<>();
    final Map<Integer, byte[]> recoveries = new HashMap<>();
    Notes notes = Notes.NONE;
    Optional<byte[]> people = Optional.empty();
    List<ServedFile> served = List.of();
    final List<VerifierKey> known = new ArrayList<>();
    int published;

    /// How many times the notes before the last publication are still given, as by another server on one database.
    int lag;

    /// How many times the server can't answer, because its database is away.
    int away;

    /// Whether the server hangs on another root note than the admins.
    boolean isForeign;

    private Notes before = Notes.NONE;

    /// What everything hangs on, once there is a first root.
    Hash pinned = Hash.NONE;

    /// The log's key, which the root names.
    final LogSigner log;

    private final InstantSource clock;
    private final Supplier<List<byte[]>> deposits;

    MemoryBoard(String origin, InstantSource clock, Supplier<List<byte[]>> deposits) {
        log = new LogSigner(Root.logName(origin), SecretBytes.random(new SeededRandomness(78), 32));
        this.clock = clock;
        this.deposits = deposits;
    }

    @Override
    public Notes notes() {
        if (away > 0) {
            away--;
            throw new ProblemException(Problem.NOT_NOW);
        }
        if (lag > 0 && published > 0 && notes != before) {
            lag--;
            return before;
        }
        return notes;
    }

    @Override
    public Optional<byte[]> people() {
        return people;
    }

    @Override
    public List<ServedFile> served() {
        return served;
    }

    @Override
    public List<Proposal> proposals() {
        return List.copyOf(proposals);
    }

    @Override
    public List<byte[]> deposits() {
        return deposits.get();
    }

    @Override
    public Optional<TeamAnswer.EpochKeys> epoch(int number) {
        return Optional.ofNullable(files.get(number))
                .map(row -> new TeamAnswer.EpochKeys(
                        row.stream().map(EpochFile::bytes).toList(),
                        new byte[0],
                        recoveries.getOrDefault(number, new byte[0])));
    }

    @Override
    public void post(Proposal proposal) {
        var parsed = Proposal.parse(proposal.bytes());
        for (var i = 0; i < proposals.size(); i++) {
            if (proposals.get(i).id().equals(parsed.id())) {
                proposals.set(i, proposals.get(i).merge(parsed, known));
                return;
            }
        }
        proposals.add(parsed);
    }

    @Override
    public boolean publish(Publication publication) {
        if (isForeign) {
            throw new ProblemException(Problem.NOT_VERIFIED);
        }
        before = notes;
        var accepted = Published.accept(
                Publication.parse(publication.bytes()),
                notes,
                epoch -> new EpochFiles(files.getOrDefault(epoch, List.of())),
                pinned,
                clock);
        notes = logged(accepted.notes());
        accepted.epochFiles()
                .forEach(part -> files.computeIfAbsent(part.epoch(), absent -> new ArrayList<>())
                        .add(part.file()));
        accepted.recovery()
                .ifPresent(
                        file -> recoveries.put(accepted.epochFiles().getLast().epoch(), file));
        people = publication.people().or(() -> people);
        if (!Arrays.equals(before.bytes(), notes.bytes())) {
            published++;
            proposals.clear();
        }
        return true;
    }

    /// Notes as the server shows them: with the proof that their manifest is the last leaf of its log.
    Notes logged(Notes signed) {
        if (signed.manifest().isEmpty()) {
            return signed;
        }
        var entries = new ArrayList<>(signed.roots());
        entries.add(signed.manifest().get());
        var tiles = TiledLog.of(entries);
        var proof = tiles.proof(entries.size() - 1, log.sign(tiles.tree()));
        return new Notes(signed.roots(), signed.manifest(), Optional.of(proof.bytes()));
    }

    @Override
    public boolean isOnline() {
        return true;
    }
}
