package org.postern.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Pbkdf2;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;

/// Writes the vectors that Java and TypeScript share: `words`, `request`, `reply`, `locked`. Vectors are added
/// to, never edited: the run writes only files that are not there.
final class Vectors {
    static final Path FOLDER = Path.of("src/test/resources/vectors");
    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final long SEED = 20_261_122;

    private final Scene scene = new Scene(SEED);
    private final Path folder;

    private Vectors(Path folder) {
        this.folder = folder;
    }

    /// Writes what is missing below `src/test/resources/vectors`, or below the folder that is given.
    public static void main(String[] arguments) throws IOException, AgeException {
        new Vectors(arguments.length > 0 ? Path.of(arguments[0]) : FOLDER).write();
    }

    private void write() throws IOException, AgeException {
        var person = words();
        typed();
        var first = scene.request(Scene.smallDraft(), person);
        request("01-first-message", "One need, some text, no contact details", person, first);
        var followUp = scene.request(Scene.followUp("Thank you. The letter came — 你好."), person);
        request("02-follow-up", "A follow-up takes back the consent to be contacted", person, followUp);
        var seats = scene.seats(3);
        var locked = scene.request(Scene.draftWithContact(), person, 2, seats);
        request("03-locked-layer", "A first message with a locked layer, 2 of 3", person, locked);
        locked("01-two-of-three", 2, seats, locked);
        var five = scene.seats(5);
        locked("02-three-of-five", 3, five, scene.request(Scene.draftWithContact(), person, 3, five));
        replies(person, Opener.request(first, scene.epoch).orElseThrow());
        moved(person);
    }

    /// The first answer once more, after its case moved from epoch 3 to epoch 5.
    private void moved(Scene.Person person) throws IOException, AgeException {
        var first = ReplyFrame.parse(
                Base64.getDecoder().decode(read("reply/01-first").get("frame").asText()));
        try (var seed = SecretBytes.random(scene.randomness, 32);
                var later = HybridIdentity.fromSeed(seed)) {
            var mover = new Mover(5, later.recipient(), scene.randomness);
            var frame = mover.reply(first, scene.epoch, scene.roots).orElseThrow();
            reply(
                    "04-moved",
                    "The first answer, moved to epoch 5: another head, the same payload",
                    person,
                    frame,
                    later);
        }
    }

    private Scene.Person words() throws IOException {
        byte[] entropy = scene.randomness.bytes(NineWords.ENTROPY_BYTES);
        var json = JSON.createObjectNode();
        json.put("about", "Nine words and every key that comes from them (PROTOCOL.md 3)");
        json.put("entropy", hex(entropy));
        var person = new Scene.Person(NineWords.ofEntropy(entropy));
        json.put("words", String.join(" ", person.words.words()));
        json.put("firstRootNote", base64(Scene.FIRST_ROOT_NOTE));
        byte[] salt = Sha256.hash(Scene.FIRST_ROOT_NOTE);
        json.put("salt", hex(salt));
        json.put("rounds", RequesterKeys.ROUNDS);
        try (var canonical = person.words.canonical();
                var master = canonical.use(text -> Pbkdf2.sha256(text, salt, RequesterKeys.ROUNDS, 32))) {
            json.put("master", secret(master));
        }
        try (var seed = person.keys.identity().seed()) {
            json.put("identitySeed", secret(seed));
        }
        json.put("recipient", person.keys.recipient().text());
        json.put("signingKey", hex(person.keys.signingKey()));
        json.put("locator", hex(person.keys.locator()));
        json.put("erase", hex(person.keys.eraseKey()));
        json.put("tag", person.keys.tag().hex());
        json.put("thread", person.keys.thread().hex());
        var id = new UUID(0x0011223344556677L, 0x8899aabbccddeeffL);
        json.put("requestId", hex(id));
        json.put("mark", person.keys.mark(id).hex());
        save("words/01-derivation", json);
        return person;
    }

