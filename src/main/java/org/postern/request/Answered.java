package org.postern.request;

import java.util.ArrayList;
import org.postern.api.IntakeClient;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Mailbox;
import org.postern.message.Reply;
import org.postern.message.RequesterKeys;

/// Shows what lies in one mailbox. Words without a mailbox look like words whose mailbox is empty.
final class Answered {
    private final IntakeClient client;
    private final Terminal terminal;

    Answered(IntakeClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
    }

    /// Fetches the newest page and those before it, opens and shows them.
    void show(RequesterKeys keys, VerifiedManifest manifest) {
        var places = new ArrayList<ReplyFrame>(client.mailbox(keys.locator(), Limits.MAILBOX_PAGE_NEWEST));
        int newest = places.getFirst().number() / Limits.MAILBOX_PLACES;
        for (int page = 0; page < newest; page++) {
            places.addAll(client.mailbox(keys.locator(), page));
        }
        var mailbox = Mailbox.open(places, keys, manifest::rosterRoot);
        if (mailbox.replies().isEmpty()) {
            terminal.say("There is no answer yet.");
        }
        mailbox.replies().forEach(this::show);
        if (!mailbox.isWhole()) {
            terminal.say("An answer is missing or was changed. What is shown above is from the team.");
        }
    }

    private void show(Reply reply) {
        terminal.say("— " + reply.sentAt() + " · " + words(reply.state()));
        reply.notice()
                .ifPresent(notice -> terminal.say("On " + notice.day() + " the team opened how to reach you, to "
                        + words(notice.purpose()) + "."));
        if (!reply.text().isEmpty()) {
            terminal.say(plain(reply.text()));
        }
        terminal.say("");
    }

    /// A terminal obeys control characters, so none gets through but the end of a line.
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd");
    }

    private static String words(Reply.State state) {
        return switch (state) {
            case RECEIVED -> "We have it. Nobody has read it yet.";
            case READ -> "A person has read it.";
            case IN_CONVERSATION -> "We have answered.";
            case WAITING_FOR_YOU -> "We are waiting for you. No hurry.";
            case CLOSED -> "This is closed. Write again and it is open.";
        };
    }

    private static String words(Reply.Purpose purpose) {
        return switch (purpose) {
            case CALL_BACK_AS_ASKED -> "call you back as you asked";
            case MEET_AS_ASKED -> "meet you as you asked";
            case SAFE_PLACE_TONIGHT -> "find a safe place tonight";
            case URGENT_MEDICAL_HELP_ASKED_FOR -> "get you the urgent medical help that you asked for";
        };
    }
}
