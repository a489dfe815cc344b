package org.postern.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// One thing that the person allows, or no longer allows (PROTOCOL.md 5.1). It counts only inside a signed request.
///
/// @param purpose what it is about
/// @param given true for given, false for taken back
/// @param serial 0 to 2^32 - 1; clients use the request's sent-at number of 600 s, so that they need to remember
/// nothing
public record Consent(Purpose purpose, boolean given, long serial) {
    /// Most consents in one request.
    public static final int COUNT_MAX = 16;

    /// What a person can be asked to allow. The numbers are the format's.
    public enum Purpose {
        /// The team may read the message to answer it. Every request must give it.
        READ(1),
        /// The team may contact the person in the way given in the locked layer.
        CONTACT(2),
        /// The ticks may be counted in totals, never the words.
        STATISTICS(3),
        /// The messages may be kept longer than 30 days after the end.
        KEEP(4);

        private final int id;

        Purpose(int id) {
            this.id = id;
        }

        static Purpose of(int id) {
            for (var purpose : values()) {
                if (purpose.id == id) {
                    return purpose;
                }
            }
            throw new FieldReader.Malformed();
        }
    }

    /// Checks the serial.
    public Consent {
        Objects.requireNonNull(purpose);
        if (serial < 0 || serial > 0xffff_ffffL) {
            throw new IllegalArgumentException("a consent's serial has 32 bits");
        }
    }

    /// Whether a purpose is allowed after all these consents of one thread: the highest serial wins, taking back wins
    /// a tie, and what was never given is not allowed.
    ///
    /// @param consents of requests that were opened, so under the requester's signature; in any order
    /// @param purpose what somebody wants to do
    public static boolean allows(List<Consent> consents, Purpose purpose) {
        return consents.stream()
                .filter(consent -> consent.purpose == purpose)
                .max(Comparator.comparingLong(Consent::serial).thenComparing(consent -> !consent.given))
                .map(Consent::given)
                .orElse(false);
    }

    static void write(List<Consent> consents, FieldWriter out) {
        if (consents.size() > COUNT_MAX) {
            throw new IllegalArgumentException("more than " + COUNT_MAX + " consents");
        }
        out.u8(consents.size());
        for (var consent : consents) {
            out.u8(consent.purpose.id).u8(consent.given ? 1 : 0).u32(consent.serial);
        }
    }

    static List<Consent> read(FieldReader in) {
        int count = in.u8(0, COUNT_MAX);
        var consents = new ArrayList<Consent>(count);
        for (int i = 0; i < count; i++) {
            consents.add(new Consent(Purpose.of(in.u8()), in.flag(), in.u32()));
        }
        return List.copyOf(consents);
    }
}
