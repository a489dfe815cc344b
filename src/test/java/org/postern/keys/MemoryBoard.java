package org.postern.keys;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.ceremony.Proposal;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.note.VerifierKey;

/// A server's board in memory, with the server's own rules for what may be published.
final class MemoryBoard implements Board {
    final List<Proposal> proposals = new ArrayList<>();
    final Map<Integer, List<EpochFile>> files = new HashMap<>();
    Notes notes = Notes.NONE;
    Optional<byte[]> people = Optional.empty();
    final List<VerifierKey> known = new ArrayList<>();
    int published;

    private final Hash pinned;
    private final InstantSource clock;
    private final Supplier<List<byte[]>> deposits;

    MemoryBoard(Hash pinned, InstantSource clock, Supplier<List<byte[]>> deposits) {
        this.pinned = pinned;
        this.clock = clock;
        this.deposits = deposits;
    }

    @Override
    public Notes notes() {
        return notes;
    }

    @Override
    public Optional<byte[]> people() {
        return people;
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
        var before = notes;
        var accepted = Published.accept(
                Publication.parse(publication.bytes()),
                notes,
                epoch -> new EpochFiles(files.getOrDefault(epoch, List.of())),
                pinned,
                clock);
        notes = accepted.notes();
        accepted.epochFiles()
                .forEach(part -> files.computeIfAbsent(part.epoch(), absent -> new ArrayList<>())
                        .add(part.file()));
        people = publication.people().or(() -> people);
        if (!Arrays.equals(before.bytes(), notes.bytes())) {
            published++;
            proposals.clear();
        }
        return true;
    }

    @Override
    public boolean isOnline() {
        return true;
    }
}
