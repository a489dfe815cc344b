package org.postern.store;

import java.util.List;
import org.postern.envelope.ReplyFrame;

/// The replies on one page of a mailbox.
///
/// @param page 0 to 7; of the newest when that was asked, 0 for a mailbox that does not exist
/// @param found at most eight, in any order
public record MailboxPlaces(int page, List<ReplyFrame> found) {}
