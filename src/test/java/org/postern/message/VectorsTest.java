package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;

/// Reads the committed vectors, which the browser's tests read, too.
final class VectorsTest {
    @Test
    void wordsGiveTheKeysOfTheVector() throws IOException {
        var vector = read("words/01-derivation");
        var words = NineWords.ofEntropy(hex(vector.get("entropy")));
        assertEquals(vector.get("words").asText(), String.join(" ", words.words()));
        assertArrayEquals(hex(vector.get("salt")), Sha256.hash(base64(vector.get("firstRootNote"))));
        try (var keys = RequesterKeys.derive(words, base64(vector.get("firstRootNote")));
                var seed = keys.identity().seed()) {
            assertArrayEquals(hex(vector.get("identitySeed")), seed.copy());
            assertEquals(vector.get("recipient").asText(), keys.recipient().text());
            assertArrayEquals(hex(vector.get("signingKey")), keys.signingKey());
            assertArrayEquals(hex(vector.get("locator")), keys.locator());
            assertArrayEquals(hex(vector.get("erase")), keys.eraseKey());
            assertEquals(vector.get("tag").asText(), keys.tag().hex());
            assertEquals(vector.get("thread").asText(), keys.thread().hex());
            assertEquals(
                    vector.get("mark").asText(),
                    keys.mark(uuid(vector.get("requestId"))).hex());
        }
    }

    @Test
    void theCheckForOneWordReadsAsInTheVector() throws IOException {
        var vector = read("words/03-separated");
        var one = vector.get("one");
        int place = one.get("place").asInt() - 1;
        var right = assertInstanceOf(
                NineWords.Reading.Right.class,
                NineWords.read(vector.get("words").asText()));
        try (var words = right.words()) {
            one.get("accepted").forEach(typed -> assertTrue(words.isWord(typed.asText(), place), typed::asText));
            one.get("refused").forEach(typed -> assertFalse(words.isWord(typed.asText(), place), typed::asText));
        }
    }

