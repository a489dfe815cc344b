package org.postern.request;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postern.message.Answers;
import org.postern.message.Consent;

/// The page's questions, asked in a terminal (domain.md A.1 and A.2). Everything may be skipped but one need or some
/// text.
final class Questions {
    private static final List<Map.Entry<String, String>> NEEDS = List.of(
            Map.entry("safe_place_now", "A safe place tonight"),
            Map.entry("housing", "Help with housing, rent or eviction"),
            Map.entry("money_food", "Money, food or things I need"),
            Map.entry("health", "A doctor or health care"),
            Map.entry("talk_therapy", "Someone to talk to, counselling or therapy"),
            Map.entry("peer", "Talk with someone who has been there"),
            Map.entry("safety_plan", "Help to plan how to stay safe"),
            Map.entry("safer_work", "Be safer in the work I do"),
            Map.entry("pay_rights", "Pay, contract, hours or unsafe work"),
            Map.entry("papers_kept", "Someone has my passport, phone or papers"),
            Map.entry("other_work", "Other work, training or school"),
            Map.entry("legal", "Legal advice"),
            Map.entry("immigration", "Visa or papers advice"),
            Map.entry("online", "Threats, photos or accounts online"),
            Map.entry("children", "Help for my children or family"),
            Map.entry("drugs_alcohol", "Support with alcohol or drugs, no judgement"),
            Map.entry("disability_care", "Disability or care support"),
            Map.entry("police_problem", "A problem with police or officials"),
            Map.entry("know_options", "I just want to know my options"),
            Map.entry("other", "Something else"));
    private static final List<String> SOON = List.of("now", "today", "week", "no_rush");
    private static final List<Map.Entry<String, String>> WAYS = List.of(
            Map.entry("call", "Phone number:"),
            Map.entry("message_app", "Which app, and your number or nickname there:"),
            Map.entry("email", "E-mail address:"));

    /// What the answers can be whose words are given (PROTOCOL.md 5.1 and 5.2).
    static final Map<String, List<String>> CHOICES = Map.of(
            "consent",
            Stream.of(Consent.Purpose.values())
                    .map(purpose -> purpose.name().toLowerCase(Locale.ROOT))
                    .toList(),
            "needs",
            NEEDS.stream().map(Map.Entry::getKey).toList(),
            "urgency_self",
            Stream.concat(SOON.stream(), Stream.of("unknown")).toList(),
            "contact_way",
            Stream.concat(WAYS.stream().map(Map.Entry::getKey), Stream.of("meet"))
                    .toList());

    private static final String BETWEEN_NUMBERS = "[\\s\\p{P}]+";

    /// Four of them and their names fit into the locked answers, [Answers#CONTACT_BYTES_MAX].
    private static final int CONTACT_ANSWER_BYTES_MAX = 480;

    private final Terminal terminal;
    private final boolean canLock;

    /// Prepares.
    ///
    /// @param canLock whether the service has key holders, so that contact details can be taken
    Questions(Terminal terminal, boolean canLock) {
        this.terminal = terminal;
        this.canLock = canLock;
    }

    /// Asks everything but the message.
    AnswersFile ask() {
        var answers = new LinkedHashMap<String, List<String>>();
        terminal.show("What would help? You can name more than one. To skip a question, press Enter.");
        for (int i = 0; i < NEEDS.size(); i++) {
            terminal.show("%3d  %s".formatted(i + 1, NEEDS.get(i).getValue()));
        }
        var needs = needs();
        if (!needs.isEmpty()) {
            answers.put("needs", needs);
        }
        var soon = ask(
                        "How soon do you need an answer? (now, today, week, no_rush, or Enter)",
                        answer -> SOON.contains(answer.toLowerCase(Locale.ROOT)),
                        "Type one of the four, or press Enter.")
                .toLowerCase(Locale.ROOT);
        answers.put("urgency_self", List.of(SOON.contains(soon) ? soon : "unknown"));
        var consents = EnumSet.noneOf(Consent.Purpose.class);
        var contact = canLock ? contact() : Answers.none();
        if (!contact.isEmpty()) {
            if (terminal.isYes("May the team contact you in this way?")) {
                consents.add(Consent.Purpose.CONTACT);
            } else {
                terminal.show("Then how to reach you is left out.");
                contact = Answers.none();
            }
        }
        if (!terminal.isYes("May the team read what you write, to answer you?")) {
            throw new RequestException("Nothing was sent, because the team may not read it.");
        }
        consents.add(Consent.Purpose.READ);
        return new AnswersFile(Answers.of(answers), contact, consents);
    }

    private Answers contact() {
        terminal.show("You can come back here for the answer. Should we reach you in another way as well?");
        terminal.show("This part has a second lock: it opens only when several people agree, and you are told.");
        var way = ask(
                "1 call me, 2 write in a message app, 3 write an e-mail, or Enter:",
                answer -> number(answer, WAYS.size()).isPresent(),
                "Type 1, 2 or 3, or press Enter.");
        var chosen = number(way, WAYS.size()).map(place -> WAYS.get(place - 1));
        var value = chosen.map(one -> contactAnswer(one.getValue())).orElse("");
        if (value.isEmpty()) {
            return Answers.none();
        }
        var contact = new LinkedHashMap<String, List<String>>();
        contact.put("contact_way", List.of(chosen.orElseThrow().getKey()));
        contact.put("contact_value", List.of(value));
        put(contact, "contact_when", contactAnswer("When is it safe?"));
        put(contact, "contact_how", contactAnswer("What may we say if someone else answers?"));
        return Answers.of(contact);
    }

    private String contactAnswer(String question) {
        return ask(
                question,
                answer -> answer.getBytes(StandardCharsets.UTF_8).length <= CONTACT_ANSWER_BYTES_MAX,
                "That is too long. Make it shorter.");
    }

    private static void put(Map<String, List<String>> answers, String key, String value) {
        if (!value.isEmpty()) {
            answers.put(key, List.of(value));
        }
    }

    /// Asks a question that may be skipped.
    private String ask(String question, Predicate<String> isUsable, String wrong) {
        return terminal.ask(question, answer -> answer.isEmpty() || isUsable.test(answer), wrong);
    }

    private List<String> needs() {
        var answer = ask(
                "Numbers, with spaces between:",
                typed -> numbers(typed)
                        .allMatch(word -> number(word, NEEDS.size()).isPresent()),
                "Type only numbers from 1 to " + NEEDS.size() + ", or press Enter.");
        return numbers(answer)
                .flatMap(word -> number(word, NEEDS.size()).stream())
                .map(place -> NEEDS.get(place - 1).getKey())
                .distinct()
                .toList();
    }

    private static Stream<String> numbers(String typed) {
        return Stream.of(typed.split(BETWEEN_NUMBERS, -1)).filter(word -> !word.isEmpty());
    }

    /// A number in the digits of any script.
    private static Optional<Integer> number(String word, int most) {
        return Optional.of(word)
                .filter(digits -> digits.matches("\\p{Nd}{1,2}"))
                .map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= most);
    }
}
