package org.postern.age;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.Sha256;

/// The public age test kit (C2SP/CCTV), every file: the right class of failure, and exactly the bytes that may be
/// released before it. From `../shared/vectors` when present, otherwise from the npm package `cctv-age`; both hold
/// the same bytes.
final class TestKitTest {
    @TempDir
    private static Path fromNpm;

    private static List<Vector> kit = List.of();

    @BeforeAll
    static void readTheKit() throws IOException, InterruptedException {
        var folder = Vectors.find("age-testkit/age/testdata");
        if (folder.isEmpty()) Interop.run("kit", fromNpm);
        System.out.println("age test kit from " + (folder.isPresent() ? "../shared/vectors" : "npm cctv-age"));
        try (var files = Files.list(folder.orElse(fromNpm))) {
            var vectors = new ArrayList<Vector>();
            for (var file : files.sorted().toList()) vectors.add(Vector.read(file));
            kit = List.copyOf(vectors);
        }
    }

    @Test
    void theKitIsWhole() {
        var counts = kit.stream().collect(Collectors.groupingBy(Vector::expect, TreeMap::new, Collectors.counting()));
        assertEquals(
                Map.of(
                        "success", 26L,
                        "header failure", 62L,
                        "armor failure", 22L,
                        "payload failure", 19L,
                        "no match", 13L,
                        "HMAC failure", 1L),
                counts);
    }

    @TestFactory
    Stream<DynamicTest> opensOrFailsAsTheKitSays() {
        return kit.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name, () -> {
                    var released = new ByteArrayOutputStream();
                    assertEquals(vector.expect, streamed(vector, released));
                    if (vector.field("payload").isPresent()) {
                        var hash = HexFormat.of().formatHex(Sha256.hash(released.toByteArray()));
                        assertEquals(vector.field("payload").get(), hash, "released " + released.size() + " bytes");
                    } else {
                        assertEquals(0, released.size());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> opensWholeFilesAlike() {
        return kit.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name, () -> {
                    var released = new ByteArrayOutputStream();
                    assertEquals(vector.expect, whole(vector, released));
                    if (vector.expect.equals("success"))
                        assertEquals(
                                vector.field("payload").orElseThrow(),
                                HexFormat.of().formatHex(Sha256.hash(released.toByteArray())));
                }));
    }

    @Test
    void writesEveryGoodHeaderBackAsItWas() throws Exception {
        int count = 0;
        for (var vector : kit) {
            if (vector.expect.endsWith("r failure")) continue;
            var file = vector.file();
            var header = Header.parse(file, 0, file.length);
            assertArrayEquals(header.authenticated(), Header.format(header.stanzas()), vector.name);
            var mac = Header.formatMac(header.mac());
            assertArrayEquals(
                    mac, Arrays.copyOfRange(file, header.length() - mac.length, header.length()), vector.name);
            count++;
        }
        assertEquals(59, count);
    }

    private static String streamed(Vector vector, ByteArrayOutputStream released) throws IOException {
        try (var opening = AgeFile.opening(new ByteArrayInputStream(vector.file()), vector.identity())) {
            opening.transferTo(released);
            return "success";
        } catch (AgeException e) {
            return name(e.kind());
        } catch (Armor.Malformed e) {
            return "armor failure";
        }
    }

    private static String whole(Vector vector, ByteArrayOutputStream released) throws IOException {
        try {
            released.writeBytes(AgeFile.open(vector.file(), vector.identity()));
            return "success";
        } catch (AgeException e) {
            return name(e.kind());
        } catch (Armor.Malformed e) {
            return "armor failure";
        }
    }

    private static String name(AgeException.Kind kind) {
        return switch (kind) {
            case HEADER -> "header failure";
            case NO_MATCH -> "no match";
            case HMAC -> "HMAC failure";
            case PAYLOAD -> "payload failure";
        };
    }

    /// One file of the kit: lines `key: value`, an empty line, the age file.
    private record Vector(String name, String expect, List<Map.Entry<String, String>> fields, int bodyAt, Path path) {
        static Vector read(Path path) throws IOException {
            var text = Files.readString(path, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\n\n");
            var fields = new ArrayList<Map.Entry<String, String>>();
            for (var line : text.substring(0, end).lines().toList()) {
                int colon = line.indexOf(": ");
                fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));
            }
            var expect = fields.stream()
                    .filter(field -> field.getKey().equals("expect"))
                    .findFirst()
                    .orElseThrow();
            return new Vector(path.getFileName().toString(), expect.getValue(), List.copyOf(fields), end + 2, path);
        }

        Optional<String> field(String key) {
            return fields.stream()
                    .filter(field -> field.getKey().equals(key))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        byte[] file() throws IOException, Armor.Malformed {
            var all = Files.readAllBytes(path);
            var body = Arrays.copyOfRange(all, bodyAt, all.length);
            if (field("compressed").isPresent()) {
                try (var inflated = new InflaterInputStream(new ByteArrayInputStream(body))) {
                    body = inflated.readAllBytes();
                }
            }
            return field("armored").isPresent() ? Armor.decode(body) : body;
        }

        /// All identities and passphrases of the file, tried in order.
        Identity identity() {
            var identities = new ArrayList<Identity>();
            for (var field : fields) {
                switch (field.getKey()) {
                    case "identity" ->
                        identities.add(
                                field.getValue().startsWith("AGE-SECRET-KEY-PQ-")
                                        ? HybridIdentity.parse(field.getValue())
                                        : new X25519Identity(field.getValue()));
                    case "passphrase" -> identities.add(new ScryptIdentity(field.getValue()));
                    default -> {}
                }
            }
            return stanzas -> {
                for (var identity : identities) {
                    var fileKey = identity.unwrap(stanzas);
                    if (fileKey.isPresent()) return fileKey;
                }
                return Optional.empty();
            };
        }
    }
}