    private void typed() throws IOException {
        var json = JSON.createObjectNode();
        json.put("about", "What people type, and how it reads; places count from 1");
        var cases = json.putArray("cases");
        var words = List.of(read("words/01-derivation").get("words").asText().split(" "));
        cases.addObject().put("typed", String.join(" ", words)).put("reads", "right");
        cases.addObject()
                .put("typed", "  " + String.join("\n\t", words).toUpperCase(Locale.ROOT) + "\u3000")
                .put("reads", "right");
        var numbered = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            numbered.append(i + 1).append(". ").append(words.get(i)).append(", ");
        }
        cases.addObject().put("typed", numbered.toString()).put("reads", "right");
        var unknown = new ArrayList<>(words);
        unknown.set(1, "helpp");
        unknown.set(8, "zzz");
        var marked = cases.addObject().put("typed", String.join(" ", unknown)).put("reads", "unknown");
        marked.putArray("places").add(2).add(9);
        cases.addObject()
                .put("typed", String.join(" ", words.subList(0, 8)))
                .put("reads", "count")
                .put("count", 8);
        cases.addObject().put("typed", "").put("reads", "count").put("count", 0);
        var swapped = new ArrayList<>(words);
        swapped.set(8, words.get(8).equals("zoo") ? "zone" : "zoo");
        swapped.set(7, words.get(8));
        boolean wrong = NineWords.read(String.join(" ", swapped)) instanceof NineWords.Reading.WrongChecksum;
        if (!wrong) {
            throw new AssertionError("choose another word: one in eight fits by chance");
        }
        cases.addObject().put("typed", String.join(" ", swapped)).put("reads", "checksum");
        save("words/02-typed", json);
    }

    private void request(String name, String about, Scene.Person person, RequestEnvelope envelope)
            throws IOException, AgeException {
        var request = Opener.request(envelope, scene.epoch).orElseThrow();
        byte[] plaintext = AgeFile.open(tail(envelope.frame(), 92), scene.epoch);
        int signed = request.signedBytes();
        byte[] signature = Arrays.copyOfRange(plaintext, signed, signed + 64);
        var json = JSON.createObjectNode();
        json.put("about", about + " (PROTOCOL.md 4.1, 5.1)");
        json.put("words", String.join(" ", person.words.words()));
        json.put("salt", hex(Sha256.hash(Scene.FIRST_ROOT_NOTE)));
        json.put("epochSeed", secret(scene.epochSeed));
        json.put("epochRecipient", scene.epoch.recipient().text());
        json.set("fields", fields(request));
        json.put("signedBytes", signed);
        json.put("signed", base64(Arrays.copyOf(plaintext, signed)));
        json.put("signature", hex(signature));
        json.put("plaintextBytes", plaintext.length);
        json.put("plaintextHash", hex(Sha256.hash(plaintext)));
        json.put("frame", base64(envelope.frame()));
        save("request/" + name, json);
    }

    static ObjectNode fields(HelpRequest request) {
        var fields = JSON.createObjectNode();
        fields.put("kind", request.kind() == HelpRequest.Kind.FIRST ? 1 : 2);
        fields.put("id", hex(request.id()));
        fields.put("epoch", request.epoch());
        fields.put("mark", request.mark().hex());
        fields.put("signingKey", hex(request.signingKey()));
        fields.put("tag", request.tag().hex());
        fields.put("replyRecipient", request.replyTo().text());
        fields.put("sentAt", TenMinutes.number(request.sentAt()));
        fields.put("formVersion", 1);
        var consents = fields.putArray("consents");
        for (var consent : request.consents()) {
            int id = List.of(Consent.Purpose.values()).indexOf(consent.purpose()) + 1;
            consents.addObject().put("id", id).put("given", consent.given()).put("serial", consent.serial());
        }
        fields.set("answers", answers(request.answers()));
        fields.put("message", request.message());
        fields.put("caseKey", request.caseKey().map(Vectors::secret).orElse(""));
        request.locked().ifPresent(layer -> fields.set("locked", layer(layer)));
        return fields;
    }

    private static JsonNode answers(Answers answers) {
        var array = JSON.createArrayNode();
        answers.all().forEach((key, values) -> {
            var answer = array.addObject().put("key", key);
            values.forEach(answer.putArray("values")::add);
        });
        return array;
    }

    /// Takes the layer apart again by the format of PROTOCOL.md 5.1.
    private static ObjectNode layer(LockedLayer layer) {
        var out = new FieldWriter(16_000);
        layer.write(out);
        var in = new FieldReader(out.written());
        var json = JSON.createObjectNode();
        json.put("k", in.u8());
        int n = in.u8();
        json.put("n", n);
        byte[] file = in.bytes16(LockedLayer.LAYER_BYTES_MAX);
        json.put("layerHash", hex(Sha256.hash(file)));
        json.put("layerFile", base64(file));
        var hashes = json.putArray("shareHashes");
        for (int i = 0; i < n; i++) {
            hashes.add(in.hash().hex());
        }
        var files = json.putArray("shareFiles");
        for (int i = 0; i < n; i++) {
            files.add(base64(in.bytes16(LockedLayer.SHARE_FILE_BYTES_MAX)));
        }
        return json;
    }

    private void locked(String name, int k, List<HybridIdentity> seats, RequestEnvelope envelope) throws IOException {
        var layer = Opener.request(envelope, scene.epoch).orElseThrow().locked().orElseThrow();
        var json = JSON.createObjectNode();
        json.put("about", "A locked layer, " + k + " of " + seats.size() + ", with every seat's key (PROTOCOL.md 5.2)");
        var shares = new ArrayList<Share>();
        var list = json.putArray("seats");
        for (int i = 0; i < seats.size(); i++) {
            var share = layer.share(i + 1, seats.get(i)).orElseThrow();
            shares.add(share);
            try (var seed = seats.get(i).seed()) {
                list.addObject()
                        .put("seed", secret(seed))
                        .put("recipient", seats.get(i).recipient().text())
                        .put("rawShare", secret(share.raw()));
            }
        }
        json.setAll(layer(layer));
        json.set("answers", answers(layer.open(shares).orElseThrow()));
        save("locked/" + name, json);
    }

    private void replies(Scene.Person person, HelpRequest request) throws IOException, AgeException {
        var first = scene.reply("We can help with that. Do you have the letter?", request, 0, Hash.NONE);
        reply("01-first", "The first answer", person, first);
        var notice = new Reply.Notice(Reply.Purpose.CALL_BACK_AS_ASKED, LocalDate.of(2026, 11, 22));
        var draft =
                new Reply.Draft(Reply.State.WAITING_FOR_YOU, Optional.of(notice), "We called. Nobody answered — 没关系.");
        var second = scene.sealer.reply(draft, request, 1, Hash.ofRaw(first.link()), scene.desk(1));
        reply("02-notice", "The second answer, with a notice that contact details were opened", person, second);
        refusedReplies(person, first);
    }

    private void reply(String name, String about, Scene.Person person, ReplyFrame frame)
            throws IOException, AgeException {
        reply(name, about, person, frame, scene.epoch);
    }

    private void reply(String name, String about, Scene.Person person, ReplyFrame frame, HybridIdentity epoch)
            throws IOException, AgeException {
        var reply = Opener.reply(frame, epoch, scene.roots).orElseThrow();
        var json = JSON.createObjectNode();
        json.put("about", about + " (PROTOCOL.md 4.2, 5.3)");
        json.put("words", String.join(" ", person.words.words()));
        json.put("salt", hex(Sha256.hash(Scene.FIRST_ROOT_NOTE)));
        json.put("rosterRoot", scene.roster.root().hex());
        var fields = json.putObject("fields");
        fields.put("tag", reply.tag().hex());
        fields.put("number", reply.number());
        fields.put("epoch", reply.epoch());
        fields.put("thread", reply.thread().hex());
        fields.put("previous", reply.previous().hex());
        fields.put("sentAt", TenMinutes.number(reply.sentAt()));
        fields.put("state", List.of(Reply.State.values()).indexOf(reply.state()) + 1);
        fields.put("notice", reply.notice().isPresent() ? 1 : 0);
        fields.put(
                "purpose", reply.notice().map(notice -> notice.purpose().code()).orElse(0));
        fields.put(
                "noticeDay",
                reply.notice().map(notice -> notice.day().toEpochDay()).orElse(0L));
        fields.put("text", reply.text());
        fields.put("deskKey", hex(reply.deskKey()));
        fields.put("leaf", reply.leaf());
        json.put("plaintext", base64(AgeFile.open(tail(frame.frame(), 41), epoch)));
        json.put("frameEpoch", frame.epoch());
        json.put("frame", base64(frame.frame()));
        json.put("link", hex(frame.link()));
        save("reply/" + name, json);
    }

    /// Plaintexts that must be refused, each wrong in one way; all but the last three are signed again by the
    /// right desk, so that the signature hides nothing.
    private void refusedReplies(Scene.Person person, ReplyFrame frame) throws IOException, AgeException {
        byte[] plaintext = AgeFile.open(tail(frame.frame(), 41), scene.epoch);
        var json = JSON.createObjectNode();
        json.put("about", "Plaintexts of reply 01-first that must be refused");
        json.put("words", String.join(" ", person.words.words()));
        json.put("salt", hex(Sha256.hash(Scene.FIRST_ROOT_NOTE)));
        json.put("rosterRoot", scene.roster.root().hex());
        json.put("frameTag", person.keys.tag().hex());
        json.put("frameNumber", 0);
        json.put("frameEpoch", Scene.EPOCH);
        var cases = json.putArray("cases");
        int text = ((plaintext[113] & 0xff) << 8) + (plaintext[114] & 0xff);
        int desk = 115 + text;
        int leaf = desk + 32;
        int signed = leaf + 1 + 192;
        refuse(cases, "version 2", changed(plaintext, 0, 2), signed);
        refuse(cases, "another tag", changed(plaintext, 1, plaintext[1] ^ 1), signed);
        refuse(cases, "another number", changed(plaintext, 33, 1), signed);
        refuse(cases, "another epoch", changed(plaintext, 37, 4), signed);
        refuse(cases, "another thread", changed(plaintext, 38, plaintext[38] ^ 1), signed);
        refuse(cases, "state 0", changed(plaintext, 106, 0), signed);
        refuse(cases, "state 6", changed(plaintext, 106, 6), signed);
        refuse(cases, "notice 2", changed(plaintext, 107, 2), signed);
        refuse(cases, "a purpose without a notice", changed(plaintext, 108, 1), signed);
        refuse(cases, "a day without a notice", changed(plaintext, 112, 1), signed);
        refuse(cases, "text that is not UTF-8", changed(plaintext, 115, 0xff), signed);
        refuse(cases, "another leaf", changed(plaintext, leaf, plaintext[leaf] ^ 1), signed);
        refuse(cases, "another path", changed(plaintext, leaf + 1, plaintext[leaf + 1] ^ 1), signed);
        refuse(cases, "padding that is not zero", changed(plaintext, plaintext.length - 1, 1), signed);
        json.put("signedAgain", cases.size());
        cases.addObject()
                .put("why", "a longer text than there is")
                .put("plaintext", base64(changed(plaintext, 113, 0xff)));
        cases.addObject()
                .put("why", "another text under the old signature")
                .put("plaintext", base64(changed(plaintext, 115, 'w')));
        cases.addObject()
                .put("why", "another desk key")
                .put("plaintext", base64(byAnotherDesk(plaintext, desk, signed)));
        save("reply/03-refused", json);
    }

    private static byte[] changed(byte[] plaintext, int at, int value) {
        byte[] changed = plaintext.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private void refuse(ArrayNode cases, String why, byte[] plaintext, int signed) {
        byte[] again = sign(plaintext, signed, scene.deskSeeds.getFirst());
        cases.addObject().put("why", why).put("plaintext", base64(again));
    }

    private byte[] byAnotherDesk(byte[] plaintext, int desk, int signed) {
        byte[] changed = plaintext.clone();
        try (var stranger = SecretBytes.random(scene.randomness, 32)) {
            System.arraycopy(Ed25519.publicKey(stranger), 0, changed, desk, 32);
            return sign(changed, signed, stranger);
        }
    }

    private static byte[] sign(byte[] plaintext, int signed, SecretBytes desk) {
        byte[] again = plaintext.clone();
        byte[] signature = ContextSignature.sign(desk, "postern/v1/reply", Arrays.copyOf(plaintext, signed));
        System.arraycopy(signature, 0, again, signed, signature.length);
        return again;
    }

    private void save(String name, ObjectNode json) throws IOException {
        var file = folder.resolve(name + ".json");
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.writeString(file, JSON.writeValueAsString(json) + "\n");
        }
    }

    private JsonNode read(String name) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve(name + ".json")));
    }

    static byte[] tail(byte[] frame, int from) {
        return Arrays.copyOfRange(frame, from, frame.length);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String secret(SecretBytes secret) {
        return secret.use(bytes -> HexFormat.of().formatHex(bytes));
    }

    static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
