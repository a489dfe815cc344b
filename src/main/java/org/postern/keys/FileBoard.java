package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.Proposal;
import org.postern.file.WholeFile;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;

/// One proposal in a file that people carry from machine to machine, and deposits in files.
final class FileBoard implements Board {
    private final Path file;
    private final List<Path> deposits;

    FileBoard(Path file, List<Path> deposits) {
        this.file = file;
        this.deposits = List.copyOf(deposits);
    }

    Path file() {
        return file;
    }

    @Override
    public Notes notes() {
        return Notes.NONE;
    }

    @Override
    public Optional<byte[]> people() {
        return Optional.empty();
    }

    @Override
    public List<Proposal> proposals() throws IOException {
        return !WholeFile.isFree(file) ? List.of(CeremonyFile.read(file, "a proposal", Proposal::parse)) : List.of();
    }

    @Override
    public List<byte[]> deposits() throws IOException {
        return read(deposits);
    }

    /// Deposits that people handed over as files.
    static List<byte[]> read(List<Path> deposits) throws IOException {
        var files = new ArrayList<byte[]>();
        for (var deposit : deposits) {
            files.add(CeremonyFile.read(deposit));
        }
        return files;
    }

    @Override
    public void post(Proposal proposal) throws IOException {
        CeremonyFile.replace(file, proposal.bytes());
    }

    @Override
    public boolean publish(Publication publication) {
        throw new CeremonyStep.WrongUse(
                "Publishing needs the server: postern keys publish --proposal " + file + " --at URL");
    }

    @Override
    public boolean isOnline() {
        return false;
    }
}
