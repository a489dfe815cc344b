package org.postern.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.Hash;

/// What one requester's mailbox holds, opened and put in order.
///
/// Each reply names the one before it, so an answer that the server holds back leaves a mark.
public final class Mailbox {
    private final List<Reply> replies;
    private final boolean whole;

    private Mailbox(List<Reply> replies, boolean whole) {
        this.replies = List.copyOf(replies);
        this.whole = whole;
    }

    /// Opens every place that can be opened; empty places, and replies for somebody else, are left out.
    ///
    /// @param places frames of all pages, in any order
    /// @param keys the requester's
    /// @param roots of a verified manifest
    public static Mailbox open(List<ReplyFrame> places, RequesterKeys keys, RosterRoots roots) {
        var inOrder = places.stream()
                .sorted(Comparator.comparingInt(ReplyFrame::number))
                .toList();
        var replies = new ArrayList<Reply>();
        var before = Hash.NONE;
        boolean whole = true;
        for (var place : inOrder) {
            var opened = Opener.reply(place, keys.identity(), roots)
                    .filter(reply ->
                            reply.thread().equals(keys.thread()) && reply.tag().equals(keys.tag()));
            if (opened.isPresent()) {
                whole &= opened.get().previous().equals(before);
                before = Hash.ofRaw(place.link());
                replies.add(opened.get());
            }
        }
        return new Mailbox(replies, whole);
    }

    /// The replies, oldest first.
    public List<Reply> replies() {
        return replies;
    }

    /// False when a reply names one before it that is not here: an answer is missing, or was exchanged.
    public boolean isWhole() {
        return whole;
    }
}
