package org.postern.ceremony;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;

/// What an admin's program checks before it signs, and what it says about it. Holding one is the proof that
/// everything could be checked; the admin reads `summary` and `warnings` and decides.
///
/// @param summary  what this does, in plain sentences
/// @param warnings what is late or missing: it can be signed, but should be understood first
/// @param lineup   the lineup's text, if it still needs signatures before a console may draw
/// @param root     the next root's text, if there is one
/// @param manifest the next manifest, worked out by this program
/// @param people   the ledger after it, where it changes and this admin can open it
public record Review(
        List<String> summary,
        List<String> warnings,
        Optional<String> lineup,
        Optional<Root> root,
        Optional<Manifest> manifest,
        Optional<People> people) {
    /// Reviews a proposal.
    ///
    /// @param now      what stands, as this program believes it
    /// @param before   the ledger in force, `People.NONE` at the founding; empty where this admin can't open
    ///                 it, which is so for a new admin under a new root
    /// @param proposal what is proposed
    /// @param admin    this admin's identity
    /// @param clock    this computer's clock
    /// @return what may be signed
    /// @throws CeremonyException with the reason not to sign it, and what to do next
    /// @throws ManifestException if a part is not of its form, or the manifest does not follow the one in
    ///                           force
    public static Review of(
            InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, InstantSource clock) {
        return proposal.lineup().isPresent()
                ? new EpochReview(now, before, proposal, admin, clock)
                        .review(proposal.lineup().get())
                : new ChangeReview(now, before, proposal, admin, clock).review();
    }

    /// What is worth a second thought in a root, the first one or a later one.
    ///
    /// @param root as it is proposed
    /// @return sentences, without the mark
    public static List<String> warnings(Root root) {
        var warnings = new ArrayList<String>();
        if (root.threshold() == root.admins().size()) {
            warnings.add("All " + root.threshold()
                    + " admins have to agree: if one of them is lost, nothing can be changed ever again. "
                    + (root.threshold() - 1) + " of " + root.threshold() + " would be safer.");
        }
        if (root.quorum() > 0 && root.quorum() == root.witnesses().size()) {
            warnings.add("Every witness is needed: while one is away nothing new is shown, and after 72 hours pages"
                    + " refuse what they are shown.");
        }
        return warnings;
    }

    /// The summary and the warnings as they are shown.
    ///
    /// @return lines
    public List<String> lines() {
        var lines = new ArrayList<>(summary);
        warnings.forEach(warning -> lines.add("! " + warning));
        return lines;
    }
}
