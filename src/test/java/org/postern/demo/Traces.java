package org.postern.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks for marked words in files, in every spelling that software is likely to write them in: UTF-8, UTF-16 both
/// ways,
/// hexadecimal, Base64 at each of its three phases, and reversed.
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
        var found = new ArrayList<String>();
        try (var channel = FileChannel.open(file)) {
            var block = java.nio.ByteBuffer.allocate(BLOCK_BYTES);
            var open = new LinkedHashMap<>(spellings);
            int overlap = open.values().stream().mapToInt(s -> s.length).max().orElse(1) - 1;
            while (channel.read(block) >= 0 && !open.isEmpty()) {
                int filled = block.position();
                open.entrySet().removeIf(spelling -> {
                    boolean here = contains(block.array(), filled, spelling.getValue());
                    if (here) {
                        found.add(file.getFileName() + ": " + spelling.getKey());
                    }
                    return here;
                });
                int keep = Math.min(overlap, filled);
                System.arraycopy(block.array(), filled - keep, block.array(), 0, keep);
                block.position(keep);
            }
        } catch (NoSuchFileException e) {
            // PostgreSQL removes files while it runs; what is gone holds nothing.
            return List.of();
        }
        return found;
    }

    private static boolean contains(byte[] haystack, int length, byte[] needle) {
        byte first = needle[0];
        int last = length - needle.length;
        outer:
        for (int i = 0; i <= last; i++) {
            if (haystack[i] != first) {
                continue;
            }
            for (int j = 1; j < needle.length; j++) {
                if (haystack[i + j] != needle[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
