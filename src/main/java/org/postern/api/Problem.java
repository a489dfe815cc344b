package org.postern.api;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Why a call did not do what it was for, in words for the person in front of the screen.
public enum Problem {
    /// The connection broke, for a reason that none of the next ones names. Whether the server took it is not known:
    /// send the same bytes again.
    NOT_REACHED("The connection to the server broke. Check the connection and try again."),
    /// The address names no computer.
    NO_HOST("No computer is known by the name in this address. Check how it is written, and check the connection."),
    /// Refused, or no way there.
    NOBODY_THERE(
            "Nobody answers at this address. The server is not running, the port is another one, or a firewall is in"
                    + " between."),
    /// No answer in time. Whether the server took it is not known: send the same bytes again.
    NO_ANSWER("The server did not answer in time. Try again in a minute."),
    /// A certificate that nobody vouches for whom this computer knows.
    NOT_TRUSTED(
            "This computer does not know who vouches for the server's certificate. If the service has an authority of its"
                    + " own, name its file with --ca FILE. If not, somebody may be in between: do not go on."),
    /// A certificate for another name.
    CERTIFICATE_NAME(
            "The server's certificate is for another name than the one in this address. Check how the address is written. If"
                    + " it is right, somebody may be in between: do not go on."),
    /// A certificate that is not good on the day that this computer believes.
    CERTIFICATE_DATE(
            "The server's certificate is not good on the date that this computer believes. Check the date of this computer"
                    + " first; if it is right, tell the people who run the server."),
    /// No TLS came about: a port that speaks something else, or somebody who cuts in between. Never advises to do
    /// without.
    NO_TLS(
            "No safe connection (https) came about. Check the address and its port. If they are right, something in between"
                    + " may have cut it: try again from another network."),
    /// 407: a proxy asks for a sign-in.
    PROXY("A proxy stands in between and asks who you are. This program does not sign in at proxies."),
    /// 401, and the two clocks are more than five minutes apart.
    CLOCKS_DIFFER("The clocks of this computer and of the server are too far apart: one of the two is wrong."),
    /// 503: the store can't take it now. Keep it and send the same bytes again.
    NOT_NOW("The server can't take this right now. Try again in a minute."),
    /// 401: desk unknown, or signature wrong.
    NOT_SIGNED_IN("The server does not know this desk."),
    /// 409: the place is taken by other bytes.
    TAKEN(
            "Something else is already stored in this place, so this was not. Look at what is there; then make this anew."),
    /// 410: the epoch is not open.
    CLOSED("The keys that this was made with are no longer in use. Fetch the newest keys and try again."),
    /// 422: a note or a proof of work does not verify.
    NOT_VERIFIED("The server could not verify the signatures."),
    /// 429: a desk's fifth reply to one mailbox on one day; a proposal that finds no room on the board.
    TOO_MANY(
            "That is more than one desk may send to one place on one day. For an answer: a colleague can still send one"
                    + " today, and you can tomorrow. For a proposal: too many wait already."),
    /// 400, 404, 405, 413, 415, 431: not what this server takes.
    NOT_UNDERSTOOD(
            "The server does not take this here. Perhaps it is the other address that is needed, the team's or the public one;"
                    + " or this program or the server is too old."),
    /// 500 and everything unforeseen.
    SERVER_FAILED("Something went wrong on the server."),
    /// An answer of the wrong length or form, or of another program.
    STRANGE_ANSWER("What answered there does not speak as this service does: perhaps the sign-in page of a network, or"
            + " another program. Check the address and the connection, and try again.");

    private final String words;

    Problem(String words) {
        this.words = words;
    }

    /// {@return one or two plain sentences}
    public String words() {
        return words;
    }

    /// Whether time can be the cause, so that whoever reads it must be told the date that this computer believes.
    boolean isOfTime() {
        return this == CERTIFICATE_DATE || this == CLOCKS_DIFFER;
    }

    /// Sending the same bytes once more may help.
    ///
    /// @return true if the server was not reached, or can't take it now, or something else answered
    public boolean passes() {
        return switch (this) {
            case NOT_REACHED, NO_HOST, NOBODY_THERE, NO_ANSWER, NOT_NOW, SERVER_FAILED, STRANGE_ANSWER -> true;
            case NOT_TRUSTED,
                    CERTIFICATE_NAME,
                    CERTIFICATE_DATE,
                    NO_TLS,
                    PROXY,
                    CLOCKS_DIFFER,
                    NOT_SIGNED_IN,
                    TAKEN,
                    CLOSED,
                    NOT_VERIFIED,
                    TOO_MANY,
                    NOT_UNDERSTOOD -> false;
        };
    }

    /// What was sent may have arrived all the same. Nothing arrives where nobody is met; and what passes for no time at
    /// all is an answer of the server itself.
    boolean leavesOpen() {
        return passes() && this != NO_HOST && this != NOBODY_THERE;
    }

    /// Why a connection failed, as far as Java tells.
    ///
    /// @param failure what a call ended with; its causes are looked at, too
    /// @return never one that stands for an answer
    static Problem ofFailure(Throwable failure) {
        var problem = NOT_REACHED;
        // The innermost cause says most; an outer one is kept where it says nothing.
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            problem = ofOne(cause, problem);
        }
        return problem;
    }

    private static Problem ofOne(Throwable cause, Problem outer) {
        return switch (cause) {
            case UnresolvedAddressException unresolved -> NO_HOST;
            case UnknownHostException unknown -> NO_HOST;
            case HttpTimeoutException late -> NO_ANSWER;
            case TimeoutException late -> NO_ANSWER;
            case CertificateExpiredException over -> CERTIFICATE_DATE;
            case CertificateNotYetValidException early -> CERTIFICATE_DATE;
            case CertPathBuilderException stranger -> NOT_TRUSTED;
            case CertPathValidatorException stranger -> NOT_TRUSTED;
            // Java has no class of its own for a name that does not match, nor for an answer that is not TLS.
            case CertificateException other -> outer == NO_TLS ? CERTIFICATE_NAME : outer;
            case SSLException other -> NO_TLS;
            case ConnectException refused -> NOBODY_THERE;
            default -> outer;
        };
    }

    static Problem ofStatus(int status) {
        return switch (status) {
            case 400, 404, 405, 413, 415, 431 -> NOT_UNDERSTOOD;
            case 401 -> NOT_SIGNED_IN;
            case 407 -> PROXY;
            case 409 -> TAKEN;
            case 410 -> CLOSED;
            case 422 -> NOT_VERIFIED;
            case 429 -> TOO_MANY;
            case 503 -> NOT_NOW;
            default -> status < 400 ? STRANGE_ANSWER : SERVER_FAILED;
        };
    }
}
