package org.postern.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.message.Answers;
import org.postern.message.Consent;

/// Answers as `name=value` lines. A name that comes twice has two values; lines that start with `#` are skipped.
///
/// @param answers what the team reads
/// @param contact what goes under the second lock
/// @param consents what is allowed, from lines such as `consent=read`
record AnswersFile(Answers answers, Answers contact, Set<Consent.Purpose> consents) {
    /// Keys that go into the locked layer (PROTOCOL.md 5.2).
    private static final Set<String> LOCKED =
            Set.of("contact_way", "contact_value", "contact_when", "contact_how", "place_exact", "people_named");

    static AnswersFile parse(String text) {
        var open = new LinkedHashMap<String, List<String>>();
        var locked = new LinkedHashMap<String, List<String>>();
        var consents = new LinkedHashSet<Consent.Purpose>();
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                if (equals < 1) {
                    throw new RequestException("Line " + number + " of the answers is not name=value.");
                }
                var key = line.substring(0, equals).strip();
                var value = line.substring(equals + 1).strip();
                requireKnown(number, key, value);
                if (key.equals("consent")) {
                    consents.add(purpose(value));
                } else {
                    add(LOCKED.contains(key) ? locked : open, key, value);
                }
            }
        }
        try {
            return new AnswersFile(Answers.of(open), Answers.of(locked), consents);
        } catch (IllegalArgumentException e) {
            throw new RequestException("The answers are too long, or too many.", e);
        }
    }

    /// A need that is misspelt would be a need that nobody sees.
    private static void requireKnown(int number, String key, String value) {
        var choices = Questions.CHOICES.get(key);
        if (choices == null && !LOCKED.contains(key)) {
            var names = Stream.concat(Questions.CHOICES.keySet().stream(), LOCKED.stream());
            throw new RequestException("Line " + number + " of the answers has a name that is none. The names are: "
                    + names.distinct().sorted().collect(Collectors.joining(", ")) + ".");
        }
        if (choices != null && !choices.contains(value)) {
            throw new RequestException("Line " + number + " of the answers: behind " + key + "= stands one of: "
                    + String.join(", ", choices) + ".");
        }
    }

    /// What may be taken back: not the consent to read, for nothing is sent without it.
    static Consent.Purpose takenBack(String name) {
        if (!Questions.CHOICES.get("consent").contains(name)) {
            throw new RequestException("What can be taken back is one of: contact, statistics, keep.");
        }
        var purpose = purpose(name);
        if (purpose == Consent.Purpose.READ) {
            throw new RequestException("To take back that the team may read, delete everything: request erase.");
        }
        return purpose;
    }

    private static Consent.Purpose purpose(String known) {
        return Consent.Purpose.valueOf(known.toUpperCase(Locale.ROOT));
    }

    private static void add(Map<String, List<String>> answers, String key, String value) {
        answers.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
    }
}
