package org.postern.ceremony;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.postern.age.HybridRecipient;
import org.postern.manifest.ManifestException;

/// One person as the admins know them: an entry of the ledger.
///
/// @param key         the lasting key, from the person's card
/// @param seat        the seat's recipient, if this person is a key holder
/// @param roles       at least responder; key holder exactly with a seat
/// @param called      what the team calls them, 1 to 40 characters; need not be a name
/// @param vettedUntil the last day (UTC) on which they may be let in to a new epoch
/// @param added       the day they were let in
/// @param vouchedBy   who vouched for them, such as `admin-1`; 1 to 16
/// @param removal     when and why they were removed, if they were
/// @param reads       the living epochs whose secret was sealed to them, with their desk in each;
///                    where they got an older epoch later, the desk key on deposit, which is on no roster
public record Person(
        PublicKey key,
        Optional<HybridRecipient> seat,
        Set<Role> roles,
        String called,
        LocalDate vettedUntil,
        LocalDate added,
        List<String> vouchedBy,
        Optional<Removal> removal,
        SortedMap<Integer, PublicKey> reads) {
    private static final int VOUCHED_BY_MAX = 16;
    private static final Pattern CALLED =
            Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Z}](?:[^\\p{Cc}\\p{Cf}]{0,38}[^\\p{Cc}\\p{Cf}\\p{Z}])?");
    private static final Pattern VOUCHER = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern BECAUSE = Pattern.compile("[^\\p{Cc}\\p{Cf}]{1,120}");

    /// When and why somebody was removed.
    ///
    /// @param day     the day (UTC)
    /// @param because a few words for the other admins, at most 120 characters
    public record Removal(LocalDate day, String because) {
        /// Checks the words.
        ///
        /// @throws ManifestException MALFORMED
        public Removal {
            if (!BECAUSE.matcher(because).matches()) {
                throw ManifestException.malformed("expected a reason of 1 to 120 characters on one line");
            }
        }
    }

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED
    public Person {
        roles = Set.copyOf(roles);
        vouchedBy = List.copyOf(vouchedBy);
        reads = new TreeMap<>(reads);
        if (!CALLED.matcher(called).matches()) {
            throw ManifestException.malformed(
                    "expected what the team calls the person: 1 to 40 characters on one line");
        }
        if (!roles.contains(Role.RESPONDER) || roles.contains(Role.KEY_HOLDER) != seat.isPresent()) {
            throw ManifestException.malformed("expected a responder, and a key holder exactly with a seat");
        }
        if (vouchedBy.isEmpty()
                || vouchedBy.size() > VOUCHED_BY_MAX
                || !vouchedBy.stream().allMatch(name -> VOUCHER.matcher(name).matches())) {
            throw ManifestException.malformed("expected who vouched, such as admin-1");
        }
    }

    /// Lets somebody in.
    ///
    /// @param card        what they handed over
    /// @param called      what the team calls them
    /// @param coordinates whether they coordinate
    /// @param vettedUntil the last day of their vetting
    /// @param today       the day it is
    /// @param vouchedBy   who vouches
    /// @return the entry; they read nothing before the next epoch opens
    public static Person of(
            PersonCard card,
            String called,
            boolean coordinates,
            LocalDate vettedUntil,
            LocalDate today,
            List<String> vouchedBy) {
        var roles = new TreeSet<>(Set.of(Role.RESPONDER));
        card.seat().ifPresent(seat -> roles.add(Role.KEY_HOLDER));
        if (coordinates) {
            roles.add(Role.COORDINATOR);
        }
        return new Person(
                card.person(),
                card.seat(),
                roles,
                called,
                vettedUntil,
                today,
                vouchedBy,
                Optional.empty(),
                new TreeMap<>());
    }

    /// Whether this person belongs to the team, vetted or not.
    ///
    /// @return true unless removed
    public boolean isIn() {
        return removal.isEmpty();
    }

    /// Whether this person may be let in to a new epoch on a day.
    ///
    /// @param day in UTC
    /// @return true if not removed and the vetting is not over
    public boolean isVetted(LocalDate day) {
        return isIn() && !day.isAfter(vettedUntil);
    }

    /// The same person with another end of vetting.
    ///
    /// @param until    its last day
    /// @param vouchers who vouches now
    /// @return the entry
    public Person renewed(LocalDate until, List<String> vouchers) {
        return new Person(key, seat, roles, called, until, added, vouchers, removal, reads);
    }

    /// The same person, removed.
    ///
    /// @param day     the day it is
    /// @param because a few words
    /// @return the entry
    public Person removed(LocalDate day, String because) {
        return new Person(
                key, seat, roles, called, vettedUntil, added, vouchedBy, Optional.of(new Removal(day, because)), reads);
    }

    /// This entry with the day and the epochs of an older one of the same person.
    ///
    /// @param older the entry that this one replaces
    /// @return the entry
    public Person withHistory(Person older) {
        return new Person(key, seat, roles, called, vettedUntil, older.added(), vouchedBy, removal, older.reads());
    }

    /// The same person with other epochs.
    Person reading(SortedMap<Integer, PublicKey> epochs) {
        return new Person(key, seat, roles, called, vettedUntil, added, vouchedBy, removal, epochs);
    }

    @Override
    public SortedMap<Integer, PublicKey> reads() {
        return new TreeMap<>(reads);
    }
}
