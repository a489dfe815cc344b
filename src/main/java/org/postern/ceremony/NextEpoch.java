package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.manifest.Admin;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.note.SignedNote;

/// A new epoch as one admin's program composes it: the lineup to sign, and everything that it names.
///
/// @param lineup   not signed yet
/// @param keys     whom the console seals to
/// @param roster   the desks, at random places among dummies
/// @param people   the ledger when it is done
/// @param sealed   the same, sealed to the admins
/// @param deposits the sealed deposits that the keys come from
/// @param remarks  sentences on what is late or missing, for the admin to read before signing
public record NextEpoch(
        Lineup lineup,
        KeyList keys,
        Roster roster,
        People people,
        List<byte[]> deposits,
        SealedPeople sealed,
        List<String> remarks) {
    /// The ledger's age file.
    ///
    /// @param file its bytes; shared
    @SuppressWarnings("ArrayRecordComponent")
    public record SealedPeople(byte[] file) {}

    /// Composes.
    ///
    /// @param now        what stands
    /// @param before     the ledger in force, `People.NONE` at the founding
    /// @param draft      the ledger as it shall be, its `reads` still as before
    /// @param deposits   what lies on deposit
    /// @param opening    what the admin wants
    /// @param randomness for places, dummies, the order of keys, and sealing
    /// @return the epoch, ready for the first admin's signature
    /// @throws CeremonyException if nobody could read it, it is to let people in and lets in nobody, there are
    ///                           too few or too many seats, or an epoch would be destroyed before its day
    public static NextEpoch compose(
            InForce now, People before, People draft, Deposits deposits, Opening opening, Randomness randomness) {
        requireReason(now, opening);
        var destroyed = destroyed(now, opening);
        var membership = Membership.of(now, before, draft, deposits, destroyed.keySet(), opening.day());
        if (membership.included().isEmpty()) {
            throw new CeremonyException("Nobody could read this epoch: no vetted person has keys for it on deposit. "
                    + String.join(" ", membership.leftOut()));
        }
        if (opening.because() == Because.JOIN && !membership.letsSomebodyIn(before, now.nextEpoch() - 1)) {
            var why = new ArrayList<>(deposits.remarks(draft));
            why.addAll(membership.leftOut());
            throw new CeremonyException("This lets nobody in who could not read before, so nothing was signed. "
                    + (why.isEmpty() ? "Vet the person first: postern keys vet" : String.join(" ", why)));
        }
        int threshold = opening.seatThreshold()
                .orElse(now.manifest().map(Manifest::seatThreshold).orElse(0));
        var holders = threshold == 0 ? List.<Membership.Place>of() : membership.keyHolders();
        requireSeatsSaid(now, opening, membership);
        requireSeats(threshold, holders, draft, membership.leftOut());
        requireOneMore(now, opening, holders, draft, membership.leftOut());
        var keys = new KeyList(
                shuffled(preKeys(membership.included()), randomness),
                shuffled(membership.joiners(), randomness),
                threshold,
                holders.stream()
                        .map(place -> place.keys().seatPreKey().orElseThrow())
                        .toList());
        var desks = membership.included().stream()
                .map(place -> place.keys().desk().raw())
                .toList();
        var roster = Roster.draw(now.nextEpoch(), desks, randomness);
        var admins = now.root().admins().stream().map(Admin::recipient).toList();
        var sealed = membership.after().seal(admins, randomness);
        var lineup = new Lineup(
                now.root().origin(),
                now.hash(),
                now.nextEpoch(),
                opening.opens(),
                opening.until(),
                opening.destroyOn(),
                opening.because(),
                keys.hash(),
                roster.root(),
                Hash.of(sealed),
                membership.stopped(),
                destroyed,
                threshold,
                holders.stream()
                        .map(place -> place.person().seat().orElseThrow())
                        .toList(),
                byPath(opening.files()
                        .orElse(now.manifest().map(Manifest::files).orElse(List.of()))));
        var remarks = new ArrayList<>(deposits.remarks(draft));
        remarks.addAll(membership.leftOut());
        var owners = draft.living().stream().map(Person::key).toList();
        return new NextEpoch(
                lineup,
                keys,
                roster,
                membership.after(),
                // In the ledger's order they would tie this epoch's desks to the next one's.
                shuffled(deposits.files(owners), randomness),
                new SealedPeople(sealed),
                List.copyOf(remarks));
    }

    /// The proposal, once the first admin has signed.
    ///
    /// @param signed the lineup's text, signed
    /// @return the proposal
    public Proposal proposal(SignedNote signed) {
        return Proposal.of(signed, keys, roster, sealed.file(), deposits);
    }

    private static void requireReason(InForce now, Opening opening) {
        if (now.manifest().isEmpty() != (opening.because() == Because.FOUNDING)) {
            throw new CeremonyException(
                    now.manifest().isEmpty()
                            ? "This service has no manifest yet. Its first epoch is opened with: postern keys rotate --because"
                                    + " founding --seats 2"
                            : "This service is founded already. Choose scheduled, removal, join or recovery.");
        }
    }

    static SortedMap<Integer, LocalDate> destroyed(InForce now, Opening opening) {
        var destroyed = new TreeMap<Integer, LocalDate>();
        for (int epoch : opening.destroyed()) {
            var living = now.living(epoch)
                    .orElseThrow(() -> new CeremonyException(
                            "Epoch " + epoch + " is not one of the living epochs: there is nothing to destroy."));
            if (!living.isDue(opening.opens())) {
                throw new CeremonyException("Epoch " + epoch + " is to be destroyed on " + living.destroyOn()
                        + " or later, not before: people may still need what is in it.");
            }
            destroyed.put(epoch, opening.day());
        }
        return destroyed;
    }

    /// Whoever brought a seat was told that it counts: to found without them is said, not forgotten.
    private static void requireSeatsSaid(InForce now, Opening opening, Membership membership) {
        var holders = membership.keyHolders().stream()
                .map(place -> place.person().called())
                .toList();
        if (now.manifest().isEmpty() && opening.seatThreshold().isEmpty() && !holders.isEmpty()) {
            throw new CeremonyException("Key holders (" + String.join(", ", holders)
                    + ") would have no say. Say how many of them must agree to open contact details:"
                    + " --seats 2. Or found without key holders: --seats 0.");
        }
    }

    /// The reason names who is missing, and what they do about it.
    private static void requireSeats(
            int threshold, List<Membership.Place> holders, People draft, List<String> leftOut) {
        int needed = Math.max(2, threshold);
        if (threshold > 0 && (threshold < 2 || holders.size() < needed)) {
            var named = holders.stream().map(place -> place.person().called()).toList();
            var who = named.isEmpty() ? "" : " (" + String.join(", ", named) + ")";
            var absent = absent(holders, draft, leftOut);
            throw new CeremonyException(
                    absent.isEmpty()
                            ? "Only " + PlainChange.count(holders.size(), "key holder") + who
                                    + (holders.size() == 1 ? " is" : " are") + " left, and " + needed
                                    + " have to agree. Let another key holder in with postern keys vet, or choose"
                                    + " another number with --seats."
                            : "Only " + PlainChange.count(holders.size(), "key holder") + who
                                    + " can be let in now, and " + needed + " have to agree." + absent);
        }
        if (holders.size() > Manifest.SEATS_MAX) {
            throw new CeremonyException(
                    "There are " + holders.size() + " key holders, and at most 5 seats. Remove one first.");
        }
    }

    /// Which key holders are on the list and can't be let in now, and why.
    private static String absent(List<Membership.Place> holders, People draft, List<String> leftOut) {
        var named = holders.stream().map(place -> place.person().called()).toList();
        var missing = draft.living().stream()
                .filter(person -> person.seat().isPresent() && !named.contains(person.called()))
                .map(Person::called)
                .toList();
        var reasons = leftOut.stream()
                .filter(line -> missing.stream().anyMatch(called -> line.startsWith(called + " is left out")))
                .toList();
        return missing.isEmpty() ? "" : " Missing: " + String.join(", ", missing) + ". " + String.join(" ", reasons);
    }

    /// Whoever asks for contact details is not one of those who agree: with k of k no key holder could ever open any.
    /// A loss may lead there, and is warned about; nobody chooses it.
    private static void requireOneMore(
            InForce now, Opening opening, List<Membership.Place> holders, People draft, List<String> leftOut) {
        int seats = holders.size();
        int before = now.manifest().map(Manifest::seatThreshold).orElse(0);
        int chosen = opening.seatThreshold().orElse(0);
        if (chosen > 0 && chosen != before && seats <= chosen) {
            throw new CeremonyException(chosen + " of " + seats
                    + " can't work: whoever asks for contact details is not one"
                    + " of those who agree, so no key holder could ever open any. The smallest that works is 2 of 3: "
                    + (seats >= 3 ? "say --seats " + (seats - 1) + "." : "let another key holder in, or say --seats 0.")
                    + absent(holders, draft, leftOut));
        }
    }

    private static List<HybridRecipient> preKeys(List<Membership.Place> places) {
        return places.stream().map(place -> place.keys().preKey()).toList();
    }

    private static SortedMap<Integer, List<HybridRecipient>> shuffled(
            SortedMap<Integer, List<HybridRecipient>> joiners, Randomness randomness) {
        var shuffled = new TreeMap<Integer, List<HybridRecipient>>();
        joiners.forEach((epoch, keys) -> shuffled.put(epoch, shuffled(keys, randomness)));
        return shuffled;
    }

    /// Fisher and Yates; 63 bits a step leave a bias below 2^-56. The ledger's order would tie pre-keys to
    /// people.
    private static <T> List<T> shuffled(List<T> things, Randomness randomness) {
        var order = new ArrayList<>(things);
        for (var i = order.size() - 1; i > 0; i--) {
            var draw = ByteBuffer.wrap(randomness.bytes(Long.BYTES)).getLong() >>> 1;
            Collections.swap(order, i, (int) (draw % (i + 1)));
        }
        return order;
    }

    private static List<ServedFile> byPath(List<ServedFile> files) {
        return files.stream().sorted(Comparator.comparing(ServedFile::path)).toList();
    }
}
