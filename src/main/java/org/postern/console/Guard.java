package org.postern.console;

import java.util.List;

/// Decides from a request's own headers whether it comes from the page that this console served.
///
/// A page of some other site, open in the same browser, can reach any port of 127.0.0.1: by a plain cross-origin
/// request, or by a host name of its own that suddenly resolves here (DNS rebinding). The first carries a foreign
/// `Origin` and `Sec-Fetch-Site`, the second a foreign `Host`. Each header is compared whole, never by prefix:
/// `127.attacker.example` starts like an address too.
final class Guard {
    /// What is asked for: the document and its files by the person's own navigation, or a call by the page's script.
    enum Kind {
        PAGE,
        CALL
    }

    private final String host;
    private final String origin;

    /// @param port the port that this console listens on, 1 to 65535
    Guard(int port) {
        this.host = "127.0.0.1:" + port;
        this.origin = "http://" + host;
    }

    /// The page's address, without the launch secret.
    ///
    /// @return scheme, host and port
    String origin() {
        return origin;
    }

    /// Judges one request. Every list holds all values of that header, in order; a repeated header is refused.
    ///
    /// @param kind what is asked for
    /// @param hosts values of `Host`
    /// @param origins values of `Origin`; a call must name exactly this origin, a page may leave it out
    /// @param sites values of `Sec-Fetch-Site`; a call must be `same-origin`, a page may also be `none` or, in a
    ///     browser that does not send it, left out
    /// @return true when the request may go on
    boolean admits(Kind kind, List<String> hosts, List<String> origins, List<String> sites) {
        if (!hosts.equals(List.of(host))) {
            return false;
        }
        return switch (kind) {
            case CALL -> origins.equals(List.of(origin)) && sites.equals(List.of("same-origin"));
            case PAGE ->
                (origins.isEmpty() || origins.equals(List.of(origin)))
                        && (sites.isEmpty() || sites.equals(List.of("none")) || sites.equals(List.of("same-origin")));
        };
    }
}
