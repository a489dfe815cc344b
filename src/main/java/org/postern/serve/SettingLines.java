package org.postern.serve;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.file.WholeFile;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// The lines of a YAML file as settings: dotted names, values as they are written, and the line of each, so that
/// whoever has to change one finds it. A setting that stands there twice is a problem, not a choice.
final class SettingLines {
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final List<String> problems;
    private final Map<String, Setting> byName = new LinkedHashMap<>();

    /// One setting as it is written.
    ///
    /// @param line from 1
    /// @param values one; several or none for a list
    /// @param isList whether it is written as a list
    record Setting(int line, List<String> values, boolean isList) {
        Setting {
            values = List.copyOf(values);
        }

        /// {@return whether nothing stands behind the name, so that the default counts}
        boolean isEmpty() {
            return !isList && values.getFirst().isBlank();
        }
    }

    /// Reads a file.
    ///
    /// @param file  YAML in UTF-8
    /// @param problems gets a sentence for whatever can't be read
    SettingLines(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(WholeFile.read(file, FILE_BYTES_MAX)));
            read(new Yaml(new LoaderOptions()).compose(new StringReader(text.toString())));
        } catch (CharacterCodingException otherLetters) {
            problems.add("the configuration file " + file + " is not UTF-8: save it as UTF-8");
        } catch (IOException unreadable) {
            problems.add("the configuration file " + file + " can't be read");
        } catch (MarkedYAMLException malformed) {
            var mark = Optional.ofNullable(malformed.getProblemMark())
                    .or(() -> Optional.ofNullable(malformed.getContextMark()));
            problems.add(mark.map(at -> at.getLine() + 1).map(this::at).orElse(file + ": ")
                    + "this is not YAML that can be" + " read: " + malformed.getProblem());
        } catch (YAMLException malformed) {
            problems.add(file + ": this is not YAML that can be read");
        }
    }

    private void read(Node root) {
        switch (root) {
            case null -> {}
            case MappingNode mapping -> read("", mapping);
            default -> problems.add(at(line(root)) + "here has to be a setting, such as `data: data`");
        }
    }

    private void read(String prefix, MappingNode mapping) {
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at(line(tuple.getKeyNode())) + "the name of a setting has to stand here");
                continue;
            }
            var name = prefix + key.getValue();
            // No setting has names of a third rank; and a file that refers to itself would have no end.
            if (tuple.getValueNode() instanceof MappingNode below && prefix.isEmpty()) {
                read(name + ".", below);
            } else {
                var added = new Setting(line(key), values(tuple.getValueNode()), isList(tuple.getValueNode()));
                var before = byName.putIfAbsent(name, added);
                if (before != null) {
                    problems.add(at(added.line()) + name + " stands here a second time, first in line " + before.line()
                            + ": remove one");
                }
            }
        }
    }

    private static boolean isList(Node node) {
        return !(node instanceof ScalarNode);
    }

    private static List<String> values(Node node) {
        var values = new ArrayList<String>();
        switch (node) {
            case ScalarNode one -> values.add(one.getValue());
            case SequenceNode list ->
                list.getValue().forEach(item -> values.add(item instanceof ScalarNode one ? one.getValue() : ""));
            default -> values.add("");
        }
        return values;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /// {@return every name that is there}
    Collection<String> names() {
        return byName.keySet();
    }

    /// One setting.
    ///
    /// @param name dotted
    /// @return empty if it is not there
    Optional<Setting> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Says where a setting stands, to begin a sentence with.
    ///
    /// @param name dotted
    /// @return the file and the line; the file alone if it is not there
    String where(String name) {
        return get(name).map(setting -> at(setting.line())).orElse(file + ": ");
    }

    private String at(int line) {
        return file + ", line " + line + ": ";
    }
}
