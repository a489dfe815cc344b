package org.postern.typed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a document lets people type: its code blocks, line by line. A block that is not typed says so in the paragraph
/// before it.
///
/// @param document where it stands, below the repository
/// @param steps    in the document's order
record Script(Path document, List<Step> steps) {
    private static final String NOT_TYPED = "not typed";
    private static final Pattern TYPED = Pattern.compile("([a-z0-9][a-z0-9 -]*)\\$ (.+)");
    private static final Pattern CARRIED =
            Pattern.compile("# carry (.+?)(?: of ([a-z0-9-]+))? to (.+?)(?: as (\\S+))?");

    /// One line that does something.
    sealed interface Step {}

    /// A command.
    ///
    /// @param who     `admin-1`, or `each admin`
    /// @param line    as it stands in the document
    /// @param printed what has to be on the screen afterwards, in this order; `…` stands for anything
    record Typed(String who, String line, List<String> printed) implements Step {}

    /// Files that go from one folder to others.
    ///
    /// @param files their paths in the folder
    /// @param from  whose folder; whoever typed last if it is empty
    /// @param to    whose folders; `everybody`
    /// @param as    another name over there
    record Carried(List<String> files, Optional<String> from, List<String> to, Optional<String> as) implements Step {}

    /// Reads a document.
    ///
    /// @param repository its folder
    /// @param document   below it
    /// @throws AssertionError if a block is neither to be typed nor marked
    static Script of(Path repository, String document) throws IOException {
        var steps = new ArrayList<Step>();
        for (var block : blocks(Files.readAllLines(repository.resolve(document)))) {
            if (!block.isMarked()) {
                steps.addAll(block.steps(document));
            }
        }
        return new Script(Path.of(document), List.copyOf(steps));
    }

    private record Block(String before, List<String> lines) {
        boolean isMarked() {
            return before.toLowerCase(Locale.ROOT).contains(NOT_TYPED);
        }

        List<Step> steps(String document) {
            var steps = new ArrayList<Step>();
            for (var line : lines) {
                var typed = TYPED.matcher(line.strip());
                var carried = CARRIED.matcher(line.strip());
                if (typed.matches()) {
                    steps.add(new Typed(typed.group(1), typed.group(2), new ArrayList<>()));
                } else if (carried.matches()) {
                    steps.add(new Carried(
                            list(carried.group(1)),
                            Optional.ofNullable(carried.group(2)),
                            list(carried.group(3)),
                            Optional.ofNullable(carried.group(4))));
                } else if (!steps.isEmpty() && steps.getLast() instanceof Typed last) {
                    last.printed().add(line.strip());
                } else {
                    throw new AssertionError(
                            document + ": this block is not typed by the test, and does not say so: " + line.strip());
                }
            }
            return steps;
        }
    }

    private static List<String> list(String words) {
        return List.of(words.split(", | and "));
    }

    /// Fenced blocks, and blocks that are four columns further in than the text around them.
    private static List<Block> blocks(List<String> lines) {
        var blocks = new ArrayList<Block>();
        var paragraph = new StringBuilder();
        var open = new ArrayList<String>();
        boolean isFenced = false;
        for (int i = 0; i <= lines.size(); i++) {
            var line = i < lines.size() ? lines.get(i) : "";
            boolean isFence = line.startsWith("```");
            boolean isIn =
                    isFenced ? !isFence : !isFence && line.matches(" {4,}\\S.*") && isBlockBefore(lines, i, open);
            if (isIn) {
                open.add(line);
            } else if (!open.isEmpty() && !(line.isBlank() && isFenced)) {
                blocks.add(new Block(paragraph.toString(), List.copyOf(open)));
                open.clear();
                paragraph.setLength(0);
            }
            isFenced ^= isFence;
            if (!isIn && !isFence && !line.isBlank()) {
                paragraph = startsAnew(lines, i)
                        ? new StringBuilder(line)
                        : paragraph.append(' ').append(line);
            }
        }
        return blocks;
    }

    /// An indented block follows an empty line; what follows text at once belongs to a list.
    private static boolean isBlockBefore(List<String> lines, int i, List<String> open) {
        return !open.isEmpty() || i == 0 || lines.get(i - 1).isBlank();
    }

    private static boolean startsAnew(List<String> lines, int i) {
        return i == 0 || lines.get(i - 1).isBlank();
    }
}
