package org.postern.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks for marked words in files, in every spelling that software is likely to write them in: UTF-8, UTF-16
/// both ways, hexadecimal, Base64 at each of its three phases, and reversed.
final class Traces {
    private static final int BLOCK_BYTES = 1 << 22;

    private final Map<String, byte[]> spellings = new LinkedHashMap<>();

    /// @param marks ASCII words of at least eight characters, so that chance finds none
    Traces(List<String> marks) {
        for (var mark : marks) {
            if (mark.length() < 8) {
                throw new IllegalArgumentException("a mark needs at least eight characters");
            }
            var bytes = mark.getBytes(StandardCharsets.US_ASCII);
            spellings.put(mark + " (UTF-8)", bytes);
            spellings.put(mark + " (UTF-16LE)", mark.getBytes(StandardCharsets.UTF_16LE));
            spellings.put(mark + " (UTF-16BE)", mark.getBytes(StandardCharsets.UTF_16BE));
            spellings.put(mark + " (hex)", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
            spellings.put(
                    mark + " (reversed)",
                    new StringBuilder(mark).reverse().toString().getBytes(StandardCharsets.US_ASCII));
            for (int phase = 0; phase < 3; phase++) {
                spellings.put(mark + " (Base64, phase " + phase + ")", base64Inside(bytes, phase));
            }
        }
    }

    /// The characters that stand for `bytes` in any Base64 text where they begin at `phase` bytes past a group of
    /// three.
    private static byte[] base64Inside(byte[] bytes, int phase) {
        var shifted = new byte[phase + bytes.length];
        System.arraycopy(bytes, 0, shifted, phase, bytes.length);
        var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = phase == 0 ? 0 : phase + 1;
        int to = shifted.length / 3 * 4;
        return text.substring(from, to).getBytes(StandardCharsets.US_ASCII);
    }

    /// Every find below a folder (or in one file): `path: spelling`, at most one line for each file and spelling.
    List<String> in(Path root) {
        var found = new ArrayList<String>();
        try (var paths = Files.walk(root)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                found.addAll(inFile(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private List<String> inFile(Path file) throws IOException {
        var found = new LinkedHashSet<String>();
        var byPair = byFirstTwoBytes();
        int overlap = spellings.values().stream().mapToInt(s -> s.length).max().orElse(1) - 1;
        try (var channel = FileChannel.open(file)) {
            var block = ByteBuffer.allocate(BLOCK_BYTES);
            while (channel.read(block) >= 0) {
                int filled = block.position();
                search(block.array(), filled, byPair, found);
                int keep = Math.min(overlap, filled);
                System.arraycopy(block.array(), filled - keep, block.array(), 0, keep);
                block.position(keep);
            }
        } catch (NoSuchFileException e) {
            // PostgreSQL removes files while it runs; what is gone holds nothing.
            return List.of();
        }
        return found.stream()
                .map(spelling -> file.getFileName() + ": " + spelling)
                .toList();
    }

    /// One pass over hundreds of megabytes for hundreds of spellings: most places rule all of them out by two bytes.
    private Map<Integer, List<String>> byFirstTwoBytes() {
        var byPair = new HashMap<Integer, List<String>>();
        spellings.forEach((name, bytes) -> byPair.computeIfAbsent(pair(bytes, 0), first -> new ArrayList<>())
                .add(name));
        return byPair;
    }

    private void search(byte[] block, int length, Map<Integer, List<String>> byPair, Set<String> found) {
        var starts = new boolean[1 << 16];
        byPair.keySet().forEach(pair -> starts[pair] = true);
        for (int at = 0; at + 1 < length; at++) {
            int pair = pair(block, at);
            if (!starts[pair]) {
                continue;
            }
            for (var name : byPair.get(pair)) {
                var spelling = spellings.get(name);
                if (at + spelling.length <= length
                        && Arrays.equals(block, at, at + spelling.length, spelling, 0, spelling.length)) {
                    found.add(name);
                }
            }
        }
    }

    private static int pair(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at]) << 8 | Byte.toUnsignedInt(bytes[at + 1]);
    }
}
