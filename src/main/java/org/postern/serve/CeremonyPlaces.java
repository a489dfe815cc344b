package org.postern.serve;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.api.Routes;
import org.postern.api.TeamAnswer;
import org.postern.envelope.Limits;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.envelope.TeamCall;
import org.postern.manifest.Hash;
import org.postern.manifest.Parts;
import org.postern.manifest.ProposalFrame;
import org.postern.manifest.SignedManifest;
import org.postern.note.VerifierKey;
import org.postern.serve.Place.Asked;
import org.postern.store.Store;

/// The board on which admins and consoles prepare the next manifest (PROTOCOL.md section 7). Whoever reads it learns no
/// more than signed plans and sealed bytes; whoever writes on it needs an admin's signature.
final class CeremonyPlaces {
    private static final String PROPOSALS_HEADER = "postern/proposals/v1";
    private static final String TAKEN_HEADER = "postern/taken/v1";
    private static final String DEPOSITS_HEADER = "postern/deposits/v1";

    private final Store store;
    private final Board board;

    /// Opens the places.
    ///
    /// @param store keeps what is on the board
    /// @param board says which manifest is in force
    CeremonyPlaces(Store store, Board board) {
        this.store = store;
        this.board = board;
    }

    /// {@return the places that ask for no desk's signature, by path}
    Map<String, Place> places() {
        return Map.of(
                Routes.CEREMONY_TAKEN, Place.get(this::taken),
                Routes.CEREMONY_PROPOSALS, Place.get(this::proposals),
                Routes.CEREMONY_DEPOSITS, Place.get(this::deposits),
                Routes.CEREMONY_EPOCH, Place.post(Integer.BYTES, this::epoch),
                Routes.CEREMONY_PROPOSAL, Place.post(Limits.PROPOSAL_BYTES_MAX, this::propose));
    }

    private Answer proposals(Asked asked) {
        var parts = followed().stream()
                .flatMap(hash -> store.proposals(hash.raw()).stream())
                .map(proposal -> new Parts.Part("proposal", proposal))
                .toList();
        return Answer.bytes(Parts.bytes(PROPOSALS_HEADER, parts));
    }

    /// What a proposal may follow: what is shown, or what was taken in and waits for its witnesses.
    private List<Hash> followed() {
        var hashes = new ArrayList<>(List.of(board.inForce()));
        board.waiting().ifPresent(signed -> hashes.add(signed.noteHash()));
        return hashes;
    }

    /// What was taken in and is not shown yet; no parts if there is nothing.
    private Answer taken(Asked asked) {
        var parts = new ArrayList<Parts.Part>();
        if (board.waiting().isPresent()) {
            parts.add(new Parts.Part("notes", Publishing.notes(store.taken()).bytes()));
            store.takenPeople().ifPresent(file -> parts.add(new Parts.Part("people", file)));
        }
        return Answer.bytes(Parts.bytes(TAKEN_HEADER, parts));
    }

    private Answer deposits(Asked asked) {
        var parts = new ArrayList<Parts.Part>();
        store.deposits(Limits.DEPOSITS_MAX).forEach(file -> parts.add(new Parts.Part("deposit", file)));
        store.people().ifPresent(file -> parts.add(new Parts.Part("people", file)));
        return Answer.bytes(Parts.bytes(DEPOSITS_HEADER, parts));
    }

    /// What is sealed is for whoever holds the keys: after the loss of every vault nobody has a desk to ask with.
    private Answer epoch(Asked asked) {
        if (asked.body().length != Integer.BYTES) {
            throw new RefusedException(Refusal.WRONG_LENGTH);
        }
        var keys = store.epochKeys(ByteBuffer.wrap(asked.body()).getInt())
                .orElseThrow(() -> new RefusedException(Refusal.EPOCH_CLOSED));
        return Answer.bytes(TeamAnswer.ofEpochKeys(new TeamAnswer.EpochKeys(
                keys.files(), keys.roster(), keys.recovery().orElse(new byte[0]))));
    }

    private Answer propose(Asked asked) {
        var frame = ProposalFrame.parse(asked.body());
        if (!followed().contains(frame.after())) {
            // Another node may have published what it follows.
            board.lookAgain();
        }
        var admins = board.waiting()
                .filter(signed -> signed.noteHash().equals(frame.after()))
                .map(SignedManifest::root)
                .orElseGet(board::newestRoot)
                .keys();
        var proposal = frame.vouched(admins);
        var follows = requireInForce(proposal);
        store.propose(proposal.id().raw(), follows.raw(), new Store.Merging() {
            @Override
            public byte[] onto(byte[] stored) {
                return bounded(ProposalFrame.parse(stored).merge(proposal));
            }

            @Override
            public byte[] beside(List<byte[]> others) {
                requireRoom(proposal, others, admins);
                return bounded(proposal);
            }
        });
        return Answer.OK;
    }

    /// Takes what a signed-in desk's console drew; the first one stays.
    ///
    /// @param call with the lineup's hash and the drawing
    /// @return `ok`
    Answer drawn(TeamCall call) {
        if (call.payload().length <= Limits.HASH_BYTES) {
            throw new RefusedException(Refusal.WRONG_LENGTH);
        }
        var payload = ByteBuffer.wrap(call.payload());
        var id = new byte[Limits.HASH_BYTES];
        payload.get(id);
        var drawn = new byte[payload.remaining()];
        payload.get(drawn);
        store.propose(id, board.inForce().raw(), new Store.Merging() {
            @Override
            public byte[] onto(byte[] stored) {
                var proposal = ProposalFrame.parse(stored);
                requireInForce(proposal);
                return bounded(proposal.withDrawn(drawn));
            }

            @Override
            public byte[] beside(List<byte[]> others) {
                throw new RefusedException(Refusal.EPOCH_CLOSED);
            }
        });
        return Answer.OK;
    }

    private Hash requireInForce(ProposalFrame proposal) {
        if (!followed().contains(proposal.after())) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
        return proposal.after();
    }

    private static byte[] bounded(ProposalFrame proposal) {
        var bytes = proposal.bytes();
        if (bytes.length > Limits.PROPOSAL_BYTES_MAX) {
            throw new RefusedException(Refusal.WRONG_LENGTH);
        }
        return bytes;
    }

    /// The board has few places, and one admin alone can't take them all.
    private static void requireRoom(ProposalFrame proposal, List<byte[]> others, List<VerifierKey> admins) {
        var alone = proposal.signers(admins);
        var byTheSame = others.stream()
                .map(other -> ProposalFrame.parse(other).signers(admins))
                .filter(signers -> signers.size() == 1 && signers.equals(Set.copyOf(alone)))
                .count();
        if (others.size() >= Limits.PROPOSALS_MAX || byTheSame >= Limits.PROPOSALS_OF_ONE_MAX) {
            throw new RefusedException(Refusal.TOO_MANY);
        }
    }
}
