package org.postern.envelope;

/// Every size and bound of PROTOCOL.md sections 4, 6 and 7, in bytes unless the name says otherwise.
public final class Limits {
    /// An identifier: request id, random of a team call.
    public static final int ID_BYTES = 16;
    /// A SHA-256 digest, and everything made by one: mark, tag, head.
    public static final int HASH_BYTES = 32;
    /// An Ed25519 public key.
    public static final int DESK_KEY_BYTES = 32;
    /// An Ed25519 signature.
    public static final int SIGNATURE_BYTES = 64;

    /// A request or a follow-up, whole (4.1).
    public static final int REQUEST_BYTES = 32_768;
    /// What stands before the age file of a request.
    public static final int REQUEST_HEAD_BYTES = 92;
    /// The age file of a request: one stanza.
    public static final int REQUEST_FILE_BYTES = REQUEST_BYTES - REQUEST_HEAD_BYTES;
    /// The plaintext of a request.
    public static final int REQUEST_PLAIN_BYTES = 31_017;

    /// A reply, whole (4.2).
    public static final int REPLY_BYTES = 8_192;
    /// What stands before the age file of a reply.
    public static final int REPLY_HEAD_BYTES = 41;
    /// The age file of a reply: two stanzas.
    public static final int REPLY_FILE_BYTES = REPLY_BYTES - REPLY_HEAD_BYTES;
    /// The plaintext of a reply.
    public static final int REPLY_PLAIN_BYTES = 4_935;
    /// The end of a reply's age file, after its header: a nonce, and the plaintext sealed.
    public static final int REPLY_PAYLOAD_BYTES = 16 + REPLY_PLAIN_BYTES + 16;
    /// The highest number of a reply in its mailbox.
    public static final int REPLY_NUMBER_MAX = 63;
    /// Replies that one desk may send to one mailbox on one day.
    public static final int REPLIES_A_DESK_TAG_AND_DAY = 4;

    /// Ask for a mailbox page (4.3).
    public static final int MAILBOX_ASK_BYTES = 40;
    /// Places on a mailbox page.
    public static final int MAILBOX_PLACES = 8;
    /// The highest page of a mailbox.
    public static final int MAILBOX_PAGE_MAX = 7;
    /// In an ask: the newest page.
    public static final int MAILBOX_PAGE_NEWEST = 255;
    /// A mailbox page, always.
    public static final int MAILBOX_PAGE_BYTES = MAILBOX_PLACES * REPLY_BYTES;

    /// An erase order (4.4).
    public static final int ERASE_BYTES = 68;

    /// A publication, whole, at most (4.7).
    public static final int PUBLICATION_BYTES_MAX = 1 << 20;

    /// The plaintext of a deposit (7).
    public static final int DEPOSIT_PLAIN_BYTES = 32_768;
    /// A deposit to sixteen admins, the longest there can be.
    public static final int DEPOSIT_BYTES_MAX = 57_782;
    /// Deposits in one answer, at most: those of the newest epochs.
    public static final int DEPOSITS_MAX = 128;
    /// What a responder's console drew for a proposal, at most.
    public static final int DRAWN_BYTES_MAX = 1 << 20;
    /// A proposal, whole, at most.
    public static final int PROPOSAL_BYTES_MAX = 4 << 20;
    /// Proposals on the board, at most.
    public static final int PROPOSALS_MAX = 8;
    /// Proposals on the board that one admin alone signed, at most: nobody can fill it alone.
    public static final int PROPOSALS_OF_ONE_MAX = 4;

    /// The small entry of the triage log (6).
    public static final int LOG_ENTRY_SMALL_BYTES = 512;
    /// The large entry of the triage log.
    public static final int LOG_ENTRY_LARGE_BYTES = 2_048;

    /// What stands before the payload of a team call (7).
    public static final int TEAM_CALL_HEAD_BYTES = 128;
    /// The payload of a team call, at most: what was drawn for a proposal is the longest. Each place has its own bound.
    public static final int TEAM_PAYLOAD_BYTES_MAX = HASH_BYTES + DRAWN_BYTES_MAX;
    /// The answer with an epoch's files, roster and recovery file, at most.
    public static final int EPOCH_KEYS_BYTES_MAX = PUBLICATION_BYTES_MAX;
    /// How far a team call's clock may be from the server's, either way.
    public static final long TEAM_CLOCK_SECONDS_MAX = 300;
    /// Requests in one answer, at most.
    public static final int REQUESTS_MAX = 64;
    /// Replies in one answer, at most.
    public static final int REPLIES_MAX = 128;
    /// Erase keys in one answer, always at most.
    public static final int ERASED_MAX = 1_024;
    /// Log entries in one answer, at most.
    public static final int LOG_ENTRIES_MAX = 256;

    private Limits() {}
}
