package org.postern.ceremony;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.words.Fingerprint;

/// Who has signed what of a proposal, and what is still missing.
///
/// @param lineup      admins who signed the lineup
/// @param lineupNeeds how many have to before a console draws; 0 without a lineup
/// @param isDrawn     whether a console has drawn
/// @param root        admins, old and new, who signed the next root
/// @param manifest    admins who signed the manifest
/// @param needs       how many have to sign the manifest
/// @param isComplete  whether it can be published
public record Tally(
        Set<VerifierKey> lineup,
        int lineupNeeds,
        boolean isDrawn,
        Set<VerifierKey> root,
        Set<VerifierKey> manifest,
        int needs,
        boolean isComplete) {
    /// Counts. Signatures that do not verify count for nothing.
    ///
    /// @param now      what stands
    /// @param proposal the proposal
    /// @return the tally
    public static Tally of(InForce now, Proposal proposal) {
        var next = proposal.root().map(note -> Root.parse(note.text()));
        var newest = next.orElse(now.root());
        var lineup = signers(proposal.lineup(), now.root().keys());
        var rootByOld = signers(proposal.root(), now.root().keys());
        var rootByNew = signers(proposal.root(), newest.keys());
        var manifest = signers(proposal.manifest(), newest.keys());
        var isFirstRoot = next.isPresent() && next.get().version() == 1;
        var rootComplete = proposal.root().isEmpty()
                || (rootByNew.size() >= newest.threshold()
                        && (isFirstRoot || rootByOld.size() >= now.root().threshold()));
        var manifestComplete =
                proposal.manifest().isEmpty() ? proposal.lineup().isEmpty() : manifest.size() >= newest.threshold();
        var root = new LinkedHashSet<>(rootByOld);
        root.addAll(rootByNew);
        return new Tally(
                lineup,
                proposal.keys().map(keys -> Drawing.signaturesNeeded(now, keys)).orElse(0),
                proposal.drawn().isPresent(),
                root,
                manifest,
                newest.threshold(),
                rootComplete && manifestComplete);
    }

    private static Set<VerifierKey> signers(Optional<SignedNote> note, Collection<VerifierKey> known) {
        try {
            return note.map(signed -> signed.signedBy(known)).orElse(Set.of());
        } catch (NoteException e) {
            return note.map(signed -> Signatures.union(signed, signed, known).signedBy(known))
                    .orElse(Set.of());
        }
    }

    /// Says it in plain English.
    ///
    /// @return sentences
    public List<String> words() {
        if (isComplete) {
            return List.of("Enough admins have signed. It can be published.");
        }
        if (lineupNeeds > 0 && !isDrawn) {
            return List.of(
                    signed(lineup),
                    lineup.size() < lineupNeeds
                            ? (lineupNeeds - lineup.size())
                                    + " more has to sign before a console draws it: postern keys sign"
                            : "It has to be drawn now. A responder's open console does so by itself; at the founding and in a"
                                    + " recovery a responder types postern keys draw.");
        }
        var both = new LinkedHashSet<>(root);
        both.addAll(manifest);
        var signed = isDrawn && both.isEmpty()
                ? "It is drawn. What was drawn has to be signed now, by those who agreed to it before, too."
                : signed(both);
        return List.of(signed, Math.max(1, needs - manifest.size()) + " more to go: postern keys sign");
    }

    /// Names admins as the ledger does.
    ///
    /// @param keys the admins' keys
    /// @return such as `admin-1 and admin-3`; `nobody`
    public static String names(Collection<VerifierKey> keys) {
        var names = keys.stream().map(Tally::shortName).sorted().toList();
        return names.isEmpty() ? "nobody" : String.join(" and ", names);
    }

    /// Who has signed, as a sentence.
    ///
    /// @param keys the admins' keys
    /// @return such as `Signed so far by admin-1.`
    public static String signed(Collection<VerifierKey> keys) {
        return keys.isEmpty() ? "Nobody has signed it yet." : "Signed so far by " + names(keys) + ".";
    }

    /// An admin's card as six words, which everybody compares with what the admin wrote down at home: both keys are in
    /// it.
    ///
    /// @param admin the public halves
    /// @return six words with one space between them
    public static String sixWords(Admin admin) {
        return Fingerprint.line(Hash.of(new AdminCard(admin).bytes()).raw());
    }

    /// An admin's name without the service's.
    ///
    /// @param key an admin's key
    /// @return such as `admin-1`
    public static String shortName(VerifierKey key) {
        return key.name().substring(key.name().lastIndexOf('/') + 1);
    }
}
