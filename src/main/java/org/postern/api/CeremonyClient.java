package org.postern.api;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.envelope.Limits;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Parts;
import org.postern.manifest.ServedFile;

/// The ceremony's board on the team listener (PROTOCOL.md 7): proposals that wait for signatures, people's
/// sealed deposits, the sealed ledger. No password: signatures are the authority, and what is read is sealed
/// or public. Every method may throw [ProblemException].
public final class CeremonyClient {
    private static final int PROPOSALS_BYTES_MAX = 34 << 20;
    private static final int DEPOSITS_BYTES_MAX = 8 << 20;
    private static final int SERVED_BYTES_MAX = 16_384;
    private static final int TAKEN_BYTES_MAX = 2 << 20;
    private static final String TAKEN_HEADER = "postern/taken/v1";
    private static final String PROPOSALS_HEADER = "postern/proposals/v1";
    private static final String DEPOSITS_HEADER = "postern/deposits/v1";

    private final Exchange exchange;
    private final PublishClient publishing;

    /// What lies on deposit.
    ///
    /// @param deposits sealed to the admins, in no order
    /// @param people   the sealed ledger in force, if there is one
    public record Held(List<byte[]> deposits, Optional<byte[]> people) {}

    /// What the server has taken in and does not show yet.
    ///
    /// @param notes  root notes and the newest manifest, not verified, without a proof
    /// @param people the sealed ledger that this manifest names, if there is one
    public record Taken(Notes notes, Optional<byte[]> people) {}

    /// Prepares calls to one server; connects at the first one.
    ///
    /// @param team the team listener's address: `http` or `https`, host, port
    public CeremonyClient(URI team) {
        exchange = new Exchange(team);
        publishing = new PublishClient(team);
    }

    /// Fetches what is published.
    ///
    /// @return root notes and the newest manifest, not verified
    public Notes notes() {
        return publishing.notes();
    }

    /// Fetches the proposals that follow the manifest in force.
    ///
    /// @return at most 8, each in the framing `postern/proposal/v1`, not verified
    public List<byte[]> proposals() {
        return parts(exchange.get(Routes.CEREMONY_PROPOSALS, PROPOSALS_BYTES_MAX), PROPOSALS_HEADER, "proposal");
    }

    /// Fetches deposits and ledger.
    ///
    /// @return sealed, not verified
    public Held held() {
        var body = exchange.get(Routes.CEREMONY_DEPOSITS, DEPOSITS_BYTES_MAX);
        var people = parts(body, DEPOSITS_HEADER, "people");
        return new Held(parts(body, DEPOSITS_HEADER, "deposit"), people.stream().findFirst());
    }

    /// Fetches what the server has taken in and waits for its witnesses with.
    ///
    /// @return empty if everything that was taken in is shown
    public Optional<Taken> taken() {
        var body = exchange.get(Routes.CEREMONY_TAKEN, TAKEN_BYTES_MAX);
        var people = parts(body, TAKEN_HEADER, "people").stream().findFirst();
        try {
            return parts(body, TAKEN_HEADER, "notes").stream()
                    .findFirst()
                    .map(notes -> new Taken(Notes.parse(notes), people));
        } catch (ManifestException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    /// Fetches what is sealed of a living epoch.
    ///
    /// @param epoch from 1
    /// @return its files, its roster and its recovery file, not verified
    /// @throws ProblemException CLOSED if the epoch does not live
    public TeamAnswer.EpochKeys epoch(int epoch) {
        var number = ByteBuffer.allocate(Integer.BYTES).putInt(epoch).array();
        return TeamAnswer.epochKeys(exchange.post(Routes.CEREMONY_EPOCH, number, Limits.EPOCH_KEYS_BYTES_MAX));
    }

    /// Fetches what the server says that it serves.
    ///
    /// @return its files by path; what it says is not verified, `postern verify` looks from outside
    public List<ServedFile> served() {
        var body = new String(exchange.get(Routes.CEREMONY_SERVED, SERVED_BYTES_MAX), StandardCharsets.US_ASCII);
        try {
            return body.lines()
                    .map(line -> line.split(" ", 2))
                    .map(fields -> ServedFile.parse(fields[fields.length - 1] + " " + fields[0]))
                    .toList();
        } catch (ManifestException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    private static List<byte[]> parts(byte[] body, String header, String name) {
        try {
            return Parts.parse(body, header, body.length).stream()
                    .filter(part -> part.name().equals(name))
                    .map(Parts.Part::bytes)
                    .toList();
        } catch (ManifestException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    /// Posts a proposal; the server merges it with its own copy. The same bytes may be posted again.
    ///
    /// @param proposal the framing `postern/proposal/v1`, at most 4 MiB, with at least one admin's signature
    /// @throws ProblemException NOT_VERIFIED if no admin signed it, CLOSED if it does not follow the manifest
    ///                          in force
    public void post(byte[] proposal) {
        exchange.acknowledged(Routes.CEREMONY_PROPOSAL, proposal);
    }

    /// Publishes.
    ///
    /// @param publication the framing of 4.7
    /// @return true if it is shown now; false if it was taken in and waits for the witnesses
    /// @throws ProblemException NOT_VERIFIED if the server does not believe it, TAKEN if there is a newer one
    public boolean publish(byte[] publication) {
        return publishing.publish(publication);
    }
}
