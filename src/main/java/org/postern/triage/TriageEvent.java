package org.postern.triage;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;

/// One thing that happened to a case. What it says counts only inside a [SignedEvent] (PROTOCOL.md 6).
public sealed interface TriageEvent {
    /// Somebody asks to open the locked layer of one request.
    ///
    /// @param ask a fresh random id
    /// @param request whose layer
    /// @param layer hash of that layer's file
    /// @param purpose why: one of a closed list
    /// @param oneTime where approvals are sealed to; its identity never leaves the asker's memory
    record Asked(UUID ask, UUID request, Hash layer, Purpose purpose, HybridRecipient oneTime) implements TriageEvent {
        /// Checks that all are there.
        public Asked {
            Objects.requireNonNull(ask);
            Objects.requireNonNull(request);
            Objects.requireNonNull(layer);
            Objects.requireNonNull(purpose);
            Objects.requireNonNull(oneTime);
        }
    }

    /// A key holder gives one seat's share to the asker.
    ///
    /// @param ask which ask
    /// @param layer hash of the layer that the key holder's own console found in the request
    /// @param seat 1 to 5
    /// @param file the share, sealed to the ask's one-time recipient by [Approval]
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Approved(UUID ask, Hash layer, int seat, byte[] file) implements TriageEvent {
        /// Checks the seat and takes a copy of the file.
        public Approved {
            Objects.requireNonNull(ask);
            Objects.requireNonNull(layer);
            requireSeat(seat);
            file = file.clone();
        }

        /// A copy of the sealed share.
        @Override
        public byte[] file() {
            return file.clone();
        }
    }

    /// The asker opens the layer. Written before anything is opened, so that no opening is missing from the log.
    ///
    /// @param ask which ask
    /// @param request whose layer
    /// @param layer hash of that layer's file
    /// @param purpose why, as asked
    record Opened(UUID ask, UUID request, Hash layer, Purpose purpose) implements TriageEvent {
        /// Checks that all are there.
        public Opened {
            Objects.requireNonNull(ask);
            Objects.requireNonNull(request);
            Objects.requireNonNull(layer);
            Objects.requireNonNull(purpose);
        }
    }

    /// Somebody answered the requester.
    ///
    /// @param tag the mailbox
    /// @param number the place in the mailbox, 0 to 63
    /// @param frame hash of the reply frame
    record Replied(Hash tag, int number, Hash frame) implements TriageEvent {
        /// Checks the number.
        public Replied {
            Objects.requireNonNull(tag);
            Objects.requireNonNull(frame);
            requireNumber(number);
        }
    }

    /// The requester was told that contact details were opened.
    ///
    /// @param tag the mailbox
    /// @param number the place in the mailbox, 0 to 63
    /// @param frame hash of the reply frame
    /// @param ask which ask it tells about
    record Notice(Hash tag, int number, Hash frame, UUID ask) implements TriageEvent {
        /// Checks the number.
        public Notice {
            Objects.requireNonNull(tag);
            Objects.requireNonNull(frame);
            Objects.requireNonNull(ask);
            requireNumber(number);
        }
    }

    /// A key holder says no. An asker's console says it of its own seat, before it asks: nobody else is asked for what
    /// the other seats can't open.
    ///
    /// @param ask which ask
    /// @param seat 1 to 5
    record Declined(UUID ask, int seat) implements TriageEvent {
        /// Checks the seat.
        public Declined {
            Objects.requireNonNull(ask);
            requireSeat(seat);
        }
    }

    /// The case goes on in the epoch of this event: what the events of older epochs said, which nobody can read once
    /// those are destroyed.
    ///
    /// @param openings how often contact details were opened by then, 0 to 255
    /// @param last the last opening; nothing if there was none
    /// @param from the newest epoch that this sums up
    record Moved(int openings, Optional<LastOpening> last, int from) implements TriageEvent {
        /// Most openings that fit; more are counted as this many.
        public static final int OPENINGS_MAX = 255;

        /// Checks that the numbers go together.
        public Moved {
            if (openings < 0 || openings > OPENINGS_MAX || (openings > 0) != last.isPresent()) {
                throw new IllegalArgumentException("a count of openings comes with the last one");
            }
            requireEpoch(from);
        }
    }

    /// When contact details were opened last.
    ///
    /// @param purpose why
    /// @param day on which day, UTC
    record LastOpening(Purpose purpose, LocalDate day) {
        /// Checks that both are there.
        public LastOpening {
            Objects.requireNonNull(purpose);
            Objects.requireNonNull(day);
        }
    }

    /// This desk's console wiped everything of an epoch. An event of the team's own case ([CaseKey#ofTeam]).
    ///
    /// @param destroyed which epoch
    record Destroyed(int destroyed) implements TriageEvent {
        /// Checks the epoch.
        public Destroyed {
            requireEpoch(destroyed);
        }
    }

    /// Most seats.
    int SEATS_MAX = 5;

    private static void requireEpoch(int epoch) {
        if (epoch < 1) {
            throw new IllegalArgumentException("an epoch is 1 or more");
        }
    }

    private static void requireSeat(int seat) {
        if (seat < 1 || seat > SEATS_MAX) {
            throw new IllegalArgumentException("a seat is 1 to " + SEATS_MAX);
        }
    }

    private static void requireNumber(int number) {
        if (number < 0 || number > 63) {
            throw new IllegalArgumentException("a mailbox has places 0 to 63");
        }
    }
}
