package org.postern.ceremony;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.manifest.ManifestException;

/// The deposits that an admin could open: of each person the newest, and the files that can't be used
/// counted, so that the admin hears of them.
public final class Deposits {
    /// One person's newest deposit and its sealed bytes.
    @SuppressWarnings("ArrayRecordComponent")
    private record Kept(Deposit deposit, byte[] file) {}

    private final Map<PublicKey, Kept> newest = new HashMap<>();
    private int notSealedToUs;
    private int damaged;

    private Deposits() {}

    /// Opens what lies on deposit.
    ///
    /// @param files the sealed deposits, in any order
    /// @param admin one admin's identity
    /// @return what could be opened; an older deposit of the same person gives way, whatever the order
    public static Deposits open(List<byte[]> files, HybridIdentity admin) {
        var deposits = new Deposits();
        for (var file : files) {
            try {
                Deposit.open(file, admin)
                        .ifPresentOrElse(deposit -> deposits.keep(deposit, file), () -> deposits.notSealedToUs++);
            } catch (ManifestException e) {
                deposits.damaged++;
            }
        }
        return deposits;
    }

    /// Opens what lies on deposit, and what people handed over: the latter counts, whatever serial the former has. A
    /// vault
    /// that was lost may have deposited later than the backup that takes its place.
    ///
    /// @param held   the sealed deposits, in any order
    /// @param handed sealed deposits that an admin was given in person
    /// @param admin  one admin's identity
    /// @return what could be opened
    public static Deposits open(List<byte[]> held, List<byte[]> handed, HybridIdentity admin) {
        var deposits = open(held, admin);
        deposits.newest.putAll(open(handed, admin).newest);
        return deposits;
    }

    private void keep(Deposit deposit, byte[] file) {
        var known = newest.get(deposit.person());
        if (known == null || known.deposit().serial() < deposit.serial()) {
            newest.put(deposit.person(), new Kept(deposit, file.clone()));
        }
    }

    /// A person's keys for an epoch, from their newest deposit.
    ///
    /// @param person the lasting key
    /// @param epoch  the epoch
    /// @return the keys, if they deposited any for it
    public Optional<DepositedKeys> keys(PublicKey person, int epoch) {
        return Optional.ofNullable(newest.get(person))
                .flatMap(kept -> kept.deposit().keys(epoch));
    }

    /// A person's newest deposit.
    ///
    /// @param person the lasting key
    /// @return the deposit
    public Optional<Deposit> of(PublicKey person) {
        return Optional.ofNullable(newest.get(person)).map(Kept::deposit);
    }

    /// How many files could not be opened: whose they are is not known.
    ///
    /// @return from 0
    public int unopened() {
        return notSealedToUs + damaged;
    }

    /// The sealed files of some people, for the proposal.
    ///
    /// @param people whose
    /// @return the newest file of each who has one, in the order given
    List<byte[]> files(List<PublicKey> people) {
        var files = new ArrayList<byte[]>();
        for (var person : people) {
            if (newest.containsKey(person)) {
                files.add(newest.get(person).file());
            }
        }
        return files;
    }

    /// Why a file that a person handed over in person would count for nothing: whoever gives it expects that it does.
    ///
    /// @param file  as it was handed over
    /// @param admin one admin's identity
    /// @param draft the ledger as it shall be
    /// @param day   the day on which the vetting counts
    /// @return what is wrong and what to do; nothing if the file counts
    public static Optional<String> refusal(byte[] file, HybridIdentity admin, People draft, LocalDate day) {
        if (!Deposit.hasForm(file)) {
            return Optional.of("it is no deposit, but some other file");
        }
        Optional<Deposit> deposit;
        try {
            deposit = Deposit.open(file, admin);
        } catch (ManifestException e) {
            return Optional.of("it is damaged or wrongly signed. Its owner makes a new one: postern keys enrol");
        }
        if (deposit.isEmpty()) {
            return Optional.of(
                    "it can't be opened with this vault, so it was made for another list of admins. Its owner"
                            + " makes a new one with the newest keys folder: postern keys enrol");
        }
        var person = draft.of(deposit.get().person());
        if (person.isEmpty()) {
            return Optional.of("it is by somebody who is not on the list of people. First: postern keys vet");
        }
        return person.filter(one -> !one.isVetted(day))
                .map(one -> one.isIn()
                        ? "the vetting of " + one.called() + " ended on " + one.vettedUntil()
                                + ". If it goes on: postern keys renew"
                        : one.called() + " was removed. If they are to come back: postern keys vet --again");
    }

    /// What the admin should hear about files that were of no use.
    ///
    /// @param people the ledger
    /// @return sentences; none if every file could be used
    public List<String> remarks(People people) {
        var remarks = new ArrayList<String>();
        if (notSealedToUs > 0) {
            remarks.add(notSealedToUs + " of the deposits can't be opened with this vault. They were made for an older"
                    + " list of admins, or by somebody who did not mean you. Their owners start their consoles once.");
        }
        if (damaged > 0) {
            remarks.add(damaged + " of the deposits are damaged or wrongly signed, and count for nothing.");
        }
        long strangers = newest.keySet().stream()
                .filter(key -> people.of(key).filter(Person::isIn).isEmpty())
                .count();
        if (strangers > 0) {
            remarks.add(strangers + " of the deposits are by people who are not in the ledger, and count for nothing."
                    + " If you expected somebody new, first: postern keys vet.");
        }
        return remarks;
    }
}
