package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.CeremonyClient;
import org.postern.api.ProblemException;
import org.postern.api.TeamAnswer;
import org.postern.ceremony.Proposal;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.ServedFile;

/// The board of a server's team listener, and deposits in files: who is not in yet has no desk to hand one in
/// from, nor has anybody whose vault was lost.
final class ServerBoard implements Board {
    private final CeremonyClient client;
    private final List<Path> deposits;

    ServerBoard(URI server, List<Path> deposits) {
        this.deposits = List.copyOf(deposits);
        try {
            client = new CeremonyClient(server);
        } catch (IllegalArgumentException e) {
            throw new CeremonyStep.WrongUse(
                    "The address has to look like http://127.0.0.1:8081, with nothing behind it.");
        }
    }

    @Override
    public Notes notes() {
        return client.notes();
    }

    @Override
    public Optional<byte[]> people() {
        return client.held().people();
    }

    @Override
    public Optional<CeremonyClient.Taken> taken() {
        return client.taken();
    }

    @Override
    public List<ServedFile> served() {
        return client.served();
    }

    /// A proposal that can't be read is left out: anybody who reaches the listener can post, and must not
    /// stop us.
    @Override
    public List<Proposal> proposals() {
        var proposals = new ArrayList<Proposal>();
        for (var bytes : client.proposals()) {
            try {
                proposals.add(Proposal.parse(bytes));
            } catch (ManifestException unreadable) {
                // Left out: see above.
            }
        }
        return proposals;
    }

    @Override
    public List<byte[]> deposits() throws IOException {
        var all = new ArrayList<>(client.held().deposits());
        all.addAll(FileBoard.read(deposits));
        return all;
    }

    @Override
    public List<byte[]> handed() throws IOException {
        return FileBoard.read(deposits);
    }

    /// What can't be had now is fetched by the next command: nothing that is urgent waits for it.
    @Override
    public Optional<TeamAnswer.EpochKeys> epoch(int number) {
        try {
            return Optional.of(client.epoch(number));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    @Override
    public void post(Proposal proposal) {
        client.post(proposal.bytes());
    }

    @Override
    public boolean publish(Publication publication) {
        return client.publish(publication.bytes());
    }

    @Override
    public boolean isOnline() {
        return true;
    }
}
