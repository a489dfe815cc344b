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

/// Answers as `key=value` lines. A key that comes twice has two values; lines that start with `#` are skipped.
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
        for (var line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                if (equals < 1) {
                    throw new RequestException("Every line of the answers is key=value.");
                }
                var key = line.substring(0, equals).strip();
                var value = line.substring(equals + 1).strip();
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
            throw new RequestException("A key has only small letters, digits and _, and there are at most 32.", e);
        }
    }

    /// What may be taken back: not the consent to read, for nothing is sent without it.
    static Consent.Purpose takenBack(String name) {
        var purpose = purpose(name);
        if (purpose == Consent.Purpose.READ) {
            throw new RequestException("To take back that the team may read, delete everything: request erase.");
        }
        return purpose;
    }

    static Consent.Purpose purpose(String name) {
        try {
            return Consent.Purpose.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RequestException("A consent is one of: read, contact, statistics, keep.", e);
        }
    }

    private static void add(Map<String, List<String>> answers, String key, String value) {
        answers.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
    }
}