    @Test
    void typedTextReadsAsInTheVector() throws IOException {
        var cases = new ArrayList<JsonNode>();
        read("words/02-typed").get("cases").forEach(cases::add);
        assertTrue(cases.size() >= 7);
        read("words/03-separated").get("cases").forEach(cases::add);
        for (var one : cases) {
            var reading = NineWords.read(one.get("typed").asText());
            switch (one.get("reads").asText()) {
                case "right" -> assertInstanceOf(NineWords.Reading.Right.class, reading);
                case "checksum" -> assertInstanceOf(NineWords.Reading.WrongChecksum.class, reading);
                case "count" ->
                    assertEquals(
                            new NineWords.Reading.Unclear(
                                    List.of(), one.get("count").asInt()),
                            reading);
                case "unknown" -> {
                    var places = new ArrayList<Integer>();
                    one.get("places").forEach(place -> places.add(place.asInt()));
                    assertEquals(
                            places,
                            assertInstanceOf(NineWords.Reading.Unclear.class, reading)
                                    .unknownPlaces());
                }
                default -> throw new AssertionError("an outcome that no test knows");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01-first-message", "02-follow-up", "03-locked-layer"})
    void requestsOpenToTheFieldsOfTheVector(String name) throws Exception {
        var vector = read("request/" + name);
        byte[] frame = base64(vector.get("frame"));
        try (var epoch = identity(vector.get("epochSeed"))) {
            assertEquals(
                    vector.get("epochRecipient").asText(), epoch.recipient().text());
            var request = Opener.request(RequestEnvelope.parse(frame), epoch).orElseThrow();
            assertEquals(
                    vector.get("fields"),
                    Vectors.JSON.readTree(Vectors.fields(request).toString()));
            byte[] plaintext = AgeFile.open(Vectors.tail(frame, 92), epoch);
            assertArrayEquals(plaintext, request.encode());
            assertArrayEquals(hex(vector.get("plaintextHash")), Sha256.hash(plaintext));
            assertEquals(vector.get("plaintextBytes").asInt(), plaintext.length);
            int signed = vector.get("signedBytes").asInt();
            assertArrayEquals(base64(vector.get("signed")), Arrays.copyOf(plaintext, signed));
            assertArrayEquals(hex(vector.get("signature")), Arrays.copyOfRange(plaintext, signed, signed + 64));
        }
    }

    @Test
    void theSignatureOfTheVectorIsThatOfItsWords() throws IOException {
        var vector = read("request/01-first-message");
        var right = assertInstanceOf(
                NineWords.Reading.Right.class,
                NineWords.read(vector.get("words").asText()));
        var note = base64(read("words/01-derivation").get("firstRootNote"));
        try (var keys = RequesterKeys.derive(right.words(), note)) {
            assertArrayEquals(hex(vector.get("signature")), keys.signRequest(base64(vector.get("signed"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01-first", "02-notice", "04-moved"})
    void repliesOpenToTheFieldsOfTheVector(String name) throws IOException {
        var vector = read("reply/" + name);
        var frame = ReplyFrame.parse(base64(vector.get("frame")));
        var fields = vector.get("fields");
        try (var reader = identity(read("words/01-derivation").get("identitySeed"))) {
            var reply = Opener.reply(frame, reader, roots(vector)).orElseThrow();
            assertEquals(fields.get("text").asText(), reply.text());
            assertEquals(fields.get("number").asInt(), reply.number());
            assertEquals(fields.get("previous").asText(), reply.previous().hex());
            assertEquals(fields.get("thread").asText(), reply.thread().hex());
            assertEquals(fields.get("sentAt").asLong(), TenMinutes.number(reply.sentAt()));
            assertEquals(fields.get("notice").asInt() == 1, reply.notice().isPresent());
            assertEquals(
                    fields.get("noticeDay").asLong(),
                    reply.notice().map(notice -> notice.day().toEpochDay()).orElse(0L));
            assertArrayEquals(hex(vector.get("link")), frame.link());
        }
    }

    @Test
    void repliesThatMustBeRefusedAre() throws IOException {
        var vector = read("reply/03-refused");
        assertTrue(vector.get("cases").size() >= 15);
        for (var one : vector.get("cases")) {
            var reply = Reply.decode(base64(one.get("plaintext")), roots(vector))
                    .filter(opened -> opened.tag()
                                    .hex()
                                    .equals(vector.get("frameTag").asText())
                            && opened.number() == vector.get("frameNumber").asInt()
                            && opened.epoch() <= vector.get("frameEpoch").asInt()
                            && opened.thread().hex().equals(read("words/01-derivation", "thread")));
            assertEquals(Optional.empty(), reply, one.get("why").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01-two-of-three", "02-three-of-five"})
    void lockedLayersOpenWithTheSharesOfTheVector(String name) throws IOException {
        var vector = read("locked/" + name);
        int n = vector.get("n").asInt();
        var out = new FieldWriter(20_000)
                .u8(vector.get("k").asInt())
                .u8(n)
                .bytes16(base64(vector.get("layerFile")), LockedLayer.LAYER_BYTES_MAX);
        vector.get("shareHashes").forEach(hash -> out.fixed(hex(hash), 32));
        vector.get("shareFiles").forEach(file -> out.bytes16(base64(file), LockedLayer.SHARE_FILE_BYTES_MAX));
        var layer = LockedLayer.read(new FieldReader(out.written()));
        assertEquals(vector.get("layerHash").asText(), layer.hash().hex());
        var shares = new ArrayList<Share>();
        for (int seat = n; seat > n - layer.k(); seat--) {
            try (var identity = identity(vector.get("seats").get(seat - 1).get("seed"))) {
                var share = layer.share(seat, identity).orElseThrow();
                assertArrayEquals(
                        hex(vector.get("seats").get(seat - 1).get("rawShare")),
                        share.raw().copy());
                shares.add(share);
            }
        }
        var answers = layer.open(shares).orElseThrow().all();
        assertEquals(vector.get("answers").size(), answers.size());
        vector.get("answers")
                .forEach(answer -> assertEquals(
                        answer.get("values").get(0).asText(),
                        answers.get(answer.get("key").asText()).getFirst()));
    }

    private static RosterRoots roots(JsonNode vector) {
        return epoch -> epoch == Scene.EPOCH
                ? Optional.of(new Hash(vector.get("rosterRoot").asText()))
                : Optional.empty();
    }

    private static JsonNode read(String name) throws IOException {
        return Vectors.JSON.readTree(Files.readString(Vectors.FOLDER.resolve(name + ".json")));
    }

    private static String read(String name, String field) {
        try {
            return read(name).get(field).asText();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HybridIdentity identity(JsonNode seedHex) {
        try (var seed = SecretBytes.takeOwnershipOf(hex(seedHex))) {
            return HybridIdentity.fromSeed(seed);
        }
    }

    private static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }

    private static byte[] base64(JsonNode node) {
        return Base64.getDecoder().decode(node.asText());
    }

    private static UUID uuid(JsonNode node) {
        var bytes = java.nio.ByteBuffer.wrap(hex(node));
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
