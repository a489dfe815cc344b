package org.postern.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.manifest.Hash;
import org.postern.message.HelpRequest.Urgency;
import org.postern.message.NineWords;
import org.postern.message.Reply;
import org.postern.triage.DeskKey;
import org.postern.triage.Purpose;

/// The console's words: plain, short, and none that puts a person into a box (domain.md, "Terms to use").
final class Wording {
    private static final Map<String, String> NEEDS = Map.ofEntries(
            Map.entry("safe_place_now", "A safe place tonight"),
            Map.entry("housing", "Housing, rent or eviction"),
            Map.entry("money_food", "Money, food or things"),
            Map.entry("health", "A doctor or health care"),
            Map.entry("talk_therapy", "Someone to talk to, or therapy"),
            Map.entry("peer", "A peer to talk with"),
            Map.entry("safety_plan", "A plan to stay safe"),
            Map.entry("safer_work", "Safer work"),
            Map.entry("pay_rights", "Pay, contract or hours"),
            Map.entry("papers_kept", "Someone keeps passport, phone or papers"),
            Map.entry("other_work", "Other work, training or school"),
            Map.entry("legal", "Legal advice"),
            Map.entry("immigration", "Visa or papers advice"),
            Map.entry("online", "Threats, photos or accounts online"),
            Map.entry("children", "Children or family"),
            Map.entry("drugs_alcohol", "Alcohol or drugs, without judgement"),
            Map.entry("disability_care", "Disability or care"),
            Map.entry("police_problem", "A problem with police or officials"),
            Map.entry("know_options", "Wants to know the options"),
            Map.entry("other", "Something else"));

    private static final Map<String, String> CONTACT = Map.of(
            "contact_way", "How",
            "contact_value", "Number or address",
            "contact_when", "When it is safe",
            "contact_how", "If someone else answers",
            "place_exact", "Where to meet",
            "people_named", "People named");

    private static final Map<String, String> WAYS = Map.of(
            "call", "Call",
            "message_app", "Write in a message app",
            "email", "Write an e-mail",
            "meet", "Meet, through a group that works with us");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);
    private static final int HEAD_WORDS = 4;
    private static final int DESK_WORDS = 2;

    private Wording() {}

    /// What would help, in the form's own words.
    static String needs(List<String> ids) {
        return ids.isEmpty()
                ? "A message without ticks"
                : String.join(
                        " · ",
                        ids.stream()
                                // What no form has is a stranger's text, and could read like words of ours.
                                .map(id -> NEEDS.getOrDefault(id, NEEDS.get("other")))
                                .distinct()
                                .toList());
    }

    /// Of the ids, those that the form does not have.
    static List<String> unknownNeeds(List<String> ids) {
        return ids.stream().filter(id -> !NEEDS.containsKey(id)).toList();
    }

    static String urgency(Urgency urgency) {
        return switch (urgency) {
            case NOW -> "Now";
            case TODAY -> "Today or tomorrow";
            case WEEK -> "This week";
            case NO_RUSH -> "No rush";
            case UNKNOWN -> "Does not know, or did not say: treated as today";
        };
    }

    static String purpose(Purpose purpose) {
        return switch (purpose) {
            case CALL_BACK_AS_ASKED -> "Call or write to the person";
            case MEET_AS_ASKED -> "Meet the person";
            case SAFE_PLACE_TONIGHT -> "A safe place tonight";
            case URGENT_MEDICAL_HELP_ASKED_FOR -> "Urgent medical help";
        };
    }

    static Reply.Purpose noticePurpose(Purpose purpose) {
        return switch (purpose) {
            case CALL_BACK_AS_ASKED -> Reply.Purpose.CALL_BACK_AS_ASKED;
            case MEET_AS_ASKED -> Reply.Purpose.MEET_AS_ASKED;
            case SAFE_PLACE_TONIGHT -> Reply.Purpose.SAFE_PLACE_TONIGHT;
            case URGENT_MEDICAL_HELP_ASKED_FOR -> Reply.Purpose.URGENT_MEDICAL_HELP_ASKED_FOR;
        };
    }

    static String state(Reply.State state) {
        return switch (state) {
            case RECEIVED -> "We have your message.";
            case READ -> "A person has read your message.";
            case IN_CONVERSATION -> "We have answered.";
            case WAITING_FOR_YOU -> "We are waiting for you. No hurry.";
            case CLOSED -> "We have closed this. Write here if you want it open.";
        };
    }

    /// The format's number of a state (PROTOCOL.md 5.3).
    static int stateCode(Reply.State state) {
        return switch (state) {
            case RECEIVED -> 1;
            case READ -> 2;
            case IN_CONVERSATION -> 3;
            case WAITING_FOR_YOU -> 4;
            case CLOSED -> 5;
        };
    }

    /// The state of a number.
    ///
    /// @throws IllegalArgumentException if there is none
    static Reply.State state(int code) {
        return Arrays.stream(Reply.State.values())
                .filter(state -> stateCode(state) == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a state of the list"));
    }

    static String contactName(String key) {
        return CONTACT.getOrDefault(key, key);
    }

    static String contactValue(String key, List<String> values) {
        var shown = key.equals("contact_way")
                ? values.stream().map(way -> WAYS.getOrDefault(way, way)).toList()
                : values;
        return String.join(", ", shown);
    }

    /// An age that is coarse on purpose: hours for two days, then days.
    static String age(Instant then, Instant now) {
        var age = Duration.between(then, now);
        if (age.toHours() < 1) {
            return "less than an hour ago";
        }
        if (age.toHours() < 48) {
            return age.toHours() == 1 ? "1 hour ago" : age.toHours() + " hours ago";
        }
        return age.toDays() + " days ago";
    }

    static String messages(int count) {
        return count == 1 ? "1 message" : count + " messages";
    }

    /// How many wait for an answer.
    static String waiting(int all, long now) {
        var people = all == 1 ? "1 person waits" : all + " people wait";
        return people + " for an answer" + (now == 0 ? "." : ", " + now + " of them now.");
    }

    /// How many answers were begun.
    static String typed(int count) {
        return count == 1
                ? "There is 1 answer that you typed and did not send."
                : "There are " + count + " answers that you typed and did not send.";
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static String day(Instant instant) {
        return day(LocalDate.ofInstant(instant, ZoneOffset.UTC));
    }

    /// A pseudonym of this epoch that people can say aloud.
    static String desk(DeskKey desk) {
        return "Desk " + words(Hash.of(desk.bytes()), DESK_WORDS);
    }

    /// The first words of the log's head: 44 bits, enough to compare by telephone.
    static String head(Hash head) {
        return words(head, HEAD_WORDS);
    }

    /// The word list is that of the nine words, so a hash is handed in where they draw their randomness.
    private static String words(Hash hash, int count) {
        try (var words = NineWords.draw(length -> Arrays.copyOf(hash.raw(), length))) {
            return String.join(" ", words.words().subList(0, count));
        }
    }
}
