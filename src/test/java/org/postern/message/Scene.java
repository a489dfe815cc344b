package org.postern.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.manifest.Roster;

/// One service with an epoch, a few desks and a few seats, all from one seed, for tests and vectors.
final class Scene {
    static final byte[] FIRST_ROOT_NOTE =
            "postern/root/v1\norigin vectors.postern.example\nversion 1\n\n— not a real signature\n"
                    .getBytes(StandardCharsets.UTF_8);
    static final int EPOCH = 3;
    static final Instant NOW = Instant.parse("2026-11-22T16:25:42Z");

    final SeededRandomness randomness;
    final InstantSource clock = InstantSource.fixed(NOW);
    final SecretBytes epochSeed;
    final HybridIdentity epoch;
    final List<SecretBytes> deskSeeds = new ArrayList<>();
    final Roster roster;
    final RosterRoots roots;
    final Sealer sealer;

    Scene(long seed) {
        randomness = new SeededRandomness(seed);
        epochSeed = SecretBytes.random(randomness, 32);
        epoch = HybridIdentity.fromSeed(epochSeed);
        for (int i = 0; i < 3; i++) {
            deskSeeds.add(SecretBytes.random(randomness, 32));
        }
        roster = Roster.draw(EPOCH, deskSeeds.stream().map(Ed25519::publicKey).toList(), randomness);
        roots = number -> number == EPOCH ? Optional.of(roster.root()) : Optional.empty();
        sealer = new Sealer(randomness, clock);
    }

    /// Words and keys of one more person.
    Person person() {
        return new Person(NineWords.draw(randomness));
    }

    Desk desk(int number) {
        return new Desk(roster, epoch.recipient(), deskSeeds.get(number));
    }

    List<HybridIdentity> seats(int n) {
        var seats = new ArrayList<HybridIdentity>();
        for (int i = 0; i < n; i++) {
            try (var seed = SecretBytes.random(randomness, 32)) {
                seats.add(HybridIdentity.fromSeed(seed));
            }
        }
        return seats;
    }

    static List<HybridRecipient> recipients(List<HybridIdentity> identities) {
        return identities.stream().map(HybridIdentity::recipient).toList();
    }

    RequestEnvelope request(Draft draft, Person person, int k, List<HybridIdentity> seats) {
        return sealer.request(draft, person.keys, EPOCH, epoch.recipient(), k, recipients(seats));
    }

    RequestEnvelope request(Draft draft, Person person) {
        return request(draft, person, 0, List.of());
    }

    HelpRequest opened(Draft draft, Person person) {
        return Opener.request(request(draft, person), epoch).orElseThrow();
    }

    ReplyFrame reply(String text, HelpRequest to, int number, Hash previous) {
        var draft = new Reply.Draft(Reply.State.IN_CONVERSATION, Optional.empty(), text);
        return sealer.reply(draft, to, number, previous, desk(number % 3));
    }

    /// A small first message: one need, some text, no way to make contact.
    static Draft smallDraft() {
        return new Draft(
                HelpRequest.Kind.FIRST,
                answers("needs", List.of("housing", "legal"), "urgency_self", List.of("week")),
                "My landlord wants me out. I need to know what I can do.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
    }

    static Draft draftWithContact() {
        return new Draft(
                HelpRequest.Kind.FIRST,
                answers("needs", List.of("safe_place_now"), "urgency_self", List.of("today")),
                "Please call me.",
                answers(
                        "contact_way",
                        List.of("call"),
                        "contact_value",
                        List.of("+00 555 0100"),
                        "contact_when",
                        List.of("mornings")),
                Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT),
                Set.of());
    }

    static Draft followUp(String text) {
        return new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of(Consent.Purpose.CONTACT));
    }

    static Answers answers(String key, List<String> values) {
        return Answers.of(Map.of(key, values));
    }

    static Answers answers(String key1, List<String> values1, String key2, List<String> values2) {
        var map = new LinkedHashMap<String, List<String>>();
        map.put(key1, values1);
        map.put(key2, values2);
        return Answers.of(map);
    }

    static Answers answers(
            String key1, List<String> values1, String key2, List<String> values2, String key3, List<String> values3) {
        var map = new LinkedHashMap<>(answers(key1, values1, key2, values2).all());
        map.put(key3, values3);
        return Answers.of(map);
    }

    /// Somebody with nine words.
    static final class Person {
        final NineWords words;
        final RequesterKeys keys;

        Person(NineWords words) {
            this.words = words;
            this.keys = RequesterKeys.derive(words, FIRST_ROOT_NOTE);
        }
    }
}
