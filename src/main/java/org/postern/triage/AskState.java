package org.postern.triage;

import java.time.LocalDate;
import java.util.List;

/// Where an ask to open contact details stands, as every honest console sees it.
public sealed interface AskState {
    /// Not enough seats have approved.
    ///
    /// @param approvals seats that count so far
    /// @param needed how many it takes
    /// @param silent seats that have neither approved nor declined; the asker's console declines for its own
    record Waiting(int approvals, int needed, int silent) implements AskState {}

    /// Enough seats have approved; the asker may open once.
    ///
    /// @param approvals every approval that counts, at least one for each of k different seats, in log order
    record Ready(List<TriageEvent.Approved> approvals) implements AskState {
        /// Takes a copy.
        public Ready {
            approvals = List.copyOf(approvals);
        }
    }

    /// The asker opened the details.
    ///
    /// @param day on which day
    record Opened(LocalDate day) implements AskState {}

    /// So many key holders said no that the rest is too few.
    record Declined() implements AskState {}

    /// Nobody opened it on the day of the ask or the day after.
    record Expired() implements AskState {}

    /// The gate is shut, whoever approves.
    ///
    /// @param reason why
    record Refused(Reason reason) implements AskState {}

    /// Why the gate is shut.
    enum Reason {
        /// This console cannot find the request in this case, or the requester erased it.
        NO_SUCH_REQUEST,
        /// The ask names another layer than that of the request it names.
        OTHER_LAYER,
        /// The person did not agree to be contacted, or no longer agrees.
        NO_CONSENT
    }
}
