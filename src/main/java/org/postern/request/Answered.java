package org.postern.request;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import org.postern.api.IntakeClient;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Mailbox;
import org.postern.message.Reply;
import org.postern.message.RequesterKeys;

/// Shows what lies in one mailbox. Words without a mailbox look like words whose mailbox is empty.
final class Answered {
    private static final String PERHAPS_NOBODY =
            "Is every word right, and in its place? A wrong word can look like this.\nDid you delete everything with these words, or did your message"
                    + " perhaps not arrive? Then nobody can answer you here. Ask anew, with: postern request ask";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final IntakeClient client;
    private final Terminal terminal;

    Answered(IntakeClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
    }

    /// Opens and shows everything.
    void show(RequesterKeys keys, VerifiedManifest manifest) {
        var mailbox = fetch(keys, manifest);
        if (mailbox.replies().isEmpty()) {
            terminal.say("There is no answer yet. Look again later.");
            terminal.say(PERHAPS_NOBODY);
        }
        mailbox.replies().forEach(this::show);
        if (!mailbox.isWhole()) {
            terminal.say("An answer is missing or was changed. What is shown above is from the team.");
        }
    }

    /// Looks, before anything is typed, whether somebody answered under these words: an empty mailbox may be one that
    /// was erased, and what is sent there nobody sees.
    ///
    /// @throws RequestException if the person does not go on
    void requireThread(RequesterKeys keys, VerifiedManifest manifest) {
        if (fetch(keys, manifest).replies().isEmpty()) {
            terminal.show("No answer has come yet. What you write now is added to what you sent.");
            terminal.show(PERHAPS_NOBODY);
            if (terminal.isTyped() && !terminal.isYes("Write under these words all the same?")) {
                throw new RequestException("Nothing was sent.");
            }
        }
    }

    /// Fetches the newest page and those before it.
    private Mailbox fetch(RequesterKeys keys, VerifiedManifest manifest) {
        var places = new ArrayList<ReplyFrame>(client.mailbox(keys.locator(), Limits.MAILBOX_PAGE_NEWEST));
        int newest = places.getFirst().number() / Limits.MAILBOX_PLACES;
        for (int page = 0; page < newest; page++) {
            places.addAll(client.mailbox(keys.locator(), page));
        }
        return Mailbox.open(places, keys, manifest::rosterRoot);
    }

    private void show(Reply reply) {
        terminal.say("— " + DAY.format(reply.sentAt()) + " · " + words(reply.state()));
        reply.notice()
                .ifPresent(notice -> terminal.say("On " + DAY.format(notice.day())
                        + " the team opened how to reach you, to " + words(notice.purpose()) + "."));
        if (!reply.text().isEmpty()) {
            // Set in, so that no text looks like a line of this program's own.
            plain(reply.text()).lines().forEach(line -> terminal.say("  " + line));
        }
        terminal.say("");
    }

    /// A terminal obeys control characters, so none gets through but the end of a line.
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd");
    }

    private static String words(Reply.State state) {
        return switch (state) {
            case RECEIVED -> "We have your message.";
            case READ -> "A person has read your message.";
            case IN_CONVERSATION -> "We have answered.";
            case WAITING_FOR_YOU -> "We are waiting for you. No hurry.";
            case CLOSED -> "We have closed this. Write here if you want it open.";
        };
    }

    private static String words(Reply.Purpose purpose) {
        return switch (purpose) {
            case CALL_BACK_AS_ASKED -> "call or write to you";
            case MEET_AS_ASKED -> "meet you";
            case SAFE_PLACE_TONIGHT -> "find a safe place tonight";
            case URGENT_MEDICAL_HELP_ASKED_FOR -> "get urgent medical help";
        };
    }
}
