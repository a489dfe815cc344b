package org.postern.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private static final List<String> SOON = List.of("now", "today", "week", "no_rush", "unknown");

    private final Terminal terminal;

    Questions(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Asks everything but the message.
    AnswersFile ask() {
        var answers = new LinkedHashMap<String, List<String>>();
        terminal.say("What would help? You can name more than one, or skip.");
        for (int i = 0; i < NEEDS.size(); i++) {
            terminal.say("%3d  %s".formatted(i + 1, NEEDS.get(i).getValue()));
        }
        var needs = needs(terminal.ask("Numbers, with spaces between:"));
        if (!needs.isEmpty()) {
            answers.put("needs", needs);
        }
        var soon = terminal.ask("How soon do you need an answer? (now, today, week, no_rush, or skip)");
        answers.put("urgency_self", List.of(SOON.contains(soon) ? soon : "unknown"));
        var contact = contact();
        var consents = new LinkedHashSet<Consent.Purpose>();
        if (!contact.isEmpty() && yes("May the team contact you in this way?")) {
            consents.add(Consent.Purpose.CONTACT);
        }
        if (!yes("May the team read what you write, to answer you?")) {
            throw new RequestException("Nothing was sent, because the team may not read it.");
        }
        consents.add(Consent.Purpose.READ);
        return new AnswersFile(Answers.of(answers), contact, consents);
    }

    private Answers contact() {
        terminal.say("You can come back here for the answer. If you want us to reach you in another way, say how.");
        terminal.say("This part has a second lock: it opens only when several people agree, and you are told.");
        var way = terminal.ask("Call, message app, e-mail, or skip:");
        if (way.isEmpty()) {
            return Answers.none();
        }
        var contact = new LinkedHashMap<String, List<String>>();
        contact.put("contact_way", List.of(way));
        contact.put("contact_value", List.of(terminal.ask("The number, name or address:")));
        put(contact, "contact_when", terminal.ask("When is it safe? (or skip)"));
        put(contact, "contact_how", terminal.ask("What may we say if someone else answers? (or skip)"));
        return Answers.of(contact);
    }

    private static void put(Map<String, List<String>> answers, String key, String value) {
        if (!value.isEmpty()) {
            answers.put(key, List.of(value));
        }
    }

    private boolean yes(String question) {
        return Set.of("y", "yes")
                .contains(terminal.ask(question + " (yes or no)").toLowerCase(Locale.ROOT));
    }

    private static List<String> needs(String numbers) {
        var needs = new ArrayList<String>();
        for (var number : numbers.split("[\\s,]+", -1)) {
            if (number.matches("[0-9]{1,2}")) {
                int place = Integer.parseInt(number);
                if (place >= 1
                        && place <= NEEDS.size()
                        && !needs.contains(NEEDS.get(place - 1).getKey())) {
                    needs.add(NEEDS.get(place - 1).getKey());
                }
            }
        }
        return needs;
    }
}
