package org.postern.age;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.crypto.Shamir;

/// What Java seals, the browser's `age-encryption` opens, and the other way round; the same for the shares of a
/// secret.
final class InteropTest {
    private static final int[] SIZES = {0, 1, 15, 4096, 65_535, 65_536, 65_537, 200_001};

    private final SeededRandomness randomness = new SeededRandomness(20260105);

    @Test
    void agreesWithTheBrowsersAge(@TempDir Path dir) throws IOException, InterruptedException {
        var identities = List.of(identity(), identity());
        var files = new ArrayList<Map<String, Object>>();
        for (int count = 1; count <= 2; count++) {
            for (int size : SIZES) {
                var name = size + "-" + count;
                var plaintext = randomness.bytes(size);
                var recipients = identities.subList(0, count).stream()
                        .map(HybridIdentity::recipient)
                        .toList();
                Files.write(dir.resolve(name + ".plain"), plaintext);
                Files.write(dir.resolve(name + ".java.age"), AgeFile.seal(plaintext, recipients, randomness));
                files.add(Map.of("name", name, "recipients", count));
                // The same file once it was handed over to the last of them by its header.
                var earlier = identity();
                var others = new ArrayList<>(recipients);
                others.set(count - 1, earlier.recipient());
                var handedOver = AgeFile.rewrap(
                        AgeFile.seal(plaintext, others, randomness), earlier, recipients.get(count - 1), randomness);
                Files.write(dir.resolve(name + "-moved.plain"), plaintext);
                Files.write(dir.resolve(name + "-moved.java.age"), handedOver);
                files.add(Map.of("name", name + "-moved", "recipients", count));
            }
        }
        var texts = identities.stream()
                .map(identity -> new String(identity.text().copy(), StandardCharsets.US_ASCII))
                .toList();
        new ObjectMapper().writeValue(dir.resolve("task.json").toFile(), Map.of("identities", texts, "files", files));

        Interop.run("age", dir);

        var recipients = Files.readAllLines(dir.resolve("recipients.txt"));
        for (int i = 0; i < 2; i++) {
            assertEquals(identities.get(i).recipient().text(), recipients.get(i), "recipients from equal seeds");
            assertEquals(identities.get(i).recipient(), HybridRecipient.parse(recipients.get(i)));
            assertEquals(
                    identities.get(i).recipient(),
                    HybridIdentity.parse(texts.get(i)).recipient());
        }
        for (var file : files) {
            var name = (String) file.get("name");
            var plaintext = Files.readAllBytes(dir.resolve(name + ".plain"));
            var sealedThere = Files.readAllBytes(dir.resolve(name + ".node.age"));
            assertEquals(Files.size(dir.resolve(name + ".java.age")), sealedThere.length, name);
            for (int i = 0; i < (int) file.get("recipients"); i++) {
                assertArrayEquals(plaintext, Files.readAllBytes(dir.resolve(name + ".java.out." + i)), name);
                assertArrayEquals(plaintext, AgeFile.open(sealedThere, identities.get(i)), name);
            }
        }
    }

    @Test
    void agreesWithTheBrowsersShares(@TempDir Path dir) throws IOException, InterruptedException {
        var hex = HexFormat.of();
        var json = new ObjectMapper();
        var splits = new ArrayList<Map<String, Object>>();
        for (int n = 2; n <= 5; n++) {
            for (int k = 2; k <= n; k++) {
                var secret = randomness.bytes(32);
                var shares = Shamir.split(SecretBytes.copyOf(secret), k, n, randomness);
                splits.add(Map.of(
                        "k",
                        k,
                        "n",
                        n,
                        "secret",
                        hex.formatHex(secret),
                        "shares",
                        shares.stream().map(hex::formatHex).toList()));
            }
        }
        json.writeValue(dir.resolve("task.json").toFile(), Map.of("splits", splits));

        Interop.run("shamir", dir);

        var results = json.readTree(dir.resolve("result.json").toFile());
        assertEquals(splits.size(), results.size());
        for (int i = 0; i < splits.size(); i++) {
            assertEquals(
                    splits.get(i).get("secret"), results.get(i).get("combined").asText());
            int k = (int) splits.get(i).get("k");
            var shares = new ArrayList<byte[]>();
            for (int j = 0; j < k; j++)
                shares.add(hex.parseHex(results.get(i).get("shares").get(j).asText()));
            assertEquals(
                    splits.get(i).get("secret"),
                    hex.formatHex(Shamir.combine(shares, k).copy()));
        }
    }

    private HybridIdentity identity() {
        try (var seed = SecretBytes.random(randomness, HybridIdentity.SEED_BYTES)) {
            return HybridIdentity.fromSeed(seed);
        }
    }
}
