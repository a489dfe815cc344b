package org.postern.api;

/// Every path of PROTOCOL.md.
public final class Routes {
    /// The requester's page.
    public static final String PAGE = "/";

    /// The page's style.
    public static final String STYLE = "/postern.css";

    /// The page's script.
    public static final String SCRIPT = "/postern.js";

    /// Browsers ask for it unasked; there is none (4.5).
    public static final String ICON = "/favicon.ico";

    /// Root notes and the newest manifest (4.6).
    public static final String NOTES = "/notes";

    /// Where the log's static files lie (C2SP tlog-tiles): `checkpoint` and `tile/…` follow.
    public static final String LOG = "/log/";

    /// Takes a request (4.1).
    public static final String REQUEST = "/v1/request";

    /// Gives one page of a mailbox (4.3).
    public static final String MAILBOX = "/v1/mailbox";

    /// Deletes everything of one person (4.4).
    public static final String ERASE = "/v1/erase";

    /// Takes notes with their files (4.7), on the team listener.
    public static final String PUBLISH = "/v1/publish";

    /// Days that hold something (7).
    public static final String TEAM_DAYS = "/v1/team/days";

    /// A day's requests.
    public static final String TEAM_REQUESTS = "/v1/team/requests";

    /// A day's replies.
    public static final String TEAM_REPLIES = "/v1/team/replies";

    /// Erase keys.
    public static final String TEAM_ERASED = "/v1/team/erased";

    /// Takes a reply.
    public static final String TEAM_REPLY = "/v1/team/reply";

    /// Takes a reply to what was written after its mailbox had been erased.
    public static final String TEAM_REPLY_ANEW = "/v1/team/reply/anew";

    /// Takes an entry of the triage log.
    public static final String TEAM_LOG_APPEND = "/v1/team/log/append";

    /// Gives entries of the triage log.
    public static final String TEAM_LOG_READ = "/v1/team/log/read";

    /// Gives an epoch's files, roster and recovery file.
    public static final String TEAM_KEYS = "/v1/team/keys";

    /// Takes a desk's deposit for the next epochs.
    public static final String TEAM_DEPOSIT = "/v1/team/deposit";

    /// Takes what a desk drew for a proposal.
    public static final String TEAM_DRAWN = "/v1/team/drawn";

    /// Takes a request or a reply that was sealed anew under the intake epoch.
    public static final String TEAM_MOVE = "/v1/team/move";

    /// Gives the proposals that follow the manifest in force, on the team listener.
    public static final String CEREMONY_PROPOSALS = "/v1/ceremony/proposals";

    /// Gives what was taken in and is not shown yet, because witnesses are missing.
    public static final String CEREMONY_TAKEN = "/v1/ceremony/taken";

    /// Gives the paths and hashes of the files that this server serves, on the team listener.
    public static final String CEREMONY_SERVED = "/v1/ceremony/served";

    /// Takes a proposal.
    public static final String CEREMONY_PROPOSAL = "/v1/ceremony/proposal";

    /// Gives people's sealed deposits and the sealed ledger.
    public static final String CEREMONY_DEPOSITS = "/v1/ceremony/deposits";

    /// Gives a living epoch's sealed files, its roster and its recovery file to whoever reaches the team listener.
    public static final String CEREMONY_EPOCH = "/v1/ceremony/epoch";

    /// The log's signed checkpoint (C2SP tlog-tiles).
    public static final String LOG_CHECKPOINT = "/log/checkpoint";

    /// What the paths of the log's tiles and entry bundles begin with.
    public static final String LOG_TILES = "/log/tile/";

    /// Whether the server is well, on the operator's listener.
    public static final String HEALTH = "/health";

    /// Coarse numbers, on the operator's listener.
    public static final String COUNTERS = "/counters";

    private Routes() {}
}
