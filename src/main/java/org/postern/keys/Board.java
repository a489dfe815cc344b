package org.postern.keys;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.CeremonyClient;
import org.postern.api.TeamAnswer;
import org.postern.ceremony.Proposal;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.ServedFile;

/// Where admins and consoles meet over a proposal: a server's board, or a file that is carried about.
interface Board {
    /// What is published, not verified; no roots where nothing is, or where that can't be asked.
    Notes notes() throws IOException;

    /// The sealed ledger in force, not verified.
    Optional<byte[]> people() throws IOException;

    /// What the server has taken in and does not show yet, because witnesses are missing; not verified.
    default Optional<CeremonyClient.Taken> taken() throws IOException {
        return Optional.empty();
    }

    /// What the server says that it serves; empty where there is no server.
    default List<ServedFile> served() throws IOException {
        return List.of();
    }

    /// Proposals on their way, not verified.
    List<Proposal> proposals() throws IOException;

    /// Sealed deposits.
    List<byte[]> deposits() throws IOException;

    /// What is sealed of a living epoch, not verified; nothing where that can't be asked.
    default Optional<TeamAnswer.EpochKeys> epoch(int number) throws IOException {
        return Optional.empty();
    }

    /// Those of the deposits that this admin was given by hand.
    default List<byte[]> handed() throws IOException {
        return List.of();
    }

    /// Puts a proposal up; what is there of the same one is merged.
    void post(Proposal proposal) throws IOException;

    /// Publishes; true if it is shown now, false if it waits for witnesses.
    boolean publish(Publication publication) throws IOException;

    /// Whether a console draws by itself and publishing works: true for a server.
    boolean isOnline();
}
